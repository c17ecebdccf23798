"""A recurrence over many steps whose gradients nothing bounds."""

from __future__ import annotations

from collections.abc import Iterator

from tenet.diagnostics import Diagnostic, Severity
from tenet.lint.case import Case
from tenet.lint.mend import SAFE, enter
from tenet.lint.practice import Practice, Sample
from tenet.lint.samples import classifier

DATA = {"x": 'columns("x*") -> standardize -> reshape(100, 8)'}
BODY = "y = x -> lstm(32) -> last -> dense(3) -> softmax"
RULE = Practice(
    code="OPT008",
    name="no-clipping",
    reason="A recurrence over many steps now and then has a gradient that undoes all learning.",
    why=(
        "The gradient through T steps is a product of T Jacobians, so that the loss has cliffs: on one, a"
        " single gradient is thousands of times as long as usual and throws the parameters far away. A"
        " bound on its length keeps the direction and costs nothing where gradients are short; 1 to 5 is"
        " usual. Gates make cliffs rarer, but do not remove them."
    ),
    source="Pascanu, Mikolov and Bengio (2013), sec. 3.2",
    severity=Severity.INFO,
    bad=(Sample(classifier(BODY, "x: f32[100, 8]", data=DATA), at="lstm(32)"),),
    good=(
        Sample(classifier(BODY, "x: f32[100, 8]", data=DATA, train={"clip": "global_norm(1.0)"})),
        Sample(
            classifier(
                BODY,
                "x: f32[10, 8]",
                data={"x": 'columns("x*") -> standardize -> reshape(10, 8)'},
            )
        ),
    ),
)
RECURRENT = ("rnn", "lstm", "gru", "bidirectional")
LONG = 50
"""Steps from which a product of Jacobians is long."""


def find(case: Case) -> Iterator[Diagnostic]:
    """The first recurrence over many steps, where `clip` is not given."""
    assert case.settings is not None
    if case.settings.clip is not None:
        return
    for node in case.called(*RECURRENT):
        length = node.inputs[0].type.shape[0]
        if isinstance(length, int) and length >= LONG:
            yield RULE.at(
                node.span,
                f"gradients of `{node.path}` come through {length} steps, and nothing bounds them",
                help="write `clip = global_norm(1.0)` in `train`",
                fix=enter(case, "train", "clip", "global_norm(1.0)", SAFE),
            )
            return
