"""Numbers to predict that are hundreds of times what a network gives at first."""

from __future__ import annotations

from collections.abc import Iterator
from math import hypot

from tenet.data.profile import FieldProfile, Profile
from tenet.diagnostics import Diagnostic, Severity
from tenet.lint.case import Case
from tenet.lint.mend import prepare
from tenet.lint.practice import Practice, Sample
from tenet.lint.samples import regressor

DEAR = Profile(
    rows=4000,
    train=2800,
    fields={"target": FieldProfile(low=35311.0, high=745000.0, mean=181000.0, std=79000.0)},
)
RULE = Practice(
    code="DAT006",
    name="unscaled-target",
    reason="A network begins with outputs of about one, and needs long to reach targets in the thousands.",
    why=(
        "A squared error of d has the gradient 2 d: with targets of 1000, SGD at a usual rate diverges in"
        " its first step, and Adam, which moves by its rate, takes a million steps of 1e-3 for the bias"
        " alone. Standardised targets make rate and initialisation fit; metrics and the exported model"
        " give the target's own units back."
    ),
    source="LeCun et al. (1998), Efficient BackProp, sec. 4.3; Bishop (1995), sec. 8.2",
    severity=Severity.WARNING,
    bad=(
        Sample(
            regressor(data={"target": 'columns(["price"])'}),
            at="mse(y, target)",
            profile=DEAR,
        ),
    ),
    good=(
        Sample(
            regressor(),
            profile=Profile(
                rows=4000,
                train=2800,
                fields={"target": FieldProfile(low=-1.8, high=7.1, mean=0.0, std=1.0)},
            ),
        ),
        Sample(
            regressor(data={"target": 'columns(["price"])'}),
            profile=Profile(
                rows=506,
                train=354,
                fields={"target": FieldProfile(low=5.0, high=50.0, mean=22.5, std=9.2)},
            ),
        ),
        Sample(
            regressor(
                "z = x -> dense(64) -> relu -> dense(1)\ny = 100_000 * z",
                data={"target": 'columns(["price"])'},
            ),
            profile=DEAR,
        ),
    ),
)
LARGE = 100
"""The root mean square of a target up to which plain networks are known to get by, if slowly."""
SKEW = 10
"""How many times its root mean square the farthest number of a skewed target may be."""
ERRORS = ("mse", "mae", "huber", "smooth_l1", "log_cosh")


def find(case: Case) -> Iterator[Diagnostic]:
    """An error of numbers between a layer's own output and a large target."""
    for node in () if case.objective is None else case.objective.nodes:
        if node.op.term() not in ERRORS or len(node.inputs) < 2:
            continue
        made, target = case.bounding(node.inputs[0]), node.inputs[1].hint
        lies = _lies(case, target)
        if lies is None or made.op.term() != "dense" or case.scaling(target) is not None:
            continue
        low, high, size = lies
        if size > LARGE and target in case.targets:
            first = size * size if node.op.term() == "mse" else size
            yield RULE.at(
                node.span,
                f"`{target}` lies in {low:g}..{high:g}, and a network's first outputs are about one:"
                f" `{node.op.term()}` begins at about {first:.2g}",
                help=f"scale `{target}` in `data` with `standardize`; predictions come in its own units",
                fix=prepare(case, target, "standardize"),
            )


def _lies(case: Case, field: str) -> tuple[float, float, float] | None:
    """Between which numbers a field lies, and its root mean square; of known ends alone, at least."""
    seen, ends = case.seen(field), case.ends(field)
    if seen is not None and seen.mean is not None and seen.std is not None:
        low, high = (seen.low, seen.high)
        size = hypot(seen.mean, seen.std)
        return (low or 0.0, high or 0.0, size)
    if ends is None:
        return None
    # Of numbers that fill a range, the root mean square is a third of its farther end at least; skewed ones may
    # lie near the nearer end.
    return (ends.low, ends.high, max(abs(ends.low), abs(ends.high)) / SKEW)
