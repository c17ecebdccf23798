"""Losses of distances in plain PyTorch."""

from __future__ import annotations

import torch
from torch import Tensor

from tenet.backends.torch.kit.root import root


def triplet_losses(anchor: Tensor, positive: Tensor, negative: Tensor, margin: float) -> Tensor:
    """How much less than the margin the positive is nearer than the negative."""
    near = root(((anchor - positive) ** 2).sum(-1))
    far = root(((anchor - negative) ** 2).sum(-1))
    return torch.relu(near - far + margin)


def contrastive_losses(a: Tensor, b: Tensor, alike: Tensor, margin: float) -> Tensor:
    """The squared distance of what is alike, and what others lack of the margin."""
    square = ((a - b) ** 2).sum(-1)
    return (alike * square + (1 - alike) * torch.relu(margin - root(square)) ** 2) / 2
