"""Loops in JAX: the kit's, around a function of the parameters."""

from __future__ import annotations

from tenet.backends.emitting import arguments, listed, told
from tenet.backends.jax.code import Code
from tenet.ir.graph import Node
from tenet.ops.loop import Generate, Scan


def scan(op: Scan, node: Node) -> Code:
    """The kit's run_scan, around lax.scan."""
    x, states, further, lengths, sizes = op.divided(range(len(node.inputs)))
    begun = [
        f"{{{i}}}"
        if node.types[i].batched
        else f"jnp.broadcast_to({{{i}}}, ({{{x}}}.shape[0], *{{{i}}}.shape))"
        for i in states
    ]
    given = arguments(
        f"{{cell}}, params, {{{x}}}",
        states=listed(begun),
        given=listed([f"{{{i}}}" for i in (*further, *sizes)]),
        lengths=None if lengths is None else f"{{{lengths}}}",
    )
    first = "" if node.further else "[0]"
    return Code(f"run_scan({given}){first}", helpers=("loop.run_scan",))


def generate(op: Generate, node: Node) -> Code:
    """The kit's run_generate, or its search_beams."""
    name = "run_generate" if op.beams == 1 else "search_beams"
    helpers = [f"loop.{name}", *(["loop.take_beams"] if op.beams > 1 else [])]
    further: dict[str, object] = {}
    if op.choose == "sampled":
        further = {"temperature": op.temperature, "key": 'own_key(key, "{node}")'}
        helpers.append("dropout.own_key")
    given = arguments("{cell}, params", **told(op, node, "jnp.repeat({x}, {beams}, 0)"), **further)
    return Code(f"{name}({given})", helpers=tuple(helpers))
