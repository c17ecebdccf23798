"""The fully connected layer in PyTorch."""

from __future__ import annotations

from tenet.backends.emitting import arguments
from tenet.backends.torch.code import HALF, Code
from tenet.ir.graph import Node
from tenet.ops.dense import Dense


def dense(op: Dense, node: Node) -> Code:
    """A linear module; the function alone, where the weights are another layer's."""
    if op.weight:
        half = HALF.get(node.types[0].dtype)
        added = ", {layer}.bias" + ("" if half is None else f".to({half})")
        call = f"F.linear({{0}}, {{1}}{added if op.bias else ''})"
        module = f'nn.ParameterDict({{"bias": torch.empty({op.units})}})' if op.bias else None
        return Code(call, module)
    features = node.types[0].shape[-1]
    bias = None if op.bias else False
    made = f"nn.Linear({arguments(features, op.units, bias=bias)})"
    return Code("{layer}({0})", made).rounding(node)
