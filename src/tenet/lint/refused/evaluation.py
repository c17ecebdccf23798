"""What the language refuses of evaluation."""

from __future__ import annotations

from tenet.lint.practice import Sample
from tenet.lint.refusal import Refusal
from tenet.lint.samples import classifier

REFUSED = (
    Refusal(
        code="EVA001",
        reason="An operation or loss has a gradient that nobody checked: there is none that a spec writes itself.",
    ),
    Refusal(
        code="EVA002",
        reason="The curves of training and validation are not kept: every run writes both, each epoch.",
    ),
    Refusal(
        code="EVA007",
        reason="Nothing is done when training begins to learn by heart: the epoch that validated best is what is kept.",
    ),
    Refusal(
        code="EVA006",
        reason="Training ends, or an epoch is chosen, by the test rows.",
        by="SEC007",
        sample=Sample(
            classifier(train={"stop": "early(monitor=test.loss)"}), at="monitor=«test.loss»"
        ),
    ),
)
