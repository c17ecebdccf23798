"""Likelihoods of classes and of bits, taken of scores, in plain PyTorch."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor


def focused(log: Tensor, focal: float) -> Tensor:
    """Logarithms of probabilities times (1 - p)^focal."""
    return log * (-torch.expm1(log)).clamp(min=1e-12) ** focal if focal else log


def class_losses(
    scores: Tensor,
    target: Tensor,
    weights: list[float] | None = None,
    smoothing: float = 0.0,
    ignore: int | None = None,
    focal: float = 0.0,
    axis: int = -1,
) -> tuple[Tensor, Tensor]:
    """The cross-entropy of each target, and how much it counts: as its class, if it is not ignored."""
    log = focused(torch.log_softmax(scores.movedim(axis, -1), -1), focal)
    count = log.shape[-1]
    weight = log.new_ones(count) if weights is None else log.new_tensor(weights)
    left = torch.ones_like(target, dtype=torch.bool) if ignore is None else target != ignore
    target = torch.where(left, target, 0)
    counts = weight[target] * left
    right = log.gather(-1, target.unsqueeze(-1)).squeeze(-1)
    spread = (weight * log).sum(-1) * left
    return -(1 - smoothing) * counts * right - smoothing / count * spread, counts


def bit_losses(
    scores: Tensor, target: Tensor, positive_weight: float = 1.0, focal: float = 0.0
) -> Tensor:
    """The cross-entropy of each bit."""
    yes, no = focused(F.logsigmoid(scores), focal), focused(F.logsigmoid(-scores), focal)
    return -positive_weight * target * yes - (1 - target) * no


def gaussian_losses(mean: Tensor, target: Tensor, variance: Tensor) -> Tensor:
    """Minus the logarithm of the density of each number, but for a constant."""
    return (torch.log(variance) + (mean - target) ** 2 / variance) / 2
