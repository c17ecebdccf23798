"""An autoencoder of linear layers alone."""

from __future__ import annotations

from collections.abc import Iterator

from tenet.analysis.codes import autoencoders, size
from tenet.analysis.collapse import LINEAR, is_map
from tenet.diagnostics import Diagnostic, Severity
from tenet.lint.case import Case
from tenet.lint.mend import follow
from tenet.lint.practice import Practice, Sample
from tenet.lint.samples import autoencoder

RULE = Practice(
    code="AEN002",
    name="linear-autoencoder",
    reason="An autoencoder without activations finds what principal components give exactly, and no more.",
    why=(
        "With linear layers and a squared error the best code of k numbers spans the same plane as the"
        " first k principal components, which one decomposition finds at once. Activations in the encoder"
        " and the decoder let the code follow what is curved."
    ),
    source="Bourlard and Kamp (1988); Baldi and Hornik (1989)",
    severity=Severity.WARNING,
    bad=(
        Sample(
            autoencoder("y = x -> dense(8) -> dense(20)"),
            at="dense(8)",
        ),
    ),
    good=(
        Sample(autoencoder("y = x -> dense(8) -> relu -> dense(20)")),
        Sample(
            autoencoder(
                "y = x -> dense(8) -> relu -> dense(20) -> sigmoid",
                data={"x": 'columns("x*") -> min_max'},
                header="x: f32[20] in 0..1",
            )
        ),
    ),
)


def find(case: Case) -> Iterator[Diagnostic]:
    """The first layer of a reconstruction that only linear operations make, by a squared error."""
    if case.objective is None:
        return
    for found in autoencoders(case.objective):
        maps = [node for node in found.between if is_map(node)]
        linear = all(is_map(n) or n.op.term() in LINEAR for n in found.between)
        code = found.narrowest
        if not linear or len(maps) < 2 or code is None or found.loss.op.term() != "mse":
            continue
        yield RULE.at(
            maps[0].span,
            f"all layers of this autoencoder are linear: its code of {size(code)} numbers is at best that of"
            " the principal components",
            help="put an activation behind every layer but the last, such as `relu`",
            labels=(case.label(maps[-1], "the last layer is here"),),
            fix=follow(case, maps[0], "relu"),
        )
