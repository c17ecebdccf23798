"""A decoder whose last activation cannot give what the input holds."""

from __future__ import annotations

from collections.abc import Iterator

from tenet.analysis.codes import autoencoders
from tenet.analysis.reach import holding
from tenet.diagnostics import Diagnostic, Severity
from tenet.lint.case import Case
from tenet.lint.mend import drop
from tenet.lint.practice import Practice, Sample
from tenet.lint.samples import autoencoder

SIGMOID = "y = x -> dense(8) -> relu -> dense(20) -> sigmoid"
RULE = Practice(
    code="AEN005",
    name="unfitting-decoder",
    reason="A decoder ends in an activation that gives all that the input holds.",
    why=(
        "Numbers between 0 and 1 are said again by a sigmoid; standardised ones lie on both sides of"
        " zero and beyond 1, where a sigmoid and a relu never come, so that half of each row is lost and"
        " the units behind it saturate. They are said again by a linear layer and a squared error."
    ),
    source="Vincent et al. (2010), sec. 2.1",
    severity=Severity.WARNING,
    bad=(
        Sample(autoencoder(SIGMOID), at="sigmoid"),
        Sample(autoencoder("y = x -> dense(8) -> tanh -> dense(20) -> relu"), at="relu"),
    ),
    good=(
        Sample(autoencoder("y = x -> dense(8) -> relu -> dense(20)")),
        Sample(
            autoencoder(SIGMOID, "x: f32[20] in 0..1", data={"x": 'columns("x*") -> min_max'}),
        ),
        Sample(autoencoder(SIGMOID, data={"x": 'columns("x*")'})),
    ),
)


def find(case: Case) -> Iterator[Diagnostic]:
    """A reconstruction whose range leaves out what its input is known to hold."""
    for found in () if case.objective is None else autoencoders(case.objective):
        name, reach = found.field.hint, found.output.type.range
        held = holding(case.stages(name), case.seen(name))
        if held is None or not held.beyond(reach):
            continue
        made = case.bounding(found.output)
        yield RULE.at(
            made.span,
            f"`{made.op.term()}` gives {reach}, but `{name}`, which it is to say again, {held.words}",
            help="end the decoder in a linear layer, or bring the input to what the activation gives, as"
            " `min_max` does for a sigmoid",
            labels=(case.label(found.loss, "they are compared here"),),
            fix=drop(case, made) if made.op.feeds is not None else None,
        )
