"""Inputs far from zero, or far apart, that nothing brings to one scale."""

from __future__ import annotations

from collections.abc import Iterator
from math import hypot, isfinite, sqrt

from tenet.data.profile import FieldProfile, Profile
from tenet.diagnostics import Diagnostic
from tenet.ir.graph import Node, Value
from tenet.lint.case import Case
from tenet.lint.mend import SAFE, prepare
from tenet.lint.practice import Practice, Sample
from tenet.lint.samples import classifier, network

RAW = {"x": 'columns("x*")'}
LARGE = FieldProfile(low=0.0, high=4254.0, mean=106.4, std=333.3)
RULE = Practice(
    code="DAT005",
    name="unscaled-input",
    reason="Numbers of ten or a thousand enter a layer as they are.",
    why=(
        "Weights start at a size that keeps inputs of about one in scale; an input of 100 makes the first"
        " layer's gradients 100 times as large as the others', and no rate suits both. Inputs of"
        " different scales make the loss a long valley. A batch norm before the first layer does"
        " the same as scaling."
    ),
    source="LeCun et al. (1998), Efficient BackProp, sec. 4.3",
    bad=(
        Sample(
            network("x: f32[3, 32, 32] in 0..255", "y = x -> conv(8, 3) -> relu"),
            at="«x»: f32[3, 32, 32]",
        ),
        Sample(
            network("x: i64[3, 32, 32] in 0..255", "y = x -> cast(f32) -> conv(8, 3) -> relu"),
            at="«x»: i64[3, 32, 32]",
        ),
        Sample(
            classifier(
                "y = x -> dense(64, bias=false) -> batch_norm -> relu -> dense(3) -> softmax",
                data=RAW,
            ),
            at="«x»: f32[20]",
            profile=Profile(rows=4000, train=2800, fields={"x": LARGE}),
        ),
    ),
    good=(
        Sample(network("x: f32[3, 32, 32] in 0..1", "y = x -> conv(8, 3) -> relu")),
        Sample(
            network(
                "x: f32[T, 3] in 0..1, n: i64 in 1..7", "y = x -> lstm(4, lengths=n) -> dense(2)"
            )
        ),
        Sample(network("x: i64[12] in 0..999", "y = x -> embedding(8) -> flatten -> dense(4)")),
        Sample(network("x: f32[1, 8, 8] in 0..16", "y = x -> conv(8, 3) -> relu")),
        Sample(network("x: f32[3, 32, 32] in 0..255", "y = (x / 255) -> conv(8, 3) -> relu")),
        Sample(network("x: f32[8] in 0..255", "y = x -> batch_norm -> dense(4)")),
        Sample(
            classifier(data=RAW),
            profile=Profile(
                rows=4000,
                train=2800,
                fields={"x": FieldProfile(low=-1.0, high=9.0, mean=1.0, std=2.0)},
            ),
        ),
    ),
)
FAR = 10
"""The root mean square that inputs may have, as measured or of all numbers of a promised range alike."""
CARRYING = (
    "cast",
    "dropout",
    "max_pool",
    "avg_pool",
    "noise",
    "resize",
    "flip",
    "flatten",
    "reshape",
    "permute",
    "unsqueeze",
    "squeeze",
    "concat",
    "crop",
    "pad",
    "patches",
)


def find(case: Case) -> Iterator[Diagnostic]:
    """An input that reaches a layer with all of its range, where that is wide."""
    for name, value in case.graph.inputs.items():
        size, said, promised = _wide(case, name, value)
        layer = _reached(case, case.source(value), size) if size >= FAR else None
        if layer is not None:
            yield RULE.at(
                case.source(value).span,
                f"`{name}` {said}, and enters `{layer.path}` as it is",
                help="scale it in `data`, with `standardize` or `min_max`; the exported model does the same",
                labels=(case.label(layer, "it enters this layer"),),
                fix=None if promised else prepare(case, name, "standardize", SAFE),
            )


def _wide(case: Case, name: str, value: Value) -> tuple[float, str, bool]:
    """The root mean square of an input, in words where it lies, and whether that is promised."""
    reach, seen = value.type.range, case.seen(name)
    width = reach.high - reach.low
    if isfinite(width):
        size = hypot((reach.low + reach.high) / 2, width / sqrt(12))
        return size, f"lies in {reach.low:g}..{reach.high:g}", True
    if case.scaling(name) is not None or seen is None or seen.mean is None or seen.std is None:
        return 0.0, "", False
    said = f"lies in {seen.low:g}..{seen.high:g}, with a mean of {seen.mean:.3g}"
    return hypot(seen.mean, seen.std), said, False


def _reached(case: Case, node: Node, size: float) -> Node | None:
    """The first layer that an input enters as large as it is, or nearly."""
    pending, seen = [(node, size)], set[int]()
    while pending:
        at, size = pending.pop(0)
        for reader in case.readers(at):
            if case.is_layer(reader) and at.output.type.dtype.is_float:  # else a length, an index
                return reader
            size_then = size * _factor(case, reader)
            if size_then >= FAR and reader.output.number not in seen:
                seen.add(reader.output.number)
                pending.append((reader, size_then))
    return None


def _factor(case: Case, node: Node) -> float:
    """What a node multiplies its first input by; 0 where it changes it otherwise."""
    if node.op.term() in CARRYING:
        return 1.0
    if node.op.term() not in {"mul", "div"}:
        return 0.0
    others = [case.source(value).op for value in node.inputs]
    init = getattr(others[1], "init", None)
    if others[1].term() == "parameter" and getattr(init, "term", str)() == "ones":
        return 1.0
    value: float = abs(getattr(others[1], "value", 0.0))
    return value if node.op.term() == "mul" or not value else 1 / value
