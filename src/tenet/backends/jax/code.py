"""What a lowering to JAX gives: the text of a call, and the functions that it needs beside it."""

from __future__ import annotations

from tenet.frozen import frozen
from tenet.ir.graph import Node
from tenet.types.tensor import DType

HALF = {DType.F16: "jnp.float16", DType.BF16: "jnp.bfloat16"}
"""What JAX calls the floats of half precision."""


@frozen
class Code:
    """Python text for one node.

    Attributes:
        call: the expression that computes it; `{0}`, `{1}` … stand for its inputs, `"{path}…"` for
            the path of its parameters, `"{node}"` for its own, `{all}` for all inputs with commas,
            `{cell}` for what a loop runs.
        helpers: functions of the kit that it calls, as `module.function`.
        stateful: whether it gives back the state too.
    """

    call: str
    helpers: tuple[str, ...] = ()
    stateful: bool = False


def parameter(name: str) -> str:
    """A parameter of the node as the source reads it: `params["conv.weight"]`."""
    return f'params["{{path}}.{name}"]'


def factor(name: str, node: Node) -> str:
    """The same for a node of products: rounded to what the node reads, where that is half precision."""
    half = HALF.get(node.types[0].dtype)
    return parameter(name) if half is None else f"{parameter(name)}.astype({half})"
