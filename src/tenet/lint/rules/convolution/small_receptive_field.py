"""Places that have seen little of the image when all of them are averaged."""

from __future__ import annotations

from collections.abc import Iterator

from tenet.analysis.windows import GLOBAL, fields
from tenet.diagnostics import Diagnostic, Severity
from tenet.lint.case import Case
from tenet.lint.practice import Practice, Sample
from tenet.lint.samples import network

RULE = Practice(
    code="CNN010",
    name="small-receptive-field",
    reason="What is averaged over all places knows patterns only as large as one place has seen.",
    why=(
        "A place behind n convolutions of size 3 has seen 2 n + 1 places of the image, and with a pool"
        " between them each counts double. The mean over all places then tells how often small patterns"
        " occur, and nothing of how they lie to one another; what counts in practice is even less than"
        " the field. For textures that may be all that is wanted."
    ),
    source="Luo et al. (2016), sec. 2 and 3; textures: Brendel and Bethge (2019)",
    severity=Severity.INFO,
    bad=(
        Sample(
            network(
                "x: f32[3, 96, 96] in 0..1",
                "x = x -> conv(16, 3) -> relu -> max_pool(2) -> conv(32, 3) -> relu",
                "y = x -> global_avg_pool -> dense(10)",
            ),
            at="global_avg_pool",
        ),
    ),
    good=(
        Sample(
            network(
                "x: f32[3, 96, 96] in 0..1",
                "for channels in [16, 32, 64, 128] {",
                "    x = x -> conv(channels, 3) -> relu -> conv(channels, 3) -> relu -> max_pool(2)",
                "}",
                "y = x -> global_avg_pool -> dense(10)",
            )
        ),
        Sample(
            network(
                "x: f32[3, 96, 96] in 0..1",
                "x = x -> conv(16, 3) -> relu -> max_pool(2) -> conv(32, 3) -> relu -> max_pool(2)",
                "y = x -> flatten -> dense(10)",
            )
        ),
    ),
)
LEAST = 1 / 4
"""The share of an image's side that a place should have seen."""


def find(case: Case) -> Iterator[Diagnostic]:
    """A global pool over places that have each seen a small part of each side of an image."""
    for image in case.graph.inputs.values():
        if image.type.rank < 3:  # a channel and two axes
            continue
        known = fields(case.graph, image)
        for node in case.called(*GLOBAL):
            field, sides = known.get(node.inputs[0].number), image.type.shape[1:]
            if field is None or field.reach == (1,) * len(sides):
                continue
            pairs = zip(field.reach, sides, strict=True)
            if all(isinstance(side, int) and reach < LEAST * side for reach, side in pairs):
                seen, whole = ("x".join(map(str, sizes)) for sizes in (field.reach, sides))
                yield RULE.at(
                    node.span,
                    f"each place that is pooled here has seen {seen} of the {whole} places of"
                    f" `{image.hint}`",
                    help="shrink the map earlier, with a stride or pool, or add convolutions",
                )
