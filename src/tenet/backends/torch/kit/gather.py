"""Choosing places in plain PyTorch."""

from __future__ import annotations

import torch
from torch import Tensor


def take_of_each(x: Tensor, index: Tensor, axis: int) -> Tensor:
    """The places of an axis that the index of each row names."""
    rows = torch.arange(len(x), device=x.device).reshape(-1, *[1] * (index.ndim - 1))
    chosen = x.movedim(axis, 1)[rows, index]
    made = tuple(range(1, index.ndim))
    return chosen.movedim(made, tuple(axis - 1 + place for place in made))
