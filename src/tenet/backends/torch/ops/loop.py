"""Loops in PyTorch: the kit's, around a method of the module."""

from __future__ import annotations

from tenet.backends.emitting import arguments, listed, told
from tenet.backends.torch.code import Code
from tenet.ir.graph import Node
from tenet.ops.loop import Generate, Scan


def scan(op: Scan, node: Node) -> Code:
    """The kit's run_scan."""
    x, states, further, lengths, sizes = op.divided(range(len(node.inputs)))
    begun = [
        f"{{{i}}}" if node.types[i].batched else f"{{{i}}}.expand({{{x}}}.shape[0], *{{{i}}}.shape)"
        for i in states
    ]
    given = arguments(
        f"{{cell}}, {{{x}}}",
        states=listed(begun),
        given=listed([f"{{{i}}}" for i in (*further, *sizes)]),
        lengths=None if lengths is None else f"{{{lengths}}}",
    )
    first = "" if node.further else "[0]"
    return Code(f"run_scan({given}){first}", helpers=("loop.run_scan",))


def generate(op: Generate, node: Node) -> Code:
    """The kit's run_generate, or its search_beams."""
    name = "run_generate" if op.beams == 1 else "search_beams"
    temperature = op.temperature if op.choose == "sampled" else None
    given = arguments(
        "{cell}", **told(op, node, "{x}.repeat_interleave({beams}, 0)"), temperature=temperature
    )
    return Code(f"{name}({given})", helpers=(f"loop.{name}",))
