"""Follow several sequences at once in ONNX: what a Loop hands on from turn to turn of a beam search."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf

import numpy as np
from onnx import TensorProto

from tenet.backends.onnx.builder import Array
from tenet.backends.onnx.lowered import Lowering
from tenet.ops.loop import Generate
from tenet.types.tensor import DType, TensorType


def kinds(op: Generate) -> list[TensorType]:
    """The types of the decoder's tokens, what is said and its chances, who ended, and the scores."""
    places = TensorType(DType.I64, (op.beams, op.limit))
    chances = TensorType(DType.F32, (op.beams, op.limit, op.classes))
    return [
        places,
        places,
        chances,
        TensorType(DType.BOOL, (op.beams,)),
        TensorType(DType.F32, (op.beams,)),
    ]


def repeated(op: Generate, at: Lowering, rows: str) -> tuple[str, list[str]]:
    """How many rows there are with each as often as there are beams; and the inputs so."""
    beams = at.integers(op.beams)
    many = at.add("Mul", rows, beams, suffix="rows_by_beams")
    index = at.add("Div", at.counted(many, "sequences"), beams, suffix="row_of_each")
    inputs = zip(at.inputs, at.node.types, strict=True)
    return many, [
        at.add("Gather", x, index, suffix=f"repeated_{place}") if kind.batched else x
        for place, (x, kind) in enumerate(inputs)
    ]


def first(op: Generate, at: Lowering, rows: str, certain: Array) -> list[str]:
    """What is handed on before anything is said: of all sequences only one is possible."""
    sizes = [op.beams, op.limit, certain.shape[1]]
    shapes = [
        at.add("Concat", rows, at.integers(*sizes[:rank]), suffix=f"rows_by_{rank}", axis=0)
        for rank in (1, 2, 3)
    ]
    numbers = [np.array(n or 0, np.int64) for n in (op.start, op.end)]
    score = np.array([[0.0, *[-inf] * (op.beams - 1)]], np.float32)
    return [
        at.add("Expand", at.build.constant(numbers[0]), shapes[1], suffix="starts"),
        at.add("Expand", at.build.constant(numbers[1]), shapes[1], suffix="ends"),
        at.add("Expand", at.build.constant(certain), shapes[2], suffix="certain"),
        at.add("Expand", at.build.constant(np.array(np.bool_(0))), shapes[0], suffix="none_ended"),
        at.add("Expand", at.build.constant(score), shapes[0], suffix="first_score"),
    ]


def later(  # what is handed on has so many parts
    op: Generate, at: Lowering, chances: str, place: str, state: Sequence[str], certain: Array
) -> list[str]:
    """What is handed on after a place, given the distribution there of every sequence."""
    tokens, said, seen, ended, score = state
    classes, last = certain.shape[1], at.integers(-1)
    chances = at.add("Reshape", chances, at.integers(-1, op.beams, classes), suffix="by_beam")
    if op.end is not None:
        over = at.add("Unsqueeze", ended, last, suffix="ended_spread")
        chances = at.add("Where", over, at.build.constant(certain), chances, suffix="sure")
    score, beam, token = _chosen(op, at, chances, score, classes)
    if op.end is not None:
        counted = at.add("Cast", ended, suffix="ended_count", to=TensorProto.INT64)
        before = _of_beam(at, beam, counted, [], "ended")
        over = at.add("Equal", token, at.build.constant(np.array(op.end, np.int64)), suffix="over")
        known = at.add("Cast", before, suffix="ended_before", to=TensorProto.BOOL)
        ended = at.add("Or", known, over, suffix="ended_now")
    length = at.add("Add", place, at.build.constant(np.array(1, np.int64)), suffix="length")
    places = at.integers(*range(op.limit))
    here = at.add("Equal", places, place, suffix="here")
    there = at.add("Equal", places, length, suffix="there")
    rows = at.add("Unsqueeze", here, last, suffix="here_spread")
    column = at.add("Unsqueeze", token, last, suffix="token_spread")
    deep = _of_beam(at, beam, chances, [classes], "chances")
    deep = at.add("Unsqueeze", deep, at.integers(2), suffix="chances_spread")
    olds = [
        _of_beam(at, beam, x, sizes, name)
        for x, sizes, name in (
            (tokens, [op.limit], "tokens"),
            (said, [op.limit], "said"),
            (seen, [op.limit, classes], "seen"),
        )
    ]
    return [
        at.add("Where", there, column, olds[0], suffix="tokens_now"),
        at.add("Where", here, column, olds[1], suffix="said_now"),
        at.add("Where", rows, deep, olds[2], suffix="seen_now"),
        ended,
        score,
    ]


def _chosen(
    op: Generate, at: Lowering, chances: str, score: str, classes: int
) -> tuple[str, str, str]:
    """The best scores, and for each which sequence goes on with which token."""
    worth = at.add("Log", chances, suffix="log_chances")
    before = at.add("Unsqueeze", score, at.integers(-1), suffix="before")
    total = at.add("Add", before, worth, suffix="total")
    flat = at.add("Reshape", total, at.integers(-1, op.beams * classes), suffix="totals")
    score, best = at.add_several("TopK", (flat, at.integers(op.beams)), ("score", "best"), axis=1)
    width = at.build.constant(np.array(classes, np.int64))
    beam = at.add("Div", best, width, suffix="beam")
    return score, beam, at.add("Mod", best, width, suffix="token")


def _of_beam(at: Lowering, beam: str, x: str, sizes: Sequence[int], name: str) -> str:
    """What the chosen sequences had."""
    if sizes:
        axes = at.integers(*range(2, 2 + len(sizes)))
        spread = at.add("Unsqueeze", beam, axes, suffix=f"beam_of_{name}")
        beam = at.add("Expand", spread, at.integers(1, 1, *sizes), suffix=f"beams_of_{name}")
    return at.add("GatherElements", x, beam, suffix=f"{name}_of_beam", axis=1)


def best(at: Lowering, made: Sequence[str]) -> tuple[str, str]:
    """What is said by the likeliest sequence, and its distributions."""
    zero = at.build.constant(np.array(0, np.int64))
    said = at.add("Gather", made[1], zero, suffix="best", axis=1)
    return said, at.add("Gather", made[2], zero, suffix="best_probability", axis=1)
