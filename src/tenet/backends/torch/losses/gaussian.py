"""The likelihood of numbers with a variance in PyTorch."""

from __future__ import annotations

from tenet.backends.averaging import averaged
from tenet.backends.torch.code import Code
from tenet.ir.graph import Node
from tenet.policy.losses.gaussian import EPS, Gaussian


def gaussian(op: Gaussian, node: Node) -> Code:
    """The kit's."""
    call, helpers = averaged(op, f"gaussian_losses({{0}}, {{1}}, {{{op.place}}} + {EPS})")
    return Code(call, helpers=(*helpers, "likelihood.gaussian_losses"))
