"""Loops in ONNX: its own Scan and Loop, around a graph that reads the weights of the one around it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from onnx import GraphProto, TensorProto, ValueInfoProto, helper

from tenet.backends.onnx import beams
from tenet.backends.onnx.builder import Array
from tenet.backends.onnx.lowered import Lowering
from tenet.backends.onnx.nodes import ELEMENT, lower_nodes, value_info
from tenet.ir.body import Body, body_of
from tenet.ops.loop import Generate, Scan
from tenet.types.tensor import DType, TensorType


def scan(op: Scan, at: Lowering) -> tuple[str, ...]:
    """Scan, along the first axis of the sequence; a counted place tells whether a row goes on."""
    x, states, further, lengths, sizes = op.divided(at.inputs)
    body, kinds = _body(op), op.divided(at.node.types)
    sequence = at.transposed(x, (1, 0, *range(2, 1 + kinds[0].rank)), "places_first")
    begun = [_in_rows(at, s, kind, x) for s, kind in zip(states, kinds[1], strict=True)]
    runs = [sequence] if lengths is None else [at.counted(at.extent(0, 1)), sequence]
    start = len(at.build.nodes)
    place = at.build.fresh(f"{at.node.path}.place")
    carried = [at.build.fresh(f"{at.node.path}.state") for _ in states]
    given = dict(zip(body.graph.inputs, (place, *carried, *further, *sizes), strict=True))
    results = [*lower_nodes(body.graph, at.weights, at.build, given).values()]
    kind, *later = body.gives
    declared = [value_info(n, k) for n, k in zip(carried, later, strict=True)]
    if lengths is not None:
        count = at.build.fresh(f"{at.node.path}.count")
        declared.append(helper.make_tensor_value_info(count, TensorProto.INT64, []))
        real = at.add("Less", count, lengths, suffix="real")
        element = helper.tensor_dtype_to_np_dtype(ELEMENT[kind.dtype])
        kept = [at.build.constant(np.zeros((), element)), *carried]
        triples = zip(results, kept, body.gives, strict=True)
        results = [_where(at, real, new, old, k) for new, old, k in triples]
    declared.append(value_info(place, body.takes[0]))
    ends = [*zip(results[1:], later, strict=True), (results[0], kind)]
    names = (*("last" for _ in states), "outputs")
    *last, outputs = at.add_several(
        "Scan",
        (*begun, *runs),
        names,
        body=_graph(at, start, declared, ends),
        num_scan_inputs=len(runs),
    )
    return at.transposed(outputs, (1, 0, *range(2, 2 + kind.rank)), ""), *last


def _body(op: Scan | Generate) -> Body:
    body = body_of(op)
    assert body is not None
    return body


def _in_rows(at: Lowering, value: str, kind: TensorType, x: str) -> str:
    """A value for each row, where it is the same for all."""
    if kind.batched:
        return value
    rows = at.add("Shape", x, suffix="rows", start=0, end=1)
    whole = at.add("Concat", rows, at.add("Shape", value, suffix="size"), suffix="sizes", axis=0)
    return at.add("Expand", value, whole, suffix="first")


def _where(at: Lowering, real: str, new: str, old: str, kind: TensorType) -> str:
    """The new value of rows that go on, and the old one of others."""
    axes = at.integers(*range(1, 1 + kind.rank))
    spread = at.add("Unsqueeze", real, axes, suffix="real_spread") if kind.rank else real
    return at.add("Where", spread, new, old, suffix="kept")


def _graph(
    at: Lowering,
    start: int,
    inputs: Sequence[ValueInfoProto],
    results: Sequence[tuple[str, TensorType]],
) -> GraphProto:
    """The graph of what was added from a node on; each result has a name of its own."""
    outputs = []
    for value, kind in results:
        name = at.build.fresh(f"{at.node.path}.result")
        at.build.nodes.append(helper.make_node("Identity", [value], [name], name=name))
        outputs.append(value_info(name, kind))
    return helper.make_graph(at.build.take(start), at.node.path, inputs, outputs)


def generate(op: Generate, at: Lowering) -> tuple[str, ...]:
    """Loop: the decoder on room for all tokens, the later ones told as padding, until all rows ended."""
    batched = next(i for i, kind in enumerate(at.node.types) if kind.batched)
    rows = at.add("Shape", at.inputs[batched], suffix="rows", start=0, end=1)
    certain, several = _certain(op), op.beams > 1
    kinds = beams.kinds(op) if several else _kinds(op)
    first = (beams.first if several else _first)(op, at, rows, certain)
    many, inputs = beams.repeated(op, at, rows) if several else (rows, [*at.inputs])
    start = len(at.build.nodes)
    words = ("place", "going", "tokens", "said", "chances", "ended", "score")
    place, going, *state = (at.build.fresh(f"{at.node.path}.{w}") for w in words[: 2 + len(kinds)])
    chances = _distribution(op, at, (many, place, state[0]), inputs)
    later = (beams.later if several else _later)(op, at, chances, place, state, certain)
    over = going if op.end is None else _goes_on(at, later[3], [0, 1] if several else [0])
    declared = [
        helper.make_tensor_value_info(place, TensorProto.INT64, []),
        helper.make_tensor_value_info(going, TensorProto.BOOL, []),
        *(value_info(name, kind) for name, kind in zip(state, kinds, strict=True)),
    ]
    flag = TensorType(DType.BOOL, (), batched=False)
    ends = [(over, flag), *zip(later, kinds, strict=True)]
    turns, go = (at.build.constant(np.array(v)) for v in (np.int64(op.limit), np.bool_(1)))
    made = at.add_several(
        "Loop",
        (turns, go, *first),
        ("all", "said", "probability", "all_ended", "scores")[: len(kinds)],
        body=_graph(at, start, declared, ends),
    )
    return beams.best(at, made) if several else (made[1], made[2])


def _kinds(op: Generate) -> list[TensorType]:
    """The types of what is handed on: the decoder's tokens, what is said and its chances, who ended."""
    places = TensorType(DType.I64, (op.limit,))
    chances = TensorType(DType.F32, (op.limit, op.classes))
    return [places, places, chances, TensorType(DType.BOOL, ())]


def _certain(op: Generate) -> Array:
    """The distribution after the end; zeros, if there is none."""
    assert isinstance(op.classes, int)
    certain = np.zeros((1, op.classes), np.float32)
    if isinstance(op.end, int):
        certain[0, op.end] = 1
    return certain


def _first(op: Generate, at: Lowering, rows: str, certain: Array) -> list[str]:
    """What is handed on before anything is said: starts, ends, their distributions, and that none has ended."""
    wide = at.add("Concat", rows, at.integers(op.limit), suffix="rows_by_places", axis=0)
    sizes = at.integers(op.limit, certain.shape[1])
    deep = at.add("Concat", rows, sizes, suffix="rows_by_places_by_tokens", axis=0)
    start, end = (at.build.constant(np.array(n or 0, np.int64)) for n in (op.start, op.end))
    return [
        at.add("Expand", start, wide, suffix="starts"),
        at.add("Expand", end, wide, suffix="ends"),
        at.add("Expand", at.build.constant(certain), deep, suffix="certain"),
        at.add("Expand", at.build.constant(np.array(np.bool_(0))), rows, suffix="none_ended"),
    ]


def _distribution(
    op: Generate, at: Lowering, known: tuple[str, str, str], inputs: Sequence[str]
) -> str:
    """The distribution of the token at a place, of what is known: how many rows, the place, the tokens."""
    rows, place, tokens = known
    body = _body(op)
    length = at.add("Add", place, at.build.constant(np.array(1, np.int64)), suffix="length")
    further = inputs[: len(inputs) - len(op.sizes)]
    told = dict(zip(op.sizes, inputs[len(further) :], strict=True))
    told[op.prefix] = at.add("Expand", length, rows, suffix="lengths")
    if op.beams > 1:
        tokens = at.add("Reshape", tokens, at.integers(-1, op.limit), suffix="sequences")
    given = (tokens, *further, *(told[name] for name in body.lengths))
    named = dict(zip(body.graph.inputs, given, strict=True))
    (made,) = lower_nodes(body.graph, at.weights, at.build, named).values()
    return at.add("Gather", made, place, suffix="chances_here", axis=1)


def _later(  # what is handed on has so many parts
    op: Generate, at: Lowering, chances: str, place: str, state: Sequence[str], certain: Array
) -> list[str]:
    """What is handed on after a place, given the distribution there."""
    tokens, said, seen, ended = state
    column, sampled = at.integers(1), op.choose == "sampled"
    if sampled:
        logarithm = at.add("Log", chances, suffix="log_chances")
        cooled = at.add("Div", logarithm, at.number(op.temperature), suffix="cooled")
        chances = at.add("Softmax", cooled, suffix="tempered", axis=-1)
    if op.end is not None:
        over = at.add("Unsqueeze", ended, column, suffix="ended_spread")
        chances = at.add("Where", over, at.build.constant(certain), chances, suffix="sure")
    score = _noisy(at, chances) if sampled else chances
    token = at.add("ArgMax", score, suffix="token", axis=1, keepdims=0)
    if op.end is not None:
        last = at.add("Equal", token, at.build.constant(np.array(op.end, np.int64)), suffix="last")
        ended = at.add("Or", ended, last, suffix="ended_now")
    spread = at.add("Unsqueeze", token, column, suffix="token_spread")
    places = at.integers(*range(op.limit))
    here = at.add("Equal", places, place, suffix="here")
    next_ = at.add("Add", place, at.build.constant(np.array(1, np.int64)), suffix="length")
    there = at.add("Equal", places, next_, suffix="there")
    rows = at.add("Unsqueeze", here, column, suffix="here_spread")
    deep = at.add("Unsqueeze", chances, column, suffix="chances_spread")
    return [
        at.add("Where", there, spread, tokens, suffix="tokens_now"),
        at.add("Where", here, spread, said, suffix="said_now"),
        at.add("Where", rows, deep, seen, suffix="seen_now"),
        ended,
    ]


def _noisy(at: Lowering, chances: str) -> str:
    """Scores of which the largest is drawn from a distribution: Gumbel noise on its logarithm."""
    drawn = at.add("RandomUniformLike", chances, suffix="uniform", dtype=TensorProto.FLOAT)
    waits = at.add("Neg", at.add("Log", drawn, suffix="log_uniform"), suffix="waits")
    logarithm = at.add("Log", chances, suffix="log_tempered")
    return at.add("Sub", logarithm, at.add("Log", waits, suffix="log_waits"), suffix="noisy")


def _goes_on(at: Lowering, ended: str, axes: list[int]) -> str:
    """Whether any row has not ended."""
    left = at.add("Cast", at.add("Not", ended, suffix="left"), suffix="count", to=TensorProto.INT32)
    most = at.reduced("ReduceMax", left, axes, keep=False, suffix="most")
    return at.add("Cast", most, suffix="goes_on", to=TensorProto.BOOL)
