"""RMSprop in PyTorch."""

from __future__ import annotations

from typing import Any

import torch

from tenet.policy.optimizers.rmsprop import Rmsprop


def rmsprop(op: Rmsprop, groups: list[dict[str, Any]]) -> torch.optim.Optimizer:
    """PyTorch's own, whose form the language pins."""
    return torch.optim.RMSprop(
        groups,
        lr=op.rate,
        alpha=op.alpha,
        eps=op.eps,
        momentum=op.momentum,
        centered=op.centered,
    )
