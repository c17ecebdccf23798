"""A few extreme numbers that leave no room for all others."""

from __future__ import annotations

from collections.abc import Iterator

from tenet.data.profile import FieldProfile, Profile
from tenet.diagnostics import Diagnostic, Edit, Fix, Severity
from tenet.lint.case import Case
from tenet.lint.mend import UNSAFE
from tenet.lint.practice import Practice, Sample
from tenet.lint.samples import classifier
from tenet.source import Span

PRESSED = {"x": FieldProfile(low=-0.3, high=40.0, mean=0.0, std=1.0, squeezed=("x7",))}
RULE = Practice(
    code="DAT003",
    name="squeezed-by-outliers",
    reason="A few numbers far outside set the scale, and all others look alike to the network.",
    why=(
        "`min_max` divides by the range and `standardize` by the deviation; both follow the extremes. One"
        " cell of 9999 among ages puts all others within 1% of 0..1. And where such a cell comes up, its"
        " gradient is as many times larger. Between quantiles, the scale is that of the other"
        " 98 of 100."
    ),
    source="Huber (1981), sec. 1.2; Iglewicz and Hoaglin (1993)",
    severity=Severity.WARNING,
    bad=(
        Sample(
            classifier(),
            at='x      = columns("x*") -> «standardize»',
            profile=Profile(rows=4000, train=2800, fields=PRESSED),
        ),
    ),
    good=(
        Sample(
            classifier(data={"x": 'columns("x*") -> clip_outliers -> standardize'}),
            profile=Profile(rows=4000, train=2800, fields={"x": FieldProfile(low=-3.0, high=3.0)}),
        ),
        Sample(
            classifier(),
            profile=Profile(rows=4000, train=2800, fields={"x": FieldProfile(outliers=0.01)}),
        ),
    ),
)
FOLLOWING = ("standardize", "min_max")
"""Transforms whose scale is that of the extremes."""


def find(case: Case) -> Iterator[Diagnostic]:
    """An input that is scaled, with columns whose middle is a sliver of their range."""
    for name in case.graph.inputs:
        seen = case.seen(name)
        scaling = case.scaling(name)
        clipped = any(stage.term() == "clip_outliers" for stage in case.stages(name))
        if seen is None or not seen.squeezed or scaling is None or clipped:
            continue
        if scaling.stage.term() not in FOLLOWING:
            continue
        first, *others = seen.squeezed
        more = f" and {len(others)} more" if others else ""
        at = scaling.span
        yield RULE.at(
            at,
            f'98 of 100 numbers of column "{first}"{more} lie within a twentieth of its range:'
            f" `{scaling.stage.term()}` follows the few outside",
            help="write `clip_outliers` before it or `robust_scale` in its place, or look whether those cells are mistakes",
            fix=Fix(UNSAFE, (Edit(Span(at.source, at.start, at.start), "clip_outliers -> "),)),
        )
