"""Random operations in plain PyTorch."""

from __future__ import annotations

import torch
from torch import Tensor


def drop_path(x: Tensor, rate: float, training: bool) -> Tensor:
    """X with a share of its rows forgotten and the others scaled up, while training."""
    if not training or rate == 0:
        return x
    kept = torch.rand(len(x), *[1] * (x.ndim - 1), device=x.device) >= rate
    return x * kept / (1 - rate)


def add_noise(x: Tensor, std: float, training: bool) -> Tensor:
    """X with normal noise on it, while training."""
    return x + std * torch.randn_like(x) if training else x
