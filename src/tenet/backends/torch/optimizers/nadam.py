"""NAdam in PyTorch."""

from __future__ import annotations

from math import exp, expm1, log
from typing import Any

import torch
from torch import Tensor

from tenet.backends.torch.own import OwnOptimizer
from tenet.policy.optimizers.nadam import Nadam


def nadam(op: Nadam, groups: list[dict[str, Any]]) -> torch.optim.Optimizer:
    """An own one: PyTorch's keeps its product of momenta in float32, in a slot."""
    return _Nadam(groups, {"lr": op.rate, "rule": op, "series": op.series})


class _Nadam(OwnOptimizer):
    """The formula of the language."""

    slots = ("exp_avg", "exp_avg_sq")

    def move(self, p: Tensor, g: Tensor, state: dict[str, Any], group: dict[str, Any]) -> None:
        """Effect: a step along the momentum of the next one."""
        rule: Nadam = group["rule"]
        (beta1, beta2), step = rule.betas, state["step"]
        mean, square = state["exp_avg"], state["exp_avg_sq"]
        g = g + group["weight_decay"] * p if group["weight_decay"] else g
        mean.mul_(beta1).add_(g * (1 - beta1))
        square.mul_(beta2).add_(g * g * (1 - beta2))
        now, then = (beta1 * (1 - 0.5 * exp(t * rule.warming)) for t in (step, step + 1))
        product = _product(beta1, group["series"], step)
        root = (square / (1 - beta2**step)).sqrt() + rule.eps
        direction = mean * (then / (1 - product * then)) + g * ((1 - now) / (1 - product))
        p.sub_(group["lr"] * direction / root)


def _product(beta: float, series: tuple[tuple[float, float], ...], step: int) -> float:
    """The product of all momenta so far."""
    if not beta:
        return 0.0
    return exp(step * log(beta) + sum(weight * expm1(rate * step) for weight, rate in series))
