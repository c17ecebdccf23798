"""Random tensors in JAX."""

from __future__ import annotations

from tenet.backends.emitting import sized
from tenet.backends.jax.code import Code
from tenet.ir.graph import Node
from tenet.ops.sample import Normal, Sample, Uniform


def _drawn(law: str, op: Sample, node: Node, *further: object) -> Code:
    shape = "".join(f"{size}, " for size in ("{0}.shape[0]", *(sized(node, s) for s in op.shape)))
    ends = "".join(f", {name}" for name in further)
    call = f'jax.random.{law}(own_key(key, "{{node}}"), ({shape.rstrip(", ")},){ends})'
    return Code(call.replace(",,", ","), helpers=("dropout.own_key",))


def normal(op: Normal, node: Node) -> Code:
    """jax.random.normal, as many rows as the first input has."""
    return _drawn("normal", op, node)


def uniform(op: Uniform, node: Node) -> Code:
    """jax.random.uniform."""
    low, high = (float(end) for end in (op.low, op.high))
    ends = () if (low, high) == (0, 1) else (f"minval={low!r}", f"maxval={high!r}")
    return _drawn("uniform", op, node, *ends)
