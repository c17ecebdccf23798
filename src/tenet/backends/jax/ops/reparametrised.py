"""Layers that compute their weights, in JAX."""

from __future__ import annotations

from tenet.backends.jax.code import Code, parameter
from tenet.backends.lowering import lower
from tenet.frozen import replace
from tenet.ir.graph import Node
from tenet.ops.reparametrised import WITHIN, Reparametrised, SpectralNorm, WeightNorm


def _layer(op: Reparametrised, node: Node) -> Code:
    code: Code = lower(op.layer, "jax", node.span, replace(node, op=op.layer))
    return code


def weight_norm(op: WeightNorm, node: Node) -> Code:
    """The layer with the weights that the kit computes."""
    code = _layer(op, node)
    parts = ", ".join(parameter(f"{WITHIN}.original{i}") for i in (0, 1))
    call = code.call.replace(parameter("weight"), f"weight_norm({parts})")
    helpers = (*code.helpers, "reparametrised.weight_norm")
    return replace(code, call=call, helpers=helpers)


def spectral_norm(op: SpectralNorm, node: Node) -> Code:
    """The layer with the weights that the kit computes, which moves both vectors in the state."""
    code = _layer(op, node)
    inner = code.call.replace(parameter("weight"), "weight")
    call = (
        f'with_spectral_norm(lambda weight: {inner}, "{{path}}.{WITHIN}", params, state, training)'
    )
    helpers = (*code.helpers, "reparametrised.with_spectral_norm")
    return Code(call, helpers=helpers, stateful=True)
