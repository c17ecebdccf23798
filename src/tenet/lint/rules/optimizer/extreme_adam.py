"""Averages of Adam that forget in the wrong order, or an epsilon that undoes them."""

from __future__ import annotations

from collections.abc import Iterator
from math import sqrt

from tenet.diagnostics import Diagnostic, Severity
from tenet.lint.case import Case
from tenet.lint.mend import SAFE, setting
from tenet.lint.practice import Practice, Sample
from tenet.lint.samples import classifier

RULE = Practice(
    code="OPT005",
    name="extreme-adam",
    reason="Adam's betas or epsilon leave the region in which it is known to converge.",
    why=(
        "Adam divides an average of gradients by the root of an average of their squares. If the first"
        " forgets more slowly than the second, beta1 > sqrt(beta2), a large old gradient is divided by"
        " small new ones, and steps are no longer bounded by the rate; known proofs need the"
        " opposite. An epsilon above 1 exceeds nearly all gradients, so that Adam becomes SGD with a tiny rate;"
        " one below 1e-20 is lost beside the root of the smallest f32 number."
    ),
    source="Kingma and Ba (2015), theorem 4.1; Reddi et al. (2018); Zhang et al. (2022), theorem 3.1",
    severity=Severity.WARNING,
    bad=(
        Sample(
            classifier(train={"optimizer": "adam(1e-3, betas=[0.999, 0.9])"}),
            at="betas=[0.999, 0.9]",
        ),
        Sample(classifier(train={"optimizer": "adamw(1e-3, eps=1e-30)"}), at="eps=1e-30"),
        Sample(classifier(train={"optimizer": "adam(1e-3, eps=100.0)"}), at="eps=100.0"),
    ),
    good=(
        Sample(classifier(train={"optimizer": "adam(1e-3, betas=[0.0, 0.9])"})),
        Sample(classifier(train={"optimizer": "adam(1e-3, betas=[0.5, 0.999], eps=0.1)"})),
        Sample(classifier(train={"optimizer": "adamw(1e-3, betas=[0.9, 0.95], eps=1e-15)"})),
    ),
)
ADAMS = ("adam", "adamw", "nadam")
LEAST, MOST = 1e-20, 1.0
"""The roots of f32 numbers end at 4e-23; the largest epsilon that is published is 1."""


def find(case: Case) -> Iterator[Diagnostic]:
    """Betas and epsilon of any optimizer that has them."""
    assert case.settings is not None
    optimizer = case.settings.optimizer
    term = optimizer.term()
    if term not in ADAMS:
        return
    betas: tuple[float, ...] = getattr(optimizer, "betas", (0.9, 0.999))
    eps: float = getattr(optimizer, "eps", 1e-8)
    bounded = getattr(optimizer, "amsgrad", False)  # the second average never forgets
    if betas[0] > sqrt(betas[1]) and not bounded:
        right = "[0.9, 0.999]"
        yield RULE.at(
            case.entry("optimizer", "betas"),
            f"the first beta of `{term}`, {betas[0]:g}, forgets more slowly than the root of the"
            f" second, {betas[1]:g}: its steps are not bounded",
            help=f"take the usual `betas={right}`",
            fix=setting(case, "optimizer", "betas", right, SAFE),
        )
    if not LEAST <= eps <= MOST:
        effect = "more than nearly any gradient" if eps > MOST else "too small to be added in f32"
        yield RULE.at(
            case.entry("optimizer", "eps"),
            f"an epsilon of {eps:g} is {effect}, and `{term}` takes 1e-8 by default",
            help="leave it out, or write `eps=1e-8`",
            fix=setting(case, "optimizer", "eps", "1e-8", SAFE),
        )
