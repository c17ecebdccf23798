"""Adagrad in PyTorch."""

from __future__ import annotations

from typing import Any

import torch

from tenet.policy.optimizers.adagrad import Adagrad


def adagrad(op: Adagrad, groups: list[dict[str, Any]]) -> torch.optim.Optimizer:
    """PyTorch's own, whose form the language pins."""
    return torch.optim.Adagrad(groups, lr=op.rate, eps=op.eps)
