"""Averages of losses in plain PyTorch."""

from __future__ import annotations

import torch
from torch import Tensor


def beside(losses: Tensor, *weights: Tensor) -> Tensor:
    """The product of weights, each of which stands on the first axes of the losses."""
    product = torch.ones_like(losses)
    for weight in weights:
        product = product * weight.reshape(weight.shape + (1,) * (losses.ndim - weight.ndim))
    return product


def counted(losses: Tensor, weight: Tensor) -> Tensor:
    """Losses times their weights; what weighs nothing adds nothing, be it infinite."""
    return weight * torch.where((weight == 0) & torch.isinf(losses), 0.0, losses)


def weighted_mean(losses: Tensor, counts: Tensor | None, *weights: Tensor) -> Tensor:
    """The sum of weighted losses, divided by that of the weighted counts; 0 where nothing counts."""
    weight = beside(losses, *weights)
    total = weight.sum() if counts is None else (weight * counts).sum()
    return counted(losses, weight).sum() / torch.where(total == 0, 1.0, total)


def row_sum(losses: Tensor, counts: Tensor | None, *weights: Tensor) -> Tensor:
    """The sum of weighted losses within a row, averaged over rows."""
    return counted(losses, beside(losses, *weights)).sum() / len(losses)
