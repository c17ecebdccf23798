"""In how many bits training computes what adds up products."""

from __future__ import annotations

from typing import Literal

Half = Literal["f16", "bf16"]
"""Numbers of 16 bits: 11 digits up to 65504, or 8 digits with the range of f32."""
Precision = Literal["f32", "tf32", "bf16", "f16"]
"""The same, f32, or what a GPU makes of f32 in products: tf32 has the range of f32 and 11 digits."""
HALVES: tuple[Half, ...] = ("f16", "bf16")


class LossScale:
    """How the loss is scaled in f16, so that small gradients do not become 0.

    The gradient is that of the loss times a scale, and is divided by it. Where it is infinite, the step is left
    out and the scale is cut; after so many good steps in a row it grows.

    Source: Micikevicius et al. (2018), sec. 3.2; torch.amp.GradScaler, with its numbers.
    """

    START = 65536.0
    CUT = 0.5
    GROWTH = 2.0
    PATIENCE = 2000
    LEAST = 2.0**-10
    """Below, a gradient is infinite though it is below 65504 / LEAST, or it is no number: no scale helps."""
