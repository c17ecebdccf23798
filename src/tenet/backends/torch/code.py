"""What a lowering to PyTorch gives: the text of a call, and of the module that it calls."""

from __future__ import annotations

from tenet.frozen import frozen, replace
from tenet.ir.graph import Node
from tenet.types.tensor import DType

HALF = {DType.F16: "torch.float16", DType.BF16: "torch.bfloat16"}
"""What PyTorch calls the floats of half precision."""


@frozen
class Code:
    """Python text for one node.

    Attributes:
        call: the expression that computes it; `{0}`, `{1}` … stand for its inputs, `{layer}` for its
            module, `{all}` for all inputs with commas, `{cell}` for what a loop runs.
        module: the expression that makes its module, for the constructor.
        helpers: functions and classes of the kit that either uses, as `module.name`.
    """

    call: str
    module: str | None = None
    helpers: tuple[str, ...] = ()

    def rounding(self, node: Node) -> Code:
        """The same with the module's parameters rounded to what the node reads, where that is half precision."""
        kind = HALF.get(node.types[0].dtype)
        if kind is None:
            return self
        call = self.call.replace("{layer}", f"rounded({{layer}}, {kind})")
        return replace(self, call=call, helpers=(*self.helpers, "rounded.rounded"))


def uniform(numbers: tuple[int, ...]) -> object:
    """One number where all are the same, as a person would write a kernel size."""
    return numbers[0] if len(set(numbers)) == 1 else numbers


def channels_last(call: str, *, swap: bool) -> str:
    """A call on a channels-first view of a sequence, where the sequence keeps channels last."""
    return f"{call.replace('{0}', '{0}.transpose(1, 2)')}.transpose(1, 2)" if swap else call
