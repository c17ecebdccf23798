"""A dense head on a map of places, which it sees row by row."""

from __future__ import annotations

from collections.abc import Iterator

from tenet.diagnostics import Diagnostic, Fix
from tenet.ir.graph import Node
from tenet.lint.case import Case
from tenet.lint.mend import write
from tenet.lint.practice import Practice, Sample
from tenet.lint.samples import network
from tenet.source import Span

RULE = Practice(
    code="STR004",
    name="dense-on-map",
    reason="The dense layers at the end of a convolutional network read rows of a map, not the whole of it.",
    why=(
        "A dense layer works on the last axis. Of a map [C, H, W] that is the width: it mixes the W places"
        " of each row by themselves and gives [C, H, units], one prediction for each channel and row"
        " instead of one for the image. Between the map and the head belongs a `flatten` or a global pool."
    ),
    source="Nikanjam et al. (2021), NeuraLint rule 11; LeCun et al. (1998)",
    bad=(
        Sample(
            network(
                "x: f32[3, 32, 32] in 0..1",
                "x = x -> conv(16, 3) -> relu -> max_pool(2)",
                "y = x -> dense(64) -> relu -> dense(10) -> softmax",
            ),
            at="dense(64)",
        ),
    ),
    good=(
        Sample(
            network(
                "x: f32[3, 32, 32] in 0..1",
                "x = x -> conv(16, 3) -> relu -> max_pool(2)",
                "y = x -> flatten -> dense(64) -> relu -> dense(10) -> softmax",
            )
        ),
        Sample(
            network(
                "x: f32[2, 100, 64] in 0..1",
                "x = x -> conv(16, 3) -> relu",
                "x = x + (x -> dense(16) -> relu -> dense(64))",
                "y = x -> conv(2, 1)",
            )
        ),
        Sample(
            network("x: f32[30, 8] in 0..1", "y = x -> conv(16, 3) -> relu -> dense(5) -> softmax")
        ),
    ),
)
WINDOWS = ("conv", "conv_transpose", "depthwise_conv", "max_pool", "avg_pool")
AFTER_WINDOWS = ("batch_norm", "group_norm", "dropout", "spatial_dropout")
IN_HEAD = ("dense", "dropout", "layer_norm", "softmax")
IMAGE = 3
"""Axes of an image; a sequence has two, and a dense layer on its features is meant."""


def find(case: Case) -> Iterator[Diagnostic]:
    """A dense layer on the width of a map, after which only dense layers lead to an output.

    Where a sound loss compares that output, its shape is meant.
    """
    if case.plan is not None:
        return
    for node in case.called("dense"):
        kind = node.inputs[0].type
        if kind.rank < IMAGE or not _is_map(case, case.source(node.inputs[0])):
            continue
        end = _end(case, node)
        if end is None or end.output.type.shape[-1] == kind.shape[-1]:
            continue
        yield RULE.at(
            node.span,
            f"this `dense` reads {kind.bare} row by row, {kind.shape[-1]} numbers at a time, so that the"
            f" network gives {end.output.type.bare}",
            help="write `flatten` before it, or `global_avg_pool`, for one prediction of the whole map",
            labels=(case.label(case.source(node.inputs[0]), f"{kind.bare} comes from here"),),
            fix=_flattened(case, node),
        )


def _is_map(case: Case, node: Node) -> bool:
    """Whether what a node gives still has the layout of a window's result."""
    while node.op.feeds is not None or node.op.term() in AFTER_WINDOWS:
        node = case.source(node.inputs[0])
    return node.op.term() in WINDOWS


def _end(case: Case, node: Node) -> Node | None:
    """The output to which nothing but a head leads from here."""
    at: Node | None = node
    while at is not None and not case.is_output(at):
        at = case.reader(at)
        if at is not None and at.op.term() not in IN_HEAD and at.op.feeds is None:
            return None
    return at


def _flattened(case: Case, node: Node) -> Fix | None:
    """A flatten before the layer."""
    stage = case.places.stage(node.span)
    if stage is None or stage.chain is None:
        return None
    at = node.span
    return write(Span(at.source, at.start, at.start), "flatten -> ")
