"""Parts of tensors in ONNX."""

from __future__ import annotations

import numpy as np

from tenet.backends.onnx.lowered import Lowering
from tenet.ops.slice import Slice

END = int(np.iinfo(np.int64).max)
"""What ONNX takes for the end of an axis."""


def slice(op: Slice, at: Lowering) -> str:  # noqa: A001  # the operation's name
    """Slice, and Squeeze for the axes that go; the batch counts in ONNX, and is kept whole."""
    x, batched = at.inputs[0], at.node.types[0].batched
    cuts = op.cuts(at.node.types[0])
    if not cuts:
        return at.add("Identity", x)
    dropped = [axis + batched for axis, cut in cuts.items() if cut.drop]
    kept = at.add(
        "Slice",
        x,
        at.sizes(*(cut.start for cut in cuts.values())),
        at.sizes(*(END if cut.stop is None else cut.stop for cut in cuts.values())),
        at.integers(*(axis + batched for axis in cuts)),
        suffix="kept" if dropped else "",
    )
    return at.add("Squeeze", kept, at.integers(*dropped)) if dropped else kept
