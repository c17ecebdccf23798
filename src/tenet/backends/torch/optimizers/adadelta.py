"""Adadelta in PyTorch."""

from __future__ import annotations

from typing import Any

import torch

from tenet.policy.optimizers.adadelta import Adadelta


def adadelta(op: Adadelta, groups: list[dict[str, Any]]) -> torch.optim.Optimizer:
    """PyTorch's own, whose form the language pins."""
    return torch.optim.Adadelta(groups, lr=op.rate, rho=op.rho, eps=op.eps)
