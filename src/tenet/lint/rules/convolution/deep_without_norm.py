"""Many convolutions in a row that nothing normalises."""

from __future__ import annotations

from collections.abc import Iterator

from tenet.analysis.windows import trunk
from tenet.diagnostics import Diagnostic, Fix, Severity
from tenet.elaborate.chain import is_standard
from tenet.ir.graph import Node
from tenet.lint.case import Case
from tenet.lint.mend import normalise, together
from tenet.lint.practice import Practice, Sample
from tenet.lint.samples import network

RULE = Practice(
    code="CNN002",
    name="convolutions-without-norm",
    reason="A deep stack of convolutions trains faster, and at higher rates, with batch norm.",
    why=(
        "With batch norm behind each convolution the scale of its weights does not matter, so that rates"
        " five to thirty times as large are stable, and the first weights matter little. Networks with"
        " shortcuts can do without where their branches start small, and those of SELU by design."
    ),
    source="Ioffe and Szegedy (2015), sec. 4.2; without: Zhang et al. (2019), Fixup",
    severity=Severity.INFO,
    bad=(
        Sample(
            network(
                "x: f32[3, 32, 32] in 0..1",
                'x = x -> conv(16, 3, name="first") -> relu',
                "repeat 3 {",
                "    x = x -> conv(32, 3) -> relu -> conv(32, 3) -> relu -> max_pool(2)",
                "}",
                "y = x -> flatten -> dense(10)",
            ),
            at='conv(16, 3, name="first")',
        ),
    ),
    good=(
        Sample(
            network(
                "x: f32[3, 32, 32] in 0..1",
                "repeat 3 {",
                "    x = x -> conv(32, 3, bias=false) -> batch_norm -> relu",
                "    x = x -> conv(32, 3, bias=false) -> batch_norm -> relu -> max_pool(2)",
                "}",
                "y = x -> flatten -> dense(10)",
            )
        ),
        Sample(
            network(
                "x: f32[3, 32, 32] in 0..1",
                "repeat 2 {",
                "    x = x -> conv(32, 3) -> relu -> conv(32, 3) -> relu -> max_pool(2)",
                "}",
                "y = x -> flatten -> dense(10)",
            )
        ),
    ),
)
DEEP = 6
"""Convolutions in a row from which a stack counts as deep."""
HELPED = ("add", "selu", "concat")
"""Operations of designs that go deep without norms: shortcuts, and units that normalise themselves."""


def find(case: Case) -> Iterator[Diagnostic]:
    """The first of many convolutions, where no norm and no shortcut is anywhere."""
    if any("norm" in node.op.term() or node.op.term() in HELPED for node in case.graph.nodes):
        return
    for value in case.graph.outputs.values():
        convs = [n for n in trunk(case.producers, value) if n.op.term() == "conv"]
        if len(convs) < DEEP:
            continue
        yield RULE.at(
            convs[0].span,
            f"{len(convs)} convolutions follow one another, and nothing normalises between them",
            help="put `batch_norm` between each and its activation, and leave their biases out",
            labels=(case.label(convs[-1], "the last is here"),),
            fix=_normalised(case, [n for n in convs if not case.is_output(n)]),
        )
        return


def _normalised(case: Case, convs: list[Node]) -> Fix | None:
    """A batch norm behind each, in place of its bias."""
    once = {(n.span.source.name, n.span.start): n for n in convs}
    if any(is_standard(node.span) for node in once.values()):
        return None
    return together(*(normalise(case, node) for node in once.values()))
