"""Lion in PyTorch."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from tenet.backends.torch.own import OwnOptimizer
from tenet.policy.optimizers.lion import Lion


def lion(op: Lion, groups: list[dict[str, Any]]) -> torch.optim.Optimizer:
    """An own one: PyTorch has none."""
    return _Lion(groups, {"lr": op.rate, "betas": op.betas})


class _Lion(OwnOptimizer):
    """The formula of the language."""

    slots = ("exp_avg",)

    def move(self, p: Tensor, g: Tensor, state: dict[str, Any], group: dict[str, Any]) -> None:
        """Effect: a step of one length."""
        (inner, outer), rate, mean = group["betas"], group["lr"], state["exp_avg"]
        direction = torch.sign(mean * inner + g * (1 - inner))
        p.mul_(1 - rate * group["weight_decay"]).sub_(rate * direction)
        mean.mul_(outer).add_(g * (1 - outer))
