"""What is measured of a box, as a number for its colour and in words: cost, size, predicted scale."""

from __future__ import annotations

from collections.abc import Iterable
from math import log10

from tenet.analysis.moments.case import NOMINAL
from tenet.analysis.moments.moment import HIGHEST, LOWEST
from tenet.catalogue.setting import settings, spelled
from tenet.draw.boxes import Box
from tenet.frozen import frozen
from tenet.ir.graph import Node, Parameter
from tenet.types.dim import Dim, bind, names, product
from tenet.types.shape import shown

PREFIXES = ("", "k", "M", "G", "T", "P", "E")
HIDDEN = frozenset({"type", "cell"})
"""Settings that the picture shows by itself."""


@frozen
class Measure:
    """A thing to colour boxes by.

    Attributes:
        name: of the thing.
        words: what it is, for the legend.
        ends: between which numbers a colour lies, with a middle that has none; none where it
            goes from 0 to the most that is in sight.
    """

    name: str
    words: str
    ends: tuple[float, float] | None = None


MEASURES = (
    Measure("multiply-adds", "multiply-adds for one row of data"),
    Measure("parameters", "learned parameters; what is shared counts in each box"),
    Measure("scale", "predicted root mean square before training", (LOWEST, HIGHEST)),
    Measure("gradient", "predicted gradient before training, where each number of the output has 1", (LOWEST, HIGHEST)),
)  # fmt: skip


@frozen
class Reading:
    """One measure of one box: a number, if it is known; the same in a few characters, and in full."""

    value: float | None
    short: str
    full: str


def readings(box: Box) -> tuple[Reading, ...]:
    """What is measured of a box, in the order of the measures."""
    macs: Dim = 0
    for node in box.nodes:
        macs = macs + node.macs
    learned = {p.path: p for node in box.nodes for p in node.parameters if p.trainable}
    parameters: Dim = 0
    for parameter in learned.values():
        parameters = parameters + product(parameter.shape)
    moment = None if box.known is None or box.value is None else box.known.of(box.value)
    if moment is None:
        return _size(macs), _size(parameters), _none(), _none()
    gradient = _none() if moment.gradient is None else _spread(
        moment.gradient, moment.gradient_low, moment.gradient_high
    )  # fmt: skip
    return _size(macs), _size(parameters), _spread(moment.rms, moment.low, moment.high), gradient


def compact(number: float) -> str:
    """A number in three digits.

    >>> compact(9408), compact(118_013_952), compact(12), compact(999_999)
    ('9.41k', '118M', '12', '1M')
    """
    if number < 1000:
        return f"{number:.3g}"
    power = min(int(log10(float(f"{number:.3g}"))) // 3, len(PREFIXES) - 1)
    return f"{number / 1000**power:.3g}{PREFIXES[power]}"


def nominal(dim: Dim) -> int:
    """A size in numbers; what is not known is what predictions take it for."""
    if isinstance(dim, int):
        return dim
    bound = bind(dim, dict.fromkeys(names(dim), NOMINAL))
    assert isinstance(bound, int)
    return max(bound, 0)


def assumed_sizes(boxes: Iterable[Box]) -> str:
    """What the sizes are taken for that nobody knows yet, in words; nothing where all are known."""
    nodes = [node for box in boxes for node in box.nodes]
    sizes = [node.macs for node in nodes]
    sizes += [size for node in nodes for p in node.parameters for size in p.shape]
    open_ = sorted(frozenset().union(*map(names, sizes)))
    return f"{' and '.join(open_)} taken to be {NOMINAL}" if open_ else ""


def detail(node: Node, constants: tuple[float, ...]) -> str:
    """The settings that a node was given, and the plain numbers that enter it."""
    given = node.op.model_fields_set
    known = settings(type(node.op))
    found = [
        f"{info.alias or name}={spelled(getattr(node.op, name))}"
        for name, info in type(node.op).model_fields.items()
        if name in given and not known[info.alias or name].wired and name not in HIDDEN
    ]
    return ", ".join([*(f"{number:g}" for number in constants), *found])


def tensors(node: Node) -> str:
    """The parameters of a node by name, with their shapes."""
    return ", ".join(map(_tensor, node.parameters))


def _tensor(parameter: Parameter) -> str:
    still = "" if parameter.trainable else " (statistics)"
    return f"{parameter.path} {shown(parameter.shape)}{still}"


def _size(dim: Dim) -> Reading:
    number = nominal(dim)
    if isinstance(dim, int):
        return Reading(number, compact(number), f"{dim:,}")
    return Reading(number, f"≈{compact(number)}", str(dim))


def _spread(middle: float, low: float | None, high: float | None) -> Reading:
    around = "" if low is None or high is None else f" ({low:.2g} to {high:.2g})"
    return Reading(float(f"{middle:.4g}"), f"{middle:.2g}", f"{middle:.2g}{around}")


def _none() -> Reading:
    return Reading(None, "unknown", "unknown")
