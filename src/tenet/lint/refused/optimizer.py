"""What the language refuses of optimizers."""

from __future__ import annotations

from tenet.lint.practice import Sample
from tenet.lint.refusal import Refusal
from tenet.lint.samples import classifier

REFUSED = (
    Refusal(
        code="OPT009",
        reason="A momentum is below 0 or at least 1, or a step looks ahead along a momentum that is not there.",
        by="VAL001",
        sample=Sample(
            classifier(train={"optimizer": "sgd(0.1, momentum=1.5)"}), at="momentum=«1.5»"
        ),
    ),
)
