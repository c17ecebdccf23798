"""Adam and AdamW in PyTorch."""

from __future__ import annotations

from typing import Any

import torch

from tenet.policy.optimizers.adam import Adam, Adamw


def adam(op: Adam, groups: list[dict[str, Any]]) -> torch.optim.Optimizer:
    """PyTorch's own, with coupled decay."""
    return torch.optim.Adam(groups, **_settings(op))


def adamw(op: Adamw, groups: list[dict[str, Any]]) -> torch.optim.Optimizer:
    """PyTorch's own, with decoupled decay."""
    return torch.optim.AdamW(groups, **_settings(op))


def _settings(op: Adam | Adamw) -> dict[str, Any]:
    settings = {"betas": op.betas, "eps": op.eps, "amsgrad": op.amsgrad}
    return {"lr": op.rate, "fused": True, **settings}
