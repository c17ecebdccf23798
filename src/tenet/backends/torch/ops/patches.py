"""Patches in PyTorch."""

from __future__ import annotations

from tenet.backends.emitting import arguments
from tenet.backends.torch.code import Code, uniform
from tenet.ir.graph import Node
from tenet.ops.patches import Patches


def patches(op: Patches, node: Node) -> Code:
    """F.unfold of an image of floats; of all else, one unfolding for each axis."""
    window = op.window(node.types[0])
    kernel, stride = window.kernel, window.stride
    axes = len(kernel)
    if axes == 2 and node.types[0].dtype.is_float:
        return Code(
            f"F.unfold({arguments('{0}', uniform(kernel), stride=uniform(stride))}).transpose(1, 2)"
        )
    if axes == 1:
        return Code(f"{{0}}.unfold(1, {kernel[0]}, {stride[0]}).transpose(2, 3).flatten(2)")
    unfolded = "".join(f".unfold({2 + a}, {kernel[a]}, {stride[a]})" for a in range(axes))
    order = (0, *range(2, 2 + axes), 1, *range(2 + axes, 2 + 2 * axes))
    laid = f"permute({', '.join(map(str, order))}).flatten({1 + axes}).flatten(1, {axes})"
    return Code(f"{{0}}{unfolded}.{laid}")
