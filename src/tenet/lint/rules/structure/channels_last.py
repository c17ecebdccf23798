"""An image whose channels stand last, where a convolution looks for them first."""

from __future__ import annotations

from collections.abc import Iterator

from tenet.diagnostics import Diagnostic, Fix
from tenet.ir.graph import Node
from tenet.lint.case import Case
from tenet.lint.mend import write
from tenet.lint.practice import Practice, Sample
from tenet.lint.samples import network
from tenet.source import Span
from tenet.types.shape import Shape

RULE = Practice(
    code="STR003",
    name="channels-last-image",
    reason="An image is declared as height, width, channels; here channels come first.",
    why=(
        "Spatial operations take an image as [C, H, W]. Of f32[32, 32, 3] a convolution sees 32 channels"
        " on a map of 32 by 3: it mixes all rows of pixels at once, and slides over columns and colours."
        " It trains, and learns little."
    ),
    source="Morovati et al. (2023), Defects4ML, bugs 54, 81 and 87",
    bad=(
        Sample(
            network(
                "x: f32[32, 32, 3] in 0..1",
                "y = x -> conv(16, 3) -> relu -> global_avg_pool -> dense(10)",
            ),
            at="«x»: f32[32, 32, 3]",
        ),
        Sample(
            network(
                "x: f32[28, 28, 1] in 0..255",
                "y = (x / 255) -> conv(16, 3) -> relu -> flatten -> dense(10)",
            ),
            at="«x»: f32[28, 28, 1]",
        ),
    ),
    good=(
        Sample(
            network(
                "x: f32[3, 32, 32] in 0..1",
                "y = x -> conv(16, 3) -> relu -> global_avg_pool -> dense(10)",
            )
        ),
        Sample(
            network(
                "x: f32[32, 32, 3] in 0..1",
                "y = x -> permute(2, 0, 1) -> conv(16, 3) -> relu -> flatten -> dense(10)",
            )
        ),
        Sample(
            network(
                "x: f32[22, 500, 1] in 0..1",
                "y = x -> conv(16, [25, 1]) -> relu -> flatten -> dense(4)",
            )
        ),
    ),
)
COLOURS = (1, 3, 4)
"""How many channels a photograph has: grey, colour, colour with opacity."""
SMALLEST = 8
"""Places along an axis from which it is taken for height or width."""
COLOUR = 3
LARGE = 64
"""Places along both axes from which three channels behind them are taken for colours."""
CONVOLUTIONS = ("conv", "depthwise_conv")
KEEPING = ("add", "batch_norm", "cast", "div", "dropout", "mul", "noise", "sub")


def find(case: Case) -> Iterator[Diagnostic]:
    """A square of pixels with few channels last, which reaches a window that slides over these."""
    for name, value in case.graph.inputs.items():
        shape = value.type.shape
        node = case.source(value)
        reader = _window(case, node) if _is_channels_last(shape) else None
        if reader is None:
            continue
        sizes = ", ".join(map(str, shape))
        places = " by ".join(map(str, shape[1:]))
        order = (len(shape) - 1, *range(len(shape) - 1))
        right = ", ".join(str(shape[axis]) for axis in order)
        axes = ", ".join(map(str, order))
        yield RULE.at(
            node.span,
            f"`{name}` is [{sizes}], of which `{reader.op.term()}` sees {shape[0]} channels on a map of"
            f" {places}: channels come first",
            help=f"declare it as [{right}], and write `permute({axes})` where the data have channels last",
            labels=(case.label(reader, "the window slides here"),),
            fix=_permuted(case, reader, axes),
        )


def _is_channels_last(shape: Shape) -> bool:
    """Whether a shape is that of equal, or large, sides and a few channels behind them."""
    if len(shape) not in (3, 4) or shape[-1] not in COLOURS:
        return False
    sides, channels = shape[:-1], shape[-1]
    known = [side for side in sides if isinstance(side, int)]
    if len(known) < len(sides):
        return False
    square = len(set(known)) == 1 and known[0] >= SMALLEST
    return square or (channels == COLOUR and min(known) >= LARGE)


def _window(case: Case, node: Node) -> Node | None:
    """The convolution that an input reaches unchanged in layout, if its kernel is wide on the last axis."""
    pending = [node]
    while pending:
        for reader in case.readers(pending.pop()):
            if reader.op.term() in CONVOLUTIONS:
                kernel = getattr(reader.op, "kernel", 1)
                wide = kernel if isinstance(kernel, int) else kernel[-1]
                return reader if wide > 1 else None
            if reader.op.term() in KEEPING and reader.output.type.shape == node.output.type.shape:
                pending.append(reader)
    return None


def _permuted(case: Case, reader: Node, axes: str) -> Fix | None:
    """The channels brought to the front, just before the window."""
    stage = case.places.stage(reader.span)
    if stage is None or stage.chain is None:
        return None
    at = reader.span
    return write(Span(at.source, at.start, at.start), f"permute({axes}) -> ")
