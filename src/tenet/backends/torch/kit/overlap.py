"""The overlap of probabilities with what is there, in plain PyTorch."""

from __future__ import annotations

import torch
from torch import Tensor


def dice_loss(p: Tensor, target: Tensor, smooth: float, axis: int | None = None) -> Tensor:
    """1 - (2 sum(p t) + smooth) / (sum(p) + sum(t) + smooth) for each row, and class along the axis."""
    if axis is not None:
        p = p.movedim(axis, 1)
        target = torch.nn.functional.one_hot(target, p.shape[1]).movedim(-1, 1)
    else:
        p, target = p.unsqueeze(1), target.unsqueeze(1)
    p, target = p.reshape(*p.shape[:2], -1), target.reshape(*p.shape[:2], -1)
    both, either = (p * target).sum(-1), p.sum(-1) + target.sum(-1)
    return (1 - (2 * both + smooth) / (either + smooth)).mean()
