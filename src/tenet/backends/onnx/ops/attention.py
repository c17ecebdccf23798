"""Attention in ONNX: one node from opset 23 on, two products around a softmax before."""

from __future__ import annotations

import numpy as np

from tenet.backends.onnx.lowered import Lowering
from tenet.ops.attention import Attention, Rotary

LEAST = np.array(np.finfo(np.float32).min, np.float32)
"""A score that becomes no weight, and stays a number where all scores are so."""
ONE_NODE = 23
"""The opset from which Attention is one."""


def attention(op: Attention, at: Lowering) -> str:
    """The one node, unless a mask may hide all keys, of which ONNX does not say what it gives."""
    if at.opset >= ONE_NODE and not op.mask:
        return _one(op, at)
    return _decomposed(op, at)


def _one(op: Attention, at: Lowering) -> str:
    seen = _seen(op, at, causal=False)
    extra = _bias(op, at)
    if seen and extra:
        extra = at.add("Where", seen, extra, at.build.constant(LEAST), suffix="masked")
    if extra or seen:
        extra = _for_each_pair(op, at, extra or seen)
    return at.add(
        "Attention",
        *at.inputs[:3],
        extra,
        q_num_heads=op.heads,
        kv_num_heads=op.shared_heads,
        is_causal=int(op.causal),
        scale=op.scaling(at.node.types[0]),
    )


def _for_each_pair(op: Attention, at: Lowering, extra: str) -> str:
    """A mask or bias that has both axes of places, since ONNX Runtime stretches neither."""
    queries, keys = at.node.types[0].shape[0], at.node.types[1].shape[0]
    if op.bias and at.node.types[op.places["bias"]].shape[-2:] == (queries, keys):
        return extra
    one = at.integers(1)
    sizes = at.add("Concat", one, one, at.extent(0, 1), at.extent(1, 1), suffix="pairs", axis=0)
    return at.add("Expand", extra, sizes, suffix="stretched")


def _decomposed(op: Attention, at: Lowering) -> str:
    names = ("queries", "keys", "values")
    heads = (op.heads, op.shared_heads, op.shared_heads)
    queries, keys, values = (
        _by_head(op, at, name, value, count)
        for name, value, count in zip(names, at.inputs, heads, strict=False)
    )
    root = np.array(op.scaling(at.node.types[0]), np.float32)
    scaled = at.add("Mul", queries, at.build.constant(root), suffix="scaled")
    turned = at.transposed(keys, (0, 1, 3, 2), "keys_turned")
    scores = at.add("MatMul", scaled, turned, suffix="scores")
    bias, seen = _bias(op, at), _seen(op, at, causal=op.causal)
    if bias:
        scores = at.add("Add", scores, bias, suffix="biased")
    if seen:
        scores = at.add("Where", seen, scores, at.build.constant(LEAST), suffix="masked")
    weights = at.add("Softmax", scores, suffix="weights", axis=-1)
    if op.mask:
        nothing = at.build.constant(np.array(0, np.float32))
        weights = at.add("Where", seen, weights, nothing, suffix="seen_weights")
    mean = at.add("MatMul", weights, values, suffix="mean")
    rows = at.transposed(mean, (0, 2, 1, 3), "by_row")
    return at.add("Reshape", rows, at.integers(0, 0, -1))


def _by_head(op: Attention, at: Lowering, name: str, value: str, heads: int) -> str:
    """`[N, T, heads * D]` as `[N, heads, T, D]`, heads that are shared once for each that reads them."""
    parts = at.add("Reshape", value, at.integers(0, 0, heads, -1), suffix=f"{name}_parts")
    if heads < op.heads:
        shared = op.heads // heads
        parts = at.add("Unsqueeze", parts, at.integers(3), suffix=f"{name}_shared")
        parts = at.add("Tile", parts, at.integers(1, 1, 1, shared, 1), suffix=f"{name}_repeated")
        parts = at.add("Reshape", parts, at.integers(0, 0, op.heads, -1), suffix=f"{name}_heads")
    return at.transposed(parts, (0, 2, 1, 3), name)


def _bias(op: Attention, at: Lowering) -> str:
    """The bias as `[N, heads, T, S]`, or with sizes 1; an empty name if there is none."""
    return _spread(op, at, "bias") if op.bias else ""


def _spread(op: Attention, at: Lowering, name: str) -> str:
    """What is given by name, its missing axes after the batch."""
    place = op.places[name]
    kind = at.node.types[place]
    missing = [*([] if kind.batched else [0]), *range(1, 4 - kind.rank)]
    if not missing:
        return at.inputs[place]
    return at.add("Unsqueeze", at.inputs[place], at.integers(*missing), suffix=name)


def _seen(op: Attention, at: Lowering, *, causal: bool) -> str:
    """Which pairs may be seen, to stretch over `[N, heads, T, S]`; an empty name if all."""
    found = [_spread(op, at, "mask")] if op.mask else []
    if op.lengths:
        places = at.counted(at.extent(1, 1), "key_places")
        lengths = at.inputs[op.places["lengths"]]
        axes = at.integers(*range(0 if not at.node.types[op.places["lengths"]].batched else 1, 4))
        ends = at.add("Unsqueeze", lengths, axes, suffix="ends")
        found.append(at.add("Less", places, ends, suffix="real"))
    if causal:
        places = at.counted(at.extent(0, 1))
        below = at.add("Unsqueeze", places, at.integers(1), suffix="query_places")
        found.append(at.add("GreaterOrEqual", below, places, suffix="before"))
    while len(found) > 1:
        found = [at.add("And", found[0], found[1], suffix="allowed"), *found[2:]]
    return found[0] if found else ""


def rotary(op: Rotary, at: Lowering) -> str:
    """Sines and cosines of the places, and halves that are turned."""
    x, kind = at.inputs[0], at.node.types[0]
    pairs = op.depth(kind) // 2
    speed = op.base ** (-np.arange(pairs) / pairs)
    places = at.counted(at.extent(0, 1))
    floats = at.add("Cast", places, suffix="floats", to=1)
    steps = at.add("Reshape", floats, at.integers(-1, 1, 1), suffix="steps")
    angle = at.add("Mul", steps, at.build.constant(speed.astype(np.float32)), suffix="angle")
    cos, sin = at.add("Cos", angle, suffix="cos"), at.add("Sin", angle, suffix="sin")
    parts = at.add("Reshape", x, at.integers(0, 0, op.heads, -1), suffix="heads")
    cuts = at.integers(pairs, pairs)
    first, second = at.add_several("Split", (parts, cuts), ("first", "second"), axis=-1)
    turned = [
        at.add(
            sign,
            at.add("Mul", a, cos, suffix="along"),
            at.add("Mul", b, sin, suffix="across"),
            suffix="turned",
        )
        for sign, a, b in (("Sub", first, second), ("Add", second, first))
    ]
    joined = at.add("Concat", *turned, suffix="joined", axis=-1)
    return at.add("Reshape", joined, at.integers(0, 0, -1))
