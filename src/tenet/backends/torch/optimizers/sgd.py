"""Stochastic gradient descent in PyTorch."""

from __future__ import annotations

from typing import Any

import torch

from tenet.policy.optimizers.sgd import Sgd


def sgd(op: Sgd, groups: list[dict[str, Any]]) -> torch.optim.Optimizer:
    """PyTorch's own, whose form the language pins."""
    return torch.optim.SGD(
        groups, lr=op.rate, momentum=op.momentum, nesterov=op.nesterov, fused=True
    )
