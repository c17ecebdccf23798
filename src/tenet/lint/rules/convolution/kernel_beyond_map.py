"""A kernel so much larger than its map that some of its weights only ever meet padding."""

from __future__ import annotations

from collections.abc import Iterator
from math import prod

from tenet.analysis.windows import window
from tenet.diagnostics import Diagnostic, Severity
from tenet.ir.graph import Node
from tenet.lint.case import Case
from tenet.lint.mend import give
from tenet.lint.practice import Practice, Sample
from tenet.lint.samples import network
from tenet.ops.window import Window

RULE = Practice(
    code="CNN007",
    name="kernel-beyond-map",
    reason="Weights of a kernel that reach beyond the map from everywhere multiply zeros alone.",
    why=(
        "On an axis of n places a kernel uses at most 2 n - 1 weights: what lies further from its middle"
        " meets padding at every place, has no gradient and is never trained. Without padding such a"
        " kernel does not fit at all. Either the map was pooled away, or the kernel was meant for a larger"
        " one. Kernels of three, as a residual network has on its last small map, are let pass."
    ),
    source="Chen et al. (2017), Rethinking atrous convolution, sec. 3.3",
    severity=Severity.WARNING,
    bad=(
        Sample(
            network(
                "x: f32[3, 16, 16] in 0..1",
                "x = x -> conv(16, 3) -> relu -> max_pool(4) -> conv(32, 3) -> relu -> max_pool(2)",
                "y = x -> conv(64, 5) -> relu -> flatten -> dense(10)",
            ),
            at="conv(64, «5»)",
        ),
    ),
    good=(
        Sample(
            network(
                "x: f32[3, 16, 16] in 0..1",
                "x = x -> conv(16, 3) -> relu -> max_pool(4) -> conv(32, 5) -> relu",
                "y = x -> flatten -> dense(10)",
            )
        ),
        Sample(
            network(
                "x: f32[3, 16, 16] in 0..1",
                "x = x -> conv(16, 3) -> relu -> max_pool(16) -> conv(32, 3) -> relu",
                "y = x -> flatten -> dense(10)",
            )
        ),
    ),
)
SMALL = 3
"""Kernels that are let pass on the smallest maps."""


def find(case: Case) -> Iterator[Diagnostic]:
    """A kernel with weights that meet the map nowhere, in no use of its layer."""
    used: dict[str, tuple[Node, Window, list[int]]] = {}
    for node in case.called("conv", "depthwise_conv"):
        slid = window(node)
        if slid is None or max(slid.kernel) <= SMALL:
            continue
        meeting = [_meeting(slid, axis) for axis in range(len(slid.kernel))]
        if node.layer in used:
            meeting = list(map(max, meeting, used[node.layer][2]))
        used[node.layer] = node, slid, meeting
    for node, slid, meeting in used.values():
        if meeting == list(slid.kernel):
            continue
        kernel, places = ("x".join(map(str, sizes)) for sizes in (slid.kernel, slid.layout.places))
        lost = prod(slid.kernel) - prod(meeting)
        wanted = [n - 1 + n % 2 for n in meeting]
        text = str(wanted[0]) if len(set(wanted)) == 1 else f"[{', '.join(map(str, wanted))}]"
        yield RULE.at(
            case.at(node, "kernel"),
            f"a kernel of {kernel} slides over a map of {places}: {lost} of its {prod(slid.kernel)}"
            " weights only ever meet padding",
            help=f"use a kernel of {text}, or shrink the map less before it",
            fix=give(case, node, "kernel", text),
        )


def _meeting(slid: Window, axis: int) -> int:
    """How many weights along an axis meet the map at some place; all where its size is open."""
    size, kernel = slid.layout.places[axis], slid.kernel[axis]
    if not isinstance(size, int):
        return kernel
    (before, _), made = slid.pads[axis], slid.places[axis]
    assert isinstance(made, int)
    first = [w * slid.dilation[axis] - before for w in range(kernel)]
    last = (made - 1) * slid.stride[axis]
    return sum(place < size and place + last >= 0 for place in first)
