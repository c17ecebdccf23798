"""The type of a value: element type, shape, and the interval in which every element lies."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from math import inf

from tenet.frozen import frozen, replace
from tenet.types.dim import Dim, bind


class DType(StrEnum):
    """The type of one element."""

    F16 = "f16"
    BF16 = "bf16"
    F32 = "f32"
    F64 = "f64"
    I32 = "i32"
    I64 = "i64"
    BOOL = "bool"

    @property
    def is_float(self) -> bool:
        """Whether elements are floating-point numbers."""
        return self.value[0] in "fb" and self is not DType.BOOL

    @property
    def is_integer(self) -> bool:
        """Whether elements are whole numbers."""
        return self.value[0] == "i"


@frozen
class Interval:
    """Where every element lies; both ends belong to it.

    >>> str(Interval(0, 1)), str(Interval(0)), Interval(0, 1) <= Interval(0)
    ('0..1', '0..', True)
    """

    low: float = -inf
    high: float = inf

    def __le__(self, other: Interval) -> bool:
        return other.low <= self.low and self.high <= other.high

    def __or__(self, other: Interval) -> Interval:
        """The smallest interval that holds both."""
        return Interval(min(self.low, other.low), max(self.high, other.high))

    def __str__(self) -> str:
        return f"{_end(self.low)}..{_end(self.high)}"


def _end(value: float) -> str:
    return "" if abs(value) == inf else f"{value:g}"


EVERYTHING = Interval()


@frozen
class TensorType:
    """A tensor: the batch axis is there whenever `batched`, and never part of the shape."""

    dtype: DType
    shape: tuple[Dim, ...]
    range: Interval = EVERYTHING
    batched: bool = True

    @property
    def rank(self) -> int:
        """How many axes there are, without the batch."""
        return len(self.shape)

    @property
    def bare(self) -> str:
        """The type without its range: `f32[1, 8, 8]`, or `f32` for one number."""
        sizes = ", ".join(str(dim) for dim in self.shape)
        return f"{self.dtype}[{sizes}]" if self.shape else str(self.dtype)

    def __str__(self) -> str:
        return self.bare if self.range == EVERYTHING else f"{self.bare} in {self.range}"

    def bound(self, sizes: Mapping[str, Dim]) -> TensorType:
        """The type with named sizes replaced by what they turned out to be."""
        return replace(self, shape=tuple(bind(dim, sizes) for dim in self.shape))


def f32(*shape: Dim, range: Interval = EVERYTHING) -> TensorType:  # the language's word
    """A batch of float32 tensors of this shape."""
    return TensorType(DType.F32, shape, range)
