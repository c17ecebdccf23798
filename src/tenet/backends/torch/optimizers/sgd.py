"""Stochastic gradient descent in PyTorch."""

from __future__ import annotations

from typing import Any

import torch

from tenet.policy.optimizers.sgd import Sgd


def sgd(op: Sgd, groups: list[dict[str, Any]]) -> torch.optim.Optimizer:
    """PyTorch's own, whose form the language pins."""
    made = torch.optim.SGD(
        groups, lr=op.rate, momentum=op.momentum, nesterov=op.nesterov, fused=True
    )
    # Told of a gradient that is not finite, it keeps the parameter and spoils the momentum; so the scaler leaves
    # the step out itself.
    made._step_supports_amp_scaling = False  # noqa: SLF001  # has no other name
    return made
