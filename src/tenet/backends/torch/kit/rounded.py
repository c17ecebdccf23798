"""Layers in half precision in plain PyTorch: what is learned stays in float32."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import nn


def rounded(layer: nn.Module, kind: torch.dtype) -> Callable[..., Any]:
    """The layer as a function, with its parameters rounded; gradients reach them as they are."""
    learned = {name: value.to(kind) for name, value in layer.named_parameters()}
    return lambda *inputs: torch.func.functional_call(layer, learned, inputs)
