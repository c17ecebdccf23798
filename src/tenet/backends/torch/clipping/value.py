"""The bound of each number in PyTorch."""

from __future__ import annotations

from torch import Tensor

from tenet.policy.clipping.value import Value


def value(op: Value, gradients: list[Tensor]) -> None:
    """Effect: no number is larger than may be."""
    for gradient in gradients:
        gradient.clamp_(-op.most, op.most)
