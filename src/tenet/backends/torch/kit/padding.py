"""Padding in plain PyTorch."""

from __future__ import annotations

import torch
from torch import Tensor, nn


def fill(x: Tensor, lengths: Tensor, axis: int, value: float) -> Tensor:
    """X with a number at all places of an axis that are beyond the length of a row."""
    across = [1] * (x.ndim - 1)
    across[axis - 1] = -1
    places = torch.arange(x.shape[axis], device=x.device).reshape(1, *across)
    beyond = places >= lengths.reshape(-1, *[1] * (x.ndim - 1))
    return torch.where(beyond, torch.full_like(x, value), x)


def align(x: Tensor, lengths: Tensor, reach: int, stride: int, value: float = 0.0) -> Tensor:
    """[N, T, F], each row shifted by what same padding puts before it, a number all around."""
    spanned = ((lengths + (stride - 1)) // stride - 1) * stride + reach
    before = ((spanned - lengths).clamp(min=0) // 2)[:, None]
    size = (-(-x.shape[1] // stride) - 1) * stride + reach
    places = torch.arange(size, device=x.device) - before
    real = ((places >= 0) & (places < lengths[:, None]))[..., None]
    index = places.clamp(0, x.shape[1] - 1)[..., None].expand(-1, -1, x.shape[2])
    return torch.where(
        real, x.gather(1, index), torch.full((), value, device=x.device, dtype=x.dtype)
    )


def last_real(x: Tensor, lengths: Tensor, axis: int) -> Tensor:
    """The last real place along an axis of each row; the axis goes."""
    return x.movedim(axis, 1)[torch.arange(len(x), device=x.device), lengths - 1]


def normalise_real(layer: nn.BatchNorm1d, x: Tensor, lengths: Tensor) -> Tensor:
    """[N, T, C] normalised; in training by the statistics of the real places, and others are zero."""
    if not layer.training:
        settled: Tensor = layer(x.transpose(1, 2))
        return settled.transpose(1, 2)
    real = torch.arange(x.shape[1], device=x.device) < lengths[:, None]
    return x.new_zeros(x.shape).index_put((real,), layer(x[real]))
