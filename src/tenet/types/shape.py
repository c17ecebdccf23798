"""Shape rules, from which the operations are put together.

Sizes never include the batch axis. A rule that does not fit raises `Misfit`, whose words the
elaborator completes with the place and the value's name.
"""

from __future__ import annotations

from tenet.frozen import frozen
from tenet.types.dim import Dim, ceil_div, product
from tenet.types.tensor import DType, TensorType

Shape = tuple[Dim, ...]


class ChannelsLast(tuple[Dim, ...]):
    """The sizes of an image `[H, W, C]` or a volume as a backend may hold it; no spec has this layout."""

    __slots__ = ()


class Misfit(Exception):
    """Shapes, types or settings do not fit; `help` says what to write instead.

    `setting` is the one at fault, where a single one is.
    """

    def __init__(
        self, message: str, help: str | None = None, *, setting: str | None = None
    ) -> None:
        super().__init__(message)
        self.message = message
        self.help = help
        self.setting = setting


def shown(shape: Shape) -> str:
    """A shape as the language writes it: `[1, 8, 8]`."""
    return f"[{', '.join(str(dim) for dim in shape)}]"


def worded(shape: Shape) -> str:
    """A shape in a sentence.

    >>> worded((3, 4)), worded(())
    ('[3, 4]', 'one number per row')
    """
    return shown(shape) if shape else "one number per row"


@frozen
class Layout:
    """Which axis of a spatial tensor holds the channels; the others are places.

    Vectors `[F]` and sequences `[T, F]` hold them last; images `[C, H, W]` and volumes first.
    """

    channel_axis: int
    shape: Shape

    @property
    def channels(self) -> Dim:
        """How many channels there are."""
        return self.shape[self.channel_axis]

    @property
    def channels_last(self) -> bool:
        """Whether the layout is that of a vector or a sequence."""
        return self.channel_axis == len(self.shape) - 1

    @property
    def places(self) -> Shape:
        """The sizes of the spatial axes, in order."""
        return tuple(d for axis, d in enumerate(self.shape) if axis != self.channel_axis)

    def with_(self, channels: Dim, places: Shape) -> Shape:
        """The shape of this layout with other sizes."""
        return (*places, channels) if self.channels_last else (channels, *places)


def layout(shape: Shape) -> Layout:
    """The layout that spatial operations see; a single number has none."""
    if not shape:
        raise Misfit("needs channels, but its input is one number per row")
    last = len(shape) <= 2 or isinstance(shape, ChannelsLast)
    return Layout(len(shape) - 1 if last else 0, shape)


def spatial(shape: Shape) -> Layout:
    """The layout of a tensor that has places to slide over: `[T, F]`, `[C, H, W]`, `[C, D, H, W]`."""
    if len(shape) not in (2, 3, 4):
        raise Misfit(
            f"needs a sequence [T, F], an image [C, H, W] or a volume [C, D, H, W],"
            f" but its input is {shown(shape)}",
            "give the places their own axes first, for example with `reshape(1, 8, 8)`",
        )
    return layout(shape)


def padded_same(size: int, kernel: int, stride: int, dilation: int = 1) -> tuple[int, int]:
    """Padding before and after an axis for an output of ceil(size / stride); the odd one after.

    >>> padded_same(8, 3, 2), padded_same(8, 3, 1)
    ((0, 1), (1, 1))
    """
    reach = (kernel - 1) * dilation + 1
    total = max((-(-size // stride) - 1) * stride + reach - size, 0)
    return total // 2, total - total // 2


def windows(size: Dim, kernel: int, stride: int, pads: tuple[int, int], dilation: int = 1) -> Dim:
    """How many windows fit on an axis padded by `pads`."""
    reach = (kernel - 1) * dilation + 1
    return (size + (pads[0] + pads[1] - reach)) // stride + 1


def slid(size: Dim, kernel: int, stride: int, padding: str, dilation: int = 1) -> Dim:
    """The size of an axis after a window slid over it with `same`, `causal` or `valid` padding."""
    if padding in {"same", "causal"}:
        return ceil_div(size, stride)
    reach = (kernel - 1) * dilation + 1
    if isinstance(size, int) and size < reach:
        raise Misfit(
            f"slides a window of {reach} over an axis of {size}: no place is left",
            "use a smaller window, less striding before it, or `padding=same`",
        )
    return windows(size, kernel, stride, (0, 0), dilation)


def broadcast(left: Shape, right: Shape) -> Shape:
    """The shape of an elementwise result: shapes align at the right, size 1 stretches."""
    longer, shorter = (left, right) if len(left) >= len(right) else (right, left)
    filled = (1,) * (len(longer) - len(shorter)) + shorter
    sizes: list[Dim] = []
    for a, b in zip(longer, filled, strict=True):
        if a not in (b, 1) and b != 1:
            raise Misfit(
                f"needs shapes that agree from the right, but they are {shown(left)} and"
                f" {shown(right)}: {_apart(left, right, a, b)}"
            )
        sizes.append(b if a == 1 else a)
    return tuple(sizes)


def _apart(left: Shape, right: Shape, a: Dim, b: Dim) -> str:
    """Which sizes differ, in the order in which the shapes were given."""
    return f"{a} is not {b}" if len(left) >= len(right) else f"{b} is not {a}"


def joined(shapes: tuple[Shape, ...], axis: int) -> Shape:
    """The shape of several tensors laid end to end along `axis`; all other axes agree."""
    first = shapes[0]
    for other in shapes[1:]:
        if len(other) != len(first) or any(
            a != b for i, (a, b) in enumerate(zip(first, other, strict=True)) if i != axis
        ):
            raise Misfit(
                f"joins tensors that agree on every axis but axis {axis}, but they are"
                f" {' and '.join(worded(shape) for shape in shapes)}"
            )
    total: Dim = 0
    for shape in shapes:
        total = total + shape[axis]
    return (*first[:axis], total, *first[axis + 1 :])


def reshaped(shape: Shape, sizes: Shape) -> Shape:
    """`sizes`, which must hold as many elements as `shape`."""
    before, after = product(shape), product(sizes)
    if before != after:
        raise Misfit(
            f"cannot lay {before} numbers {shown(shape)} out as {shown(sizes)}, which holds {after}",
            "the sizes must multiply to the same number; the batch axis is never written",
        )
    return sizes


def axis_of(axis: int, rank: int) -> int:
    """The axis counted from the front; negative ones count from the end."""
    if not -rank <= axis < rank:
        if not rank:
            raise Misfit("needs an axis, but its input is one number per row")
        axes = f"{rank} axis" if rank == 1 else f"{rank} axes"
        raise Misfit(f"has no axis {axis}: its input has {axes}, the batch not counted")
    return axis % rank


def axis_along(shape: Shape, axis: int | None) -> int:
    """The axis that a setting names in the spec's layout, that of the channels where it names none."""
    if axis is None:
        return layout(shape).channel_axis
    named = axis_of(axis, len(shape))
    return (named - 1) % len(shape) if isinstance(shape, ChannelsLast) else named


def axes_of(axes: tuple[int, ...], rank: int) -> tuple[int, ...]:
    """The axes counted from the front, in the given order; each is named once.

    >>> axes_of((-1, 0), 3)
    (2, 0)
    """
    found: list[int] = []
    for axis in axes:
        counted = axis_of(axis, rank)
        if counted in found:
            raise Misfit(f"names axis {counted} twice")
        found.append(counted)
    return tuple(found)


def rows(kind: TensorType) -> TensorType:
    """The same type, provided that there is one value for each row."""
    if not kind.batched:
        raise Misfit(
            f"works on rows, but its input {kind.bare} is the same for all of them",
            "add it to, or multiply it by, something that comes from the network's inputs first",
        )
    return kind


def floats(kind: TensorType) -> TensorType:
    """The same type, provided that its elements are floats."""
    if not kind.dtype.is_float:
        raise Misfit(
            f"needs floats, but its input is {kind}",
            "turn categories into numbers first, with `one_hot` or an embedding",
        )
    return kind


def numbers(kind: TensorType) -> TensorType:
    """The same type, provided that its elements are numbers, whole ones or floats."""
    if kind.dtype is DType.BOOL:
        raise Misfit(f"needs numbers, but its input is {kind}, which is true or false")
    return kind


def truths(kind: TensorType) -> TensorType:
    """The same type, provided that its elements are true or false."""
    if kind.dtype is not DType.BOOL:
        raise Misfit(
            f"needs what is true or false, but its input is {kind}",
            "compare numbers first, such as `x > 0`",
        )
    return kind


def alike(*types: TensorType) -> DType:
    """The element type of all of them, which is one: nothing is turned into another type silently."""
    first = types[0].dtype
    for other in types[1:]:
        if other.dtype is not first:
            raise Misfit(f"needs one element type, but it is given {first} and {other.dtype}")
    return first
