"""Adam and AdamW in PyTorch."""

from __future__ import annotations

from typing import Any

import torch

from tenet.policy.optimizers.adam import Adam, Adamw


def adam(op: Adam, groups: list[dict[str, Any]]) -> torch.optim.Optimizer:
    """PyTorch's own, with coupled decay."""
    return torch.optim.Adam(groups, lr=op.learning_rate, betas=_betas(op), eps=op.eps, fused=True)


def adamw(op: Adamw, groups: list[dict[str, Any]]) -> torch.optim.Optimizer:
    """PyTorch's own, with decoupled decay."""
    return torch.optim.AdamW(groups, lr=op.learning_rate, betas=_betas(op), eps=op.eps, fused=True)


def _betas(op: Adam | Adamw) -> tuple[float, float]:
    first, second = op.betas
    return first, second
