"""The settings of the `export` section."""

from __future__ import annotations

from typing import Annotated

from tenet.catalogue.definition import Definition, Positive
from tenet.catalogue.setting import Dotted


class Format(Definition):
    """A format that a trained model is written in."""

    kind = "format"
    home = "tenet.policy.formats"


class Export(Definition):
    """What is written for deployment."""

    kind = "section"

    format: Format | None = None
    """The file format; ONNX unless given."""
    outputs: tuple[Annotated[str, Dotted("an output such as answer or generator.fake")], ...] = ()
    """What the model gives, and no more, with the inputs that this needs; all of a network's outputs unless given."""
    tolerance: Positive = 1e-4
    """The largest absolute difference between the trained and the exported model."""
