"""Gates in plain PyTorch."""

from __future__ import annotations

import torch.nn.functional as F  # as everybody calls it
from torch import Tensor


def reglu(x: Tensor, dim: int = -1) -> Tensor:
    """The first half of x, let through by relu of the second."""
    value, gate = x.chunk(2, dim)
    return value * F.relu(gate)


def geglu(x: Tensor, dim: int = -1) -> Tensor:
    """The first half of x, let through by gelu of the second."""
    value, gate = x.chunk(2, dim)
    return value * F.gelu(gate)


def swiglu(x: Tensor, dim: int = -1) -> Tensor:
    """The first half of x, let through by silu of the second."""
    value, gate = x.chunk(2, dim)
    return value * F.silu(gate)
