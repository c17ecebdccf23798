"""The penalty of active units in plain PyTorch."""

from __future__ import annotations

import torch
from torch import Tensor


def sparsity(activity: Tensor, rho: float, edge: float) -> Tensor:
    """How far the units' mean activities are from rho, as divergences of coins, added up."""
    mean = torch.clamp(activity.reshape(-1, activity.shape[-1]).mean(0), edge, 1 - edge)
    there, left = rho * torch.log(rho / mean), (1 - rho) * torch.log((1 - rho) / (1 - mean))
    return (there + left).sum()
