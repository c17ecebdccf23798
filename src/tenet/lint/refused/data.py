"""What the language refuses of data."""

from __future__ import annotations

from tenet.lint.practice import Sample
from tenet.lint.refusal import Refusal
from tenet.lint.samples import classifier, network

REFUSED = (
    Refusal(
        code="DAT007",
        reason="A scaler or encoder learns from the test: here all that is learnt is of training rows.",
    ),
    Refusal(
        code="DAT008",
        reason="Training and test are prepared differently: a field has one pipeline, which is exported too.",
    ),
    Refusal(
        code="DAT009",
        reason="Training rows are not shuffled: each epoch has an order of its own, by the seed.",
    ),
    Refusal(
        code="DAT011",
        reason="Validation or test rows are augmented: `augment` changes those that are trained on, and no others.",
    ),
    Refusal(
        code="DAT013",
        reason="A label is scaled as if it were a feature.",
        by="TYP001",
        sample=Sample(
            classifier(
                data={
                    "label": 'column("label") -> standardize',
                    "split": "random(train=70%, validation=15%, test=15%, seed=1)",
                }
            ),
            at="cross_entropy(y, label)",
        ),
    ),
    Refusal(
        code="DAT014",
        reason="Whole numbers enter a layer that calculates with floats.",
        by="TYP001",
        sample=Sample(network("x: i64[8] in 0..255", "y = x -> dense(4)"), at="dense(4)"),
    ),
    Refusal(
        code="DAT018",
        reason="Padding is taken for data: every operation, loss and metric leaves it out.",
    ),
)
