"""An autoencoder whose code holds as much as its input, with nothing to keep it from copying."""

from __future__ import annotations

from collections.abc import Iterator

from tenet.analysis.codes import autoencoders, copied, size
from tenet.analysis.layers import learns
from tenet.diagnostics import Diagnostic, Fix, Severity
from tenet.ir.graph import Node, Value
from tenet.lint.case import Case
from tenet.lint.mend import give
from tenet.lint.practice import Practice, Sample
from tenet.lint.samples import autoencoder

RULE = Practice(
    code="AEN001",
    name="wide-code",
    reason="An autoencoder whose code is as wide as its input can copy it, and learns nothing of it.",
    why=(
        "With as many numbers in the middle as at the ends, the identity is a solution, and the best one:"
        " the code then says no more than the input. What makes an autoencoder learn is a narrower code,"
        " noise on what it sees, or a penalty that keeps most of the code silent."
    ),
    source="Vincent et al. (2010), sec. 2.2; Goodfellow, Bengio and Courville (2016), sec. 14.1",
    severity=Severity.WARNING,
    bad=(
        Sample(
            autoencoder("y = x -> dense(64) -> relu -> dense(32) -> relu -> dense(20)"),
            at="dense(«32»)",
        ),
    ),
    good=(
        Sample(autoencoder("y = x -> dense(64) -> relu -> dense(8) -> relu -> dense(20)")),
        Sample(
            autoencoder("y = x -> noise(0.3) -> dense(64) -> relu -> dense(20)"),
        ),
        Sample(
            autoencoder(
                "code = x -> dense(64) -> relu\ny = code -> dense(20)",
                train={"loss": "mse(y, x) + 1e-3 * l1(code)"},
            ).replace("-> y {", "-> y, code {"),
        ),
    ),
)


def find(case: Case) -> Iterator[Diagnostic]:
    """The narrowest code of a reconstruction, where nothing but its width could keep it from copying."""
    if case.objective is None:
        return
    for found in autoencoders(case.objective):
        code = copied(case.objective, case.graph, found)
        if code is None or any(node.op.term() == "l1" for node in case.objective.nodes):
            continue
        layer = next(n for n in case.upstream(code) if learns(n))
        setting = "units" if layer.op.term() == "dense" else "channels"
        yield RULE.at(
            case.at(layer, setting),
            f"the code of this autoencoder holds {size(code)} numbers, and its input"
            f" `{found.field.hint}` {size(found.field)}: it can copy it",
            help="make it narrower, put `noise` or `dropout` before the first layer, or hold the code down"
            " in the loss, as `1e-3 * l1(code)` does",
            fix=_narrowed(case, layer, found.field),
        )


def _narrowed(case: Case, layer: Node, field: Value) -> Fix | None:
    """The layer with a quarter as many units as the input has numbers."""
    whole = size(field)
    if layer.op.term() != "dense" or whole is None or layer.output.type.rank != 1:
        return None
    return give(case, layer, "units", str(max(whole // 4, 1)))
