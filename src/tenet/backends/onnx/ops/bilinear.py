"""The bilinear layer in ONNX."""

from __future__ import annotations

from tenet.backends.onnx.lowered import Lowering
from tenet.ops.bilinear import Bilinear


def bilinear(op: Bilinear, at: Lowering) -> str:
    """A sum over both last axes."""
    a, b = at.inputs
    bias = (at.weight("bias"),) if op.bias else ()
    product = at.add(
        "Einsum",
        a,
        at.weight("weight"),
        b,
        suffix="product" if bias else "",
        equation="...a,kab,...b->...k",
    )
    return at.add("Add", product, *bias) if bias else product
