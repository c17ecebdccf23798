"""The exchange of channels and places in plain JAX."""

from __future__ import annotations

from jax import Array


def pixel_shuffle(x: Array, factor: int) -> Array:
    """Images of factor² channels for one that is factor times as high and wide."""
    rows, channels, height, width = x.shape
    split = x.reshape(rows, channels // factor**2, factor, factor, height, width)
    laid = split.transpose(0, 1, 4, 2, 5, 3)
    return laid.reshape(rows, channels // factor**2, height * factor, width * factor)


def pixel_unshuffle(x: Array, factor: int) -> Array:
    """Images of one channel for factor² that are that much less high and wide."""
    rows, channels, height, width = x.shape
    split = x.reshape(rows, channels, height // factor, factor, width // factor, factor)
    laid = split.transpose(0, 1, 3, 5, 2, 4)
    return laid.reshape(rows, channels * factor**2, height // factor, width // factor)


def channel_shuffle(x: Array, groups: int, axis: int = 1) -> Array:
    """The first channel of every group, then the second of every group, and so on."""
    split = (*x.shape[:axis], groups, x.shape[axis] // groups, *x.shape[axis + 1 :])
    return x.reshape(split).swapaxes(axis, axis + 1).reshape(x.shape)
