"""An output that cannot come near its target."""

from __future__ import annotations

from collections.abc import Iterator

from tenet.analysis.reach import holding, worded
from tenet.data.profile import FieldProfile, Profile
from tenet.diagnostics import Diagnostic
from tenet.ir.graph import Node
from tenet.lint.case import Case
from tenet.lint.mend import drop
from tenet.lint.practice import Practice, Sample
from tenet.lint.samples import regressor

RAW = 'columns(["price"])'
RULE = Practice(
    code="OUT004",
    name="unreachable-target",
    reason="The last activation keeps the output away from some of the numbers that it should predict.",
    why=(
        "A sigmoid ends at 0 and 1, a tanh at -1 and 1, and a relu gives nothing below 0. What the target"
        " holds beyond is never predicted, and units that are pushed against such an end get no gradient"
        " any more. A number is predicted by a linear last layer, unless its range is known and the"
        " activation's is the same."
    ),
    source="Bishop (1995), sec. 6.1; Wardat et al. (2022), DeepDiagnosis",
    bad=(
        Sample(regressor("y = x -> dense(64) -> relu -> dense(1) -> sigmoid"), at="sigmoid"),
        Sample(
            regressor(
                "y = x -> dense(64) -> relu -> dense(2) -> relu",
                data={"target": 'columns(["price", "rent"]) -> standardize'},
            ),
            at="dense(2) -> «relu»",
        ),
        Sample(
            regressor(
                "y = x -> dense(64) -> relu -> dense(1) -> tanh -> squeeze",
                data={"target": 'column("price")'},
            ),
            at="tanh",
            profile=Profile(
                800, 560, fields={"target": FieldProfile(low=2, high=35, mean=12, std=5)}
            ),
        ),
    ),
    good=(
        Sample(regressor()),
        Sample(
            regressor(
                "y = x -> dense(64) -> relu -> dense(1) -> sigmoid",
                data={"target": 'columns(["price"]) -> min_max'},
            )
        ),
        Sample(
            regressor(
                "y = x -> dense(64) -> relu -> dense(2) -> softplus",
                data={"target": 'columns(["price", "rent"])'},
            ),
            profile=Profile(
                800, 560, fields={"target": FieldProfile(low=0.5, high=3, mean=1, std=0.5)}
            ),
        ),
        Sample(
            regressor(
                "y = x -> dense(64) -> relu -> dense(1) -> sigmoid",
                data={"target": RAW},
            )
        ),
    ),
)
ERRORS = ("mse", "mae", "huber", "smooth_l1")


def find(case: Case) -> Iterator[Diagnostic]:
    """An output whose range leaves out what the target is known to hold; images are a case of their own."""
    for node in () if case.objective is None else case.objective.nodes:
        if node.op.term() not in ERRORS or getattr(node.op, "where", False):
            continue  # what is left out may be what cannot be reached
        prediction, target = node.inputs[:2]
        held = holding(case.stages(target.hint), case.seen(target.hint))
        known = target.hint not in case.graph.inputs and target.type.rank < 2 and held is not None
        reach = prediction.type.range
        if not known or held is None or not held.beyond(reach):
            continue
        made = case.bounding(prediction)
        if made.op.term() == "softmax":  # a distribution, or OUT001
            continue
        yield RULE.at(
            made.span,
            f"{_said(made)} {worded(reach)}, but `{target.hint}` {held.words}",
            help="let the last layer be linear, or bring the target to what the activation gives,"
            " in `data`",
            labels=(case.label(node, "they are compared here"),),
            fix=drop(case, made) if made.op.feeds is not None else None,
        )


def _said(node: Node) -> str:
    """An activation by its name; arithmetic by what it is."""
    return f"`{node.op.term()}` gives" if node.op.feeds is not None else "the prediction lies in"
