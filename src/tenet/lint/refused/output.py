"""What the language refuses of outputs and losses."""

from __future__ import annotations

from tenet.lint.practice import Sample
from tenet.lint.refusal import Refusal
from tenet.lint.samples import classifier, detector, regressor

REFUSED = (
    Refusal(
        code="OUT002",
        reason="A softmax is taken of a distribution.",
        by="OUT002",
        sample=Sample(
            classifier("y = x -> dense(64) -> relu -> dense(3) -> softmax -> softmax"),
            at="softmax -> «softmax»",
        ),
    ),
    Refusal(
        code="OUT003",
        reason="A loss of probabilities is given raw scores.",
        by="OUT003",
        sample=Sample(
            classifier("y = x -> dense(64) -> relu -> dense(3)"), at="cross_entropy(y, label)"
        ),
    ),
    Refusal(
        code="OUT005",
        reason="Cross-entropy judges a number.",
        by="TYP001",
        sample=Sample(
            regressor(
                "y = x -> dense(64) -> relu -> dense(1) -> sigmoid",
                train={"loss": "binary_cross_entropy(y, target)", "metrics": None},
            ),
            at="binary_cross_entropy(y, target)",
        ),
    ),
    Refusal(
        code="OUT008",
        reason="Labels that do not exclude one another are told by a softmax.",
        by="OUT003",
        sample=Sample(
            detector(
                "y = x -> dense(64) -> relu -> dense(2) -> softmax",
                data={"label": 'columns(["fever", "cough"]) -> min_max'},
            ),
            at="binary_cross_entropy(y, label)",
        ),
    ),
    Refusal(
        code="OUT010",
        reason="Labels are vectors of zeros with a one, where the loss takes the number of the class.",
        by="TYP001",
        sample=Sample(
            classifier(
                data={
                    "label": 'column("label") -> one_hot(0..2)',
                    "split": "random(train=70%, validation=15%, test=15%, seed=1)",
                }
            ),
            at="cross_entropy(y, label)",
        ),
    ),
    Refusal(
        code="OUT011",
        reason="There are fewer or more probabilities than classes.",
        by="TYP001",
        sample=Sample(
            classifier("y = x -> dense(64) -> relu -> dense(2) -> softmax"),
            at="cross_entropy(y, label)",
        ),
    ),
    Refusal(
        code="OUT012",
        reason="Labels are not zeros and ones, or not places of classes.",
        by="TYP001",
        sample=Sample(
            detector(data={"label": 'columns(["label"])'}), at="binary_cross_entropy(y, label)"
        ),
    ),
    Refusal(
        code="OUT013",
        reason="A metric judges another kind of thing than the loss compares.",
        by="SEC006",
        sample=Sample(regressor(train={"metrics": "[accuracy]"}), at="accuracy"),
    ),
)
