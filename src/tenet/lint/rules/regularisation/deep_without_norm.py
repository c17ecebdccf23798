"""Many layers one behind the other, and nothing that keeps rows apart."""

from __future__ import annotations

from collections.abc import Iterator

from tenet.analysis.windows import fewest
from tenet.diagnostics import Diagnostic, Severity
from tenet.lint.case import Case
from tenet.lint.practice import Practice, Sample
from tenet.lint.samples import classifier

HEAD = "y = x -> dense(3) -> softmax"


def _deep(turns: int, layer: str) -> str:
    """A classifier with so many hidden layers."""
    return classifier(f"repeat {turns} {{\n    x = x -> {layer}\n}}\n{HEAD}")


RULE = Practice(
    code="REG009",
    name="deep-without-norm",
    reason="Many plain layers make all rows alike before the last one sees them.",
    why=(
        "Each plain layer with its activation brings two rows closer in angle: with ReLU the correlation of"
        " rows that have nothing in common is 0.87 after 10 layers and 0.98 after some 40. Little"
        " is then left for the last layer to tell apart, and gradients of different rows agree as"
        " little as noise. A norm behind each layer, or shortcuts, keep rows apart; so does an"
        " activation that is made for depth."
    ),
    source="Ioffe and Szegedy (2015); Schoenholz et al. (2017), sec. 3; Balduzzi et al. (2017)",
    severity=Severity.WARNING,
    bad=(Sample(_deep(48, "dense(256) -> relu"), at="dense(3)"),),
    good=(
        Sample(_deep(8, "dense(256) -> relu")),
        Sample(_deep(48, "dense(256, bias=false) -> batch_norm -> relu")),
        Sample(_deep(48, "dense(256) -> selu")),
    ),
)
DEEP = 30
"""Layers on the shortest way from input to output, from which they are many."""
ALIKE = 0.975
"""The correlation of two rows from which they are nearly the same; 30 layers of ReLU, which He et al. (2015)
found to learn still, stay below."""
NORMS = ("batch_norm", "layer_norm", "rms_norm", "group_norm", "instance_norm", "normalize")


def find(case: Case) -> Iterator[Diagnostic]:
    """A last layer behind many others, whose inputs hardly differ from row to row."""
    if len(case.layers) <= DEEP or next(case.called(*NORMS), None) is not None:
        return
    depths = fewest(case.graph, case.is_layer)
    last = case.layers[-1]
    depth = depths[last.output.number] - 1
    if depth < DEEP or last.op.term() != "dense" or last.inputs[0].type.rank != 1:
        return
    moment = case.moments.of(last.inputs[0])
    alike = None if moment is None else moment.correlation
    if alike is not None and alike > ALIKE:
        yield RULE.at(
            last.span,
            f"before training, any two rows are predicted to agree by {alike:.0%} when they reach"
            f" `{last.path}`, behind {depth} layers without a norm or a shortcut",
            help="put a norm behind each layer, such as `batch_norm`, or shortcuts around pairs of them",
        )
