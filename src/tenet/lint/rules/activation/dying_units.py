"""Relus whose inputs lie so much to one side that a large part of them never opens."""

from __future__ import annotations

from collections.abc import Iterator

from tenet.diagnostics import Diagnostic, Severity
from tenet.ir.graph import Node
from tenet.lint.case import Case
from tenet.lint.mend import write
from tenet.lint.practice import Practice, Sample
from tenet.lint.samples import network
from tenet.ops.source import Input

RULE = Practice(
    code="ACT005",
    name="dying-units",
    reason="A large part of the units of a relu is predicted to be closed for every row from the start.",
    why=(
        "A unit whose input is below zero for all rows gives 0 and gets no gradient. That happens where the"
        " rows are much alike: in inputs that lie far from zero beside their spread, half of the units of"
        " the first layer already; with depth, as rows grow alike. A quarter is usual in deep networks that"
        " train well, such as VGG-16; beyond a third the width that is paid for is not there."
    ),
    source="Lu et al. (2020), sec. 3; Maas, Hannun and Ng (2013)",
    severity=Severity.WARNING,
    bad=(
        Sample(
            network(
                "x: f32[8] in 0.9..1", "y = x -> dense(64) -> relu -> dense(32) -> gelu -> dense(1)"
            ),
            at="relu",
        ),
    ),
    good=(
        Sample(
            network(
                "x: f32[8] in 0..1", "y = x -> dense(64) -> relu -> dense(32) -> relu -> dense(1)"
            )
        ),
        Sample(
            network(
                "x: f32[8] in 0.9..1",
                "y = x -> batch_norm -> dense(64) -> relu -> dense(32) -> relu -> dense(1)",
            )
        ),
        Sample(
            network(
                "x: f32[3, 32, 32] in 0..1",
                "repeat 3 {",
                "    repeat 3 {",
                "        x = x -> conv(32, 3) -> relu",
                "    }",
                "    x = x -> max_pool(2)",
                "}",
                "y = x -> flatten -> dense(10)",
            )
        ),
    ),
)
MOST = 1 / 3
"""The share of closed units that is too much: VGG-16 and U-Net come to 0.27 and 0.19 by the same prediction."""

UNSCALED = 5.0
"""The size of an input from which its scale is what is wrong, as DAT005 says."""
ALL = 0.999
"""From this share on it is no matter of chance: the weights are zero, say."""


def find(case: Case) -> Iterator[Diagnostic]:
    """The first relu of which so many units are predicted to be closed."""
    for node in case.called("relu", "relu6"):
        dead = case.moments.dead(node)
        if dead is None or not MOST < dead < ALL or not _is_plain(case, node):
            continue
        yield RULE.at(
            node.span,
            f"{dead:.0%} of the units of `{node.path}` are predicted to be closed for every row",
            help="centre the inputs, with `standardize` or a norm; or use `leaky_relu`, which never closes",
            fix=write(node.span, "leaky_relu"),
        )
        return


def _is_plain(case: Case, node: Node) -> bool:
    """Whether it comes from a scaled input by layers, activations and what lays numbers out anew alone.

    Norms and sums with other values change how rows differ while training goes on.
    """
    way = list(case.upstream(node.inputs[0]))
    alone = all(len(at.inputs) < 2 and not at.op.term().endswith("_norm") for at in way)
    entering = case.moments.of(way[-1].output) if isinstance(way[-1].op, Input) else None
    return alone and entering is not None and entering.rms < UNSCALED
