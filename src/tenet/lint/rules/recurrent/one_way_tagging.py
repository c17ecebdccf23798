"""A label for each place of a sequence, by a recurrence that has read only what comes before it."""

from __future__ import annotations

from collections.abc import Iterator

from tenet.analysis.windows import trunk
from tenet.diagnostics import Diagnostic, Severity
from tenet.lint.case import Case
from tenet.lint.mend import write
from tenet.lint.practice import Practice, Sample
from tenet.lint.samples import Entries, classifier
from tenet.ops.attention import Attention
from tenet.ops.recurrent import Recurrent

TAGS: Entries = {
    "x": 'columns(["a", "b", "c", "d"]) -> categories(0..9)',
    "label": 'columns(["e", "f", "g", "h"]) -> categories(0..2)',
    "split": "random(train=70%, validation=15%, test=15%, seed=1)",
}
RULE = Practice(
    code="RNN008",
    name="one-way-tagging",
    reason="The label of a place often hangs on what comes after it, which one direction has not read.",
    why=(
        "Where the whole sequence is there when it is labelled, a second recurrence that reads from the end"
        " gives each place what follows; phonemes, which blur into the next one, were told better by both"
        " directions than by either. Not meant are labels that are wanted while the sequence is still"
        " coming in, and the next place of the sequence itself."
    ),
    source="Schuster and Paliwal (1997), sec. III; Graves and Schmidhuber (2005), sec. 5",
    severity=Severity.INFO,
    bad=(
        Sample(
            classifier(
                "y = x -> embedding(16) -> lstm(32) -> dense(3) -> softmax",
                "x: i64[4] in 0..9",
                data=TAGS,
            ),
            at="lstm(32)",
        ),
    ),
    good=(
        Sample(
            classifier(
                "y = x -> embedding(16) -> bidirectional(lstm(32)) -> dense(3) -> softmax",
                "x: i64[4] in 0..9",
                data=TAGS,
            )
        ),
        Sample(
            classifier(
                "y = x -> embedding(16) -> lstm(32) -> last -> dense(3) -> softmax",
                "x: i64[4] in 0..9",
                data={"x": TAGS["x"]},
            )
        ),
    ),
)


def find(case: Case) -> Iterator[Diagnostic]:
    """The last recurrence before labels of all places, where none reads from the end."""
    compared = () if case.plan is None else case.plan.comparisons
    labelled = {c.output: c.field for c in compared if c.field in case.targets}
    for name, field in labelled.items():
        output = case.graph.outputs.get(name)
        if output is None:
            continue
        way = trunk(case.producers, output)
        reading = [node for node in way if isinstance(node.op, Recurrent)]
        around = any(isinstance(node.op, Attention) or node.op.term() == "flip" for node in way)
        if not reading or around or any(_is_both_ways(node.op) for node in reading):
            continue
        layer = reading[-1]
        assert isinstance(layer.op, Recurrent)
        if layer.output.type.rank != 2 or output.type.shape[:1] != layer.output.type.shape[:1]:
            continue
        text = layer.span.text
        yield RULE.at(
            layer.span,
            f"each place of `{name}` is compared with `{field}`, and has read only the places before it",
            help=f"if the whole sequence is there, read it both ways: `bidirectional({text})`",
            fix=write(layer.span, f"bidirectional({text})") if _is_plain(case, text) else None,
        )


def _is_both_ways(op: object) -> bool:
    return isinstance(op, Recurrent) and op.bidirectional


def _is_plain(case: Case, text: str) -> bool:
    """Whether a layer is written as a call that may stand inside another one."""
    return "bidirectional" not in text and text.endswith(")")
