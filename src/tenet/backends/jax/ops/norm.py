"""Normalisation in JAX."""

from __future__ import annotations

from tenet.backends.jax.code import Code, parameter
from tenet.ir.graph import Node
from tenet.ops.norm import BatchNorm, LayerNorm, RmsNorm, TrailingNorm
from tenet.types.shape import layout


def batch_norm(op: BatchNorm, node: Node) -> Code:
    """The kit's batch norm, which moves the running statistics in the state."""
    axis = layout(node.types[0].shape).channel_axis + 1
    named = "" if axis == 1 else f", axis={axis}"
    named += "" if op.eps == 1e-5 else f", eps={op.eps}"
    named += "" if op.momentum == 0.1 else f", momentum={float(op.momentum)!r}"
    named += "" if op.affine else ", affine=False"
    named += ", lengths={1}" if op.lengths else ""
    call = f'batch_norm("{{path}}", {{0}}, params, state, training{named})'
    return Code(call, helpers=("norm.batch_norm",), stateful=True)


def layer_norm(op: LayerNorm, node: Node) -> Code:
    """The kit's layer norm over the last axes."""
    learned = ("weight", "bias") if op.bias else ("weight",)
    eps = "" if op.eps == 1e-5 else f", eps={op.eps}"
    return _trailing("layer_norm", op, learned, eps)


def rms_norm(op: RmsNorm, node: Node) -> Code:
    """The kit's RMS norm over the last axes."""
    return _trailing("rms_norm", op, ("weight",), "" if op.eps == 1e-6 else f", eps={op.eps}")


def _trailing(function: str, op: TrailingNorm, learned: tuple[str, ...], eps: str) -> Code:
    given = "".join(f", {parameter(name)}" for name in learned) if op.affine else ""
    axes = "" if op.axes == 1 else f", axes={op.axes}"
    return Code(f"{function}({{0}}{given}{eps}{axes})", helpers=(f"norm.{function}",))
