"""Pictures as steps; nothing is learnt."""

from __future__ import annotations

from tenet.data.fitted import Fitted, Given
from tenet.data.steps import picture
from tenet.data.steps.reshape import Reshape
from tenet.data.transforms.picture import CropCenter, PadTo, ReadImage, Resize, Squeeze


def read_image(transform: ReadImage, _given: Given) -> Fitted:
    """Pictures still unread."""
    mask = transform.dtype == "i64"
    return Fitted((picture.ReadImage(channels=transform.channels, mask=mask),), transform)


def resize(transform: Resize, _given: Given) -> Fitted:
    """Another size."""
    step = picture.Resize(height=transform.height, width=transform.width, mode=transform.mode)
    return Fitted((step,), transform)


def crop_center(transform: CropCenter, _given: Given) -> Fitted:
    """The middle."""
    return Fitted((picture.CropCenter(height=transform.height, width=transform.width),), transform)


def pad_to(transform: PadTo, _given: Given) -> Fitted:
    """A margin."""
    step = picture.PadTo(height=transform.height, width=transform.width, value=transform.value)
    return Fitted((step,), transform)


def squeeze(transform: Squeeze, given: Given) -> Fitted:
    """The same numbers on fewer axes."""
    sizes = tuple(size for size in given.type.shape if isinstance(size, int) and size != 1)
    return Fitted((Reshape(sizes=sizes),), transform)
