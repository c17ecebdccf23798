"""An even kernel that is to keep the size of its map."""

from __future__ import annotations

from collections.abc import Iterator

from tenet.analysis.windows import window
from tenet.diagnostics import Diagnostic, Severity
from tenet.lint.case import Case
from tenet.lint.mend import give
from tenet.lint.practice import Practice, Sample
from tenet.lint.samples import network

RULE = Practice(
    code="CNN006",
    name="even-kernel",
    reason="An even kernel has no middle, so that `padding=same` shifts the map by half a place.",
    why=(
        "It pads one place more after than before. Each such layer moves what it sees by half a place"
        " in the same direction; over many layers the map drifts, and two ways that meet again no longer"
        " lie on one another. With a stride of 2, or without padding, even kernels are usual."
    ),
    source="Wu et al. (2019), Convolution with even-sized kernels and symmetric padding, sec. 3",
    severity=Severity.INFO,
    bad=(
        Sample(
            network(
                "x: f32[3, 32, 32] in 0..1",
                "y = x -> conv(16, 4) -> relu -> max_pool(2) -> flatten -> dense(10)",
            ),
            at="conv(16, «4»)",
        ),
    ),
    good=(
        Sample(
            network(
                "x: f32[3, 32, 32] in 0..1",
                "y = x -> conv(16, 4, stride=2) -> relu -> flatten -> dense(10)",
            )
        ),
        Sample(
            network(
                "x: f32[3, 32, 32] in 0..1",
                "x = x -> conv(16, 2, padding=valid) -> relu -> conv(16, [1, 7]) -> relu",
                "y = x -> max_pool(2) -> flatten -> dense(10)",
            )
        ),
    ),
)


def find(case: Case) -> Iterator[Diagnostic]:
    """A kernel over an image, even along some axis that it pads to keep and does not stride over."""
    for node in case.called("conv", "depthwise_conv"):
        slid = window(node)
        if slid is None or slid.padding != "same" or len(slid.kernel) < 2:
            continue
        even = [
            k
            for k, s, d in zip(slid.kernel, slid.stride, slid.dilation, strict=True)
            if k % 2 == 0 and s == 1 and d % 2
        ]
        if not even:
            continue
        shape = "x".join(map(str, slid.kernel))
        odd = [k if k % 2 else max(k - 1, 3) for k in slid.kernel]
        text = str(odd[0]) if len(set(odd)) == 1 else f"[{', '.join(map(str, odd))}]"
        yield RULE.at(
            case.at(node, "kernel"),
            f"a {shape} kernel with `padding=same` pads one side more, and shifts its map by half a place",
            help=f"use {'x'.join(map(str, odd))}",
            fix=give(case, node, "kernel", text),
        )
