"""Relatives of softmax in plain PyTorch."""

from __future__ import annotations

import torch
from torch import Tensor


def sparsemax(x: Tensor, dim: int = -1) -> Tensor:
    """The distribution along an axis that is nearest to x, by sorting (Martins and Astudillo, 2016)."""
    x = x.movedim(dim, -1)
    x = x - x.detach().amax(-1, keepdim=True)
    ordered = x.detach().sort(descending=True).values
    count = torch.arange(1, x.shape[-1] + 1, device=x.device)
    support = x > ((ordered.cumsum(-1) - 1) / count).amax(-1, keepdim=True)
    excess = torch.where(support, x, 0.0).sum(-1, keepdim=True) - 1
    left = x - excess / support.sum(-1, keepdim=True)
    return torch.relu(torch.where(support, left, 0.0)).movedim(-1, dim)
