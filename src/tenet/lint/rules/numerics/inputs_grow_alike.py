"""Layers through which different inputs become the same."""

from __future__ import annotations

from collections.abc import Iterator
from math import exp

from tenet.analysis.inputs import far_from_zero
from tenet.analysis.layers import learns, main
from tenet.analysis.windows import trunk
from tenet.diagnostics import Diagnostic, Severity
from tenet.lint.case import Case
from tenet.lint.practice import Practice, Sample
from tenet.lint.samples import network

RULE = Practice(
    code="NUM005",
    name="inputs-grow-alike",
    reason="Behind so many such layers all inputs look the same, and gradients cannot tell them apart.",
    why=(
        "Where an activation gives numbers a mean, as softplus and sigmoid do, each layer makes two"
        " inputs more alike, by the same factor e^(-1/ξ). Networks deeper than about 6 ξ were"
        " found not to train at all: the last layer then sees what all rows share, and a quarter of a"
        " percent of what they differ by. A norm takes the shared part out again; tanh and relu hardly add it."
    ),
    source="Schoenholz et al. (2017), sec. 3 and 5 and fig. 5; Poole et al. (2016)",
    severity=Severity.WARNING,
    bad=(
        Sample(
            network(
                "x: f32[64] in -1..1",
                "repeat 16 {",
                "    x = x -> dense(256) -> softplus",
                "}",
                "y = x -> dense(3)",
            ),
            at="«dense(3)»",
        ),
    ),
    good=(
        Sample(
            network(
                "x: f32[64] in -1..1",
                "repeat 16 {",
                "    x = x -> dense(256, bias=false) -> batch_norm -> softplus",
                "}",
                "y = x -> dense(3)",
            )
        ),
        Sample(
            network(
                "x: f32[64] in -1..1",
                "repeat 4 {",
                "    x = x -> dense(256) -> softplus",
                "}",
                "y = x -> dense(3)",
            )
        ),
        Sample(
            network(
                "x: f32[64] in -1..1",
                "repeat 16 {",
                "    x = x -> dense(256) -> relu",
                "}",
                "y = x -> dense(3)",
            )
        ),
    ),
)
SCALES = 6.0
"""Depth scales behind which nothing was learnt."""
ALIKE = 1 - exp(-SCALES)
"""What inputs share there."""
DEEP = 6
"""Layers up to which it is not their number that makes inputs alike."""
APART = 0.9
"""What they may share at first."""
MANY = 4
"""Sigmoids and tanhs from which a rule about activations tells the reason."""


def find(case: Case) -> Iterator[Diagnostic]:
    """The last layer of an output, where what comes to it is the same for all rows, and was not at first."""
    squashed = sum(1 for _ in case.called("sigmoid", "tanh"))
    starts = [case.moments.of(value) for value in case.graph.inputs.values()]
    known = [m.correlation for m in starts if m is not None and m.correlation is not None]
    if (
        squashed >= MANY
        or not known
        or max(known) > APART
        or far_from_zero(case.graph, case.moments)
    ):
        return
    for output in case.graph.outputs.values():
        way = trunk(case.producers, output)
        layers = [node for node in way if learns(node)]
        if len(layers) <= DEEP:
            continue
        # What relu adds falls with depth: its ξ is infinite, though deep inputs grow alike behind it too.
        scales = [case.moments.unit(node).xi for node in way]
        lost = sum(1 / xi for xi in scales if xi)
        seen = case.moments.of(main(layers[-1]))
        if lost < SCALES or seen is None or seen.correlation is None or seen.correlation < ALIKE:
            continue
        yield RULE.at(
            layers[-1].span,
            f"before training, two inputs of `{layers[-1].path}` are predicted to agree to"
            f" {_percent(seen.correlation)}, whatever the rows, {len(layers) - 1} layers behind the first input",
            help="put a norm before each activation, or write `relu` or `tanh` in their place",
            labels=(case.label(layers[0], "the first layer is here"),),
        )
        return


def _percent(share: float) -> str:
    """A share near one, to the digit in which it differs from it."""
    return "more than 99.99%" if share > 0.9999 else f"{100 * share:.2f}%"
