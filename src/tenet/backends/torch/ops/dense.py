"""The fully connected layer in PyTorch."""

from __future__ import annotations

from tenet.backends.emitting import arguments
from tenet.backends.torch.code import Code
from tenet.ir.graph import Node
from tenet.ops.dense import Dense


def dense(op: Dense, node: Node) -> Code:
    """A linear module; the function alone, where the weights are another layer's."""
    if op.weight:
        call = "F.linear({0}, {1}, {layer}.bias)" if op.bias else "F.linear({0}, {1})"
        module = f'nn.ParameterDict({{"bias": torch.empty({op.units})}})' if op.bias else None
        return Code(call, module)
    features = node.types[0].shape[-1]
    bias = None if op.bias else False
    return Code("{layer}({0})", f"nn.Linear({arguments(features, op.units, bias=bias)})")
