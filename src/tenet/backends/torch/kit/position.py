"""Positions as vectors in plain PyTorch."""

from __future__ import annotations

import torch
from torch import Tensor


def sinusoids(length: int, features: int, base: float = 10000.0) -> Tensor:
    """Waves of ever lower frequency, one vector for each position; angles need double precision."""
    feature = torch.arange(features)
    frequency = base ** -((feature - feature % 2).double() / features)
    angle = torch.arange(length)[:, None] * frequency
    return torch.where(feature % 2 == 0, angle.sin(), angle.cos()).float()
