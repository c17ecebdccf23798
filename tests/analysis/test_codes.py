"""Which networks say their input again, and through how narrow a place it passes."""

from __future__ import annotations

import pytest

from tenet.analysis.codes import autoencoders, copied, size
from tenet.elaborate.experiment import elaborate
from tenet.elaborate.train import TrainPlan
from tenet.lint.samples import autoencoder, regressor
from tenet.source import Source


def plan_of(text: str) -> TrainPlan:
    (plan,) = elaborate(Source("spec.tenet", text)).sound().plans.values()
    return plan


CODES: dict[str, tuple[str, int | None, bool]] = {
    "narrow": ("y = x -> dense(4) -> relu -> dense(20)", 4, False),
    "the narrowest counts": (
        "y = x -> dense(12) -> relu -> dense(3) -> relu -> dense(12) -> relu -> dense(20)",
        3,
        False,
    ),
    "as wide as the input": ("y = x -> dense(20) -> relu -> dense(20)", 20, True),
    "wider": ("y = x -> dense(32) -> relu -> dense(20)", 32, True),
    "past a shortcut": ("h = x -> dense(4) -> relu -> dense(20)\ny = h + x", None, False),
    "noise before the code": ("y = x -> noise(0.1) -> dense(32) -> relu -> dense(20)", 32, False),
    "dropout in the code": ("y = x -> dense(32) -> relu -> dropout(20%) -> dense(20)", 32, False),
    "scaled before the code": ("y = 0.5 * x -> dense(32) -> relu -> dense(20)", 32, True),
    "squared before the code": ("y = x * x -> dense(32) -> relu -> dense(20)", 32, False),
}


@pytest.mark.parametrize(("body", "narrowest", "copies"), CODES.values(), ids=CODES)
def test_the_code_and_whether_it_may_copy(
    body: str, narrowest: int | None, *, copies: bool
) -> None:
    plan = plan_of(autoencoder(body))
    (found,) = autoencoders(plan.objective)
    code = found.narrowest

    assert (found.field.hint, found.output.hint) == ("x", "y")
    assert (None if code is None else size(code)) == narrowest
    assert (copied(plan.objective, plan.network, found) is not None) is copies


def test_a_penalty_of_the_code_restrains_it() -> None:
    body = "code = x -> dense(32) -> relu\ny = code -> dense(20)"
    train = {"loss": "mse(y, x) + 0.01 * l1(code)"}
    text = autoencoder(body, train=train).replace("-> y {", "-> y, code {")
    plan = plan_of(text)
    (found,) = autoencoders(plan.objective)

    assert copied(plan.objective, plan.network, found) is None


def test_a_penalty_of_the_weights_does_not() -> None:
    body = "y = x -> dense(32) -> relu -> dense(20)"
    plan = plan_of(autoencoder(body, train={"loss": "mse(y, x) + 1e-4 * l2(weights)"}))
    (found,) = autoencoders(plan.objective)

    assert copied(plan.objective, plan.network, found) is not None


def test_another_target_makes_none() -> None:
    assert list(autoencoders(plan_of(regressor()).objective)) == []
