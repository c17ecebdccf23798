"""Layers that compute their weights, in PyTorch."""

from __future__ import annotations

from tenet.backends.lowering import lower
from tenet.backends.torch.code import Code
from tenet.frozen import replace
from tenet.ir.graph import Node
from tenet.ops.reparametrised import Reparametrised, SpectralNorm, WeightNorm


def _around(function: str, op: Reparametrised, node: Node) -> Code:
    """The layer's module in one of PyTorch's parametrizations."""
    code: Code = lower(op.layer, "torch", node.span, replace(node, op=op.layer))
    return replace(code, module=f"nn.utils.parametrizations.{function}({code.module})")


def weight_norm(op: WeightNorm, node: Node) -> Code:
    """PyTorch's own."""
    return _around("weight_norm", op, node)


def spectral_norm(op: SpectralNorm, node: Node) -> Code:
    """PyTorch's own."""
    return _around("spectral_norm", op, node)
