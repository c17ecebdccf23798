"""The bound of all gradients together in PyTorch."""

from __future__ import annotations

import torch
from torch import Tensor

from tenet.policy.clipping.global_norm import GlobalNorm


def global_norm(op: GlobalNorm, gradients: list[Tensor]) -> None:
    """Effect: together they are no longer than may be. PyTorch's own adds 1e-6 to the norm."""
    norm = torch.nn.utils.get_total_norm(gradients)
    torch._foreach_mul_(gradients, torch.clamp(op.most / norm, max=1.0))  # has no other name
