"""A window that steps over places without looking at them."""

from __future__ import annotations

from collections.abc import Iterator

from tenet.analysis.windows import window
from tenet.diagnostics import Diagnostic, Severity
from tenet.lint.case import Case
from tenet.lint.mend import give
from tenet.lint.practice import Practice, Sample
from tenet.lint.samples import network

RULE = Practice(
    code="CNN011",
    name="stride-beyond-kernel",
    reason="Where a window steps further than it reaches, the places between are never seen.",
    why=(
        "A kernel of 2 at stride 4 looks at a quarter of the places of an image; what lies between"
        " has no part in what comes out and gets no gradient. 1x1 convolutions at stride 2, which bring a"
        " shortcut to a smaller map, skip places on purpose and are not meant."
    ),
    source="Dumoulin and Visin (2016), A guide to convolution arithmetic, ch. 2",
    severity=Severity.WARNING,
    bad=(
        Sample(
            network(
                "x: f32[3, 32, 32] in 0..1",
                "y = x -> conv(16, 3, stride=4) -> relu -> flatten -> dense(10)",
            ),
            at="stride=4",
        ),
        Sample(
            network(
                "x: f32[3, 32, 32] in 0..1",
                "x = x -> conv(16, 3) -> relu -> max_pool(2, stride=3)",
                "y = x -> flatten -> dense(10)",
            ),
            at="stride=3",
        ),
    ),
    good=(
        Sample(
            network(
                "x: f32[3, 32, 32] in 0..1",
                "y = x -> conv(16, 4, stride=4) -> relu -> flatten -> dense(10)",
            )
        ),
        Sample(
            network(
                "x: f32[3, 32, 32] in 0..1",
                "y = x -> conv(16, 1, stride=2) -> relu -> flatten -> dense(10)",
            )
        ),
    ),
)


def find(case: Case) -> Iterator[Diagnostic]:
    """A window of more than one place whose step is longer than its reach, and never leaves the map."""
    for node in case.called("conv", "depthwise_conv", "max_pool", "avg_pool", "l2_pool"):
        slid = window(node)
        if slid is None:
            continue
        sizes = zip(slid.stride, slid.reach, slid.layout.places, slid.places, strict=True)
        skipped = [
            (step, reach)
            for step, reach, size, made in sizes
            if step > reach > 1 and size != reach and made != 1
        ]
        if not skipped:
            continue
        (step, reach), rank = skipped[0], len(slid.kernel)
        seen = "x".join([str(reach)] * rank) if len(skipped) == rank else str(reach)
        text = str(min(slid.stride[0], slid.reach[0])) if len(set(slid.reach)) == 1 else None
        yield RULE.at(
            case.at(node, "stride"),
            f"this `{node.op.term()}` sees {seen} places and steps by {step}: {step - reach} of every"
            f" {step} along an axis are never seen",
            help=f"use a stride of at most {reach}, or a kernel of at least {step}",
            fix=None if text is None else give(case, node, "stride", text),
        )
