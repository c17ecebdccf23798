"""Loops that run mean what their turns mean one by one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jax
import numpy as np
import pytest
import torch
from tests.ops.conftest import Compiled, graph_of

from tenet.backends.program import Graphs
from tenet.backends.torch.running import emitted
from tenet.elaborate.experiment import elaborate
from tenet.source import Source
from tenet.types.dim import names

Compile = Callable[[str], Any]
pytestmark = pytest.mark.target


def other(network: Compiled, text: str) -> Compiled:
    """The network of a text that learned the same parameters, with the same numbers."""
    found = Compiled(graph_of(text, strictly=True))
    learned = {path: p.shape for path, p in found.graph.parameters.items()}
    assert learned == {path: p.shape for path, p in network.graph.parameters.items()}
    found.weights = network.weights
    return found


# ── scan ─────────────────────────────────────────────────────────────────────────────────────

CELL = """
block cell(x, h, c; width) {
    i, f, g, o = (x, h) -> concat -> dense(4 * width) -> split(4)
    c = (f -> sigmoid) * c + (i -> sigmoid) * (g -> tanh)
    return (o -> sigmoid) * (c -> tanh), c
}
"""
HEAD = "network(x: f32[T, 3], h: f32[4], c: f32[4]) -> y, z, last {"


def test_a_cell_by_hand_is_the_lstm() -> None:
    by_hand = Compiled(
        graph_of(
            f"{HEAD} y, z, last = x -> scan(cell(4), initial=(h, c)) }}\n{CELL}", strictly=True
        )
    )
    built_in = Compiled(
        graph_of(f"{HEAD} y, z, last = x -> lstm(4, initial=(h, c)) }}", strictly=True)
    )
    known = built_in.weights
    pair = (known["lstm.weight_ih_l0"], known["lstm.weight_hh_l0"])
    by_hand.weights = {
        "scan.cell.dense.weight": np.concatenate(pair, axis=1),
        "scan.cell.dense.bias": known["lstm.bias_ih_l0"] + known["lstm.bias_hh_l0"],
    }
    inputs = by_hand.inputs(3)

    for ours, theirs in zip(by_hand.assert_agree(inputs), built_in.torch(inputs), strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=0, atol=1e-6)


SHARED = """
block cell(x, h; width) {
    h = (x, h) -> concat -> dense(width) -> tanh
    return 2 * h, h
}
"""


def test_a_scan_is_the_loop_unrolled() -> None:
    head = "network(x: f32[4, 3], h: f32[5]) -> y, h {\n shared step = cell(5)\n"
    run = Compiled(
        graph_of(f"{head} y, h = x -> scan(step, initial=h) }}\n{SHARED}", strictly=True)
    )
    body = " all = []\n for t in 0..3 {\n  y, h = (x[t], h) -> step\n  all = all + [y]\n }\n"
    unrolled = other(run, f"{head}{body} y = all -> stack(axis=0) }}\n{SHARED}")
    inputs = run.inputs(3)

    for ours, theirs in zip(run.assert_agree(inputs), unrolled.torch(inputs), strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=0, atol=1e-6)


@pytest.mark.parametrize(
    "text",
    [
        # a state that is the same for all rows at first, and is learned
        (
            "network(x: f32[5, 3]) -> y { y = x -> scan(cell, initial=parameter([4])) }\n"
            "block cell(x, h) { return (x, h) -> concat -> dense(4) -> tanh }"
        ),
        # an operation, a state of another shape, whole numbers
        "network(x: i32[T, 2] in 0..3, n: i32[2] in 0..1) -> y, z { y, z = x -> scan(add, initial=n) }",
        # a composition, images, a shared layer used before
        (
            "network(x: f32[3, 2, 4, 4]) -> y { shared c = conv(2, 3) -> relu\n"
            " first = x[0] -> c\n y = (x -> scan(c)) + (first -> reshape(1, 2, 4, 4)) }"
        ),
        # inside a block, twice, and inside itself
        (
            "network(x: f32[4, T, 3]) -> y { y = (x -> outer) + (x -> outer) }\n"
            "block outer(x) { return x -> scan(inner) }\n"
            "block inner(x) { y, z = x -> scan(cell, initial=x[0])\n return z + (y -> mean(axis=0)) }\n"
            "block cell(x, h) { return x + 0.5 * h }"
        ),
        # a condition, a loop while compiling, and parameters of its own and of others
        (
            "network(x: f32[T, 3], h: f32[4]) -> y { shared head = dense(4)\n"
            " a, h = x -> scan(cell(head), initial=h)\n y = (h -> head) + (a -> last) }\n"
            "block cell(x, h; head) { h = h + (x -> dense(4))\n repeat 2 { h = h -> tanh -> head }\n return h }"
        ),
    ],
)
def test_scans_agree(compiled: Compile, text: str) -> None:
    network = compiled(text)

    for rows in (1, 3):
        network.assert_agree(network.inputs(rows, seed=rows))


# ── generate ─────────────────────────────────────────────────────────────────────────────────

SEQ2SEQ = """
block decode(tokens, memory, hidden, cell; classes, width) {
    h = tokens -> embedding(width, rows=classes) -> lstm(width, initial=(hidden, cell))
    weight  = matmul(h -> dense(width, bias=false), memory -> permute(1, 0)) -> softmax
    context = matmul(weight, memory)
    return 5 * ((h, context) -> concat -> dense(width) -> tanh) -> dense(classes) -> softmax
}
"""
TRANSFORMER = """
block decode(tokens: i64[T], memory; classes, width) {
    x = 9 * (tokens -> embedding(width, rows=classes)) + (arange(T) -> embedding(width, rows=9))
    x = x + (x -> layer_norm -> self_attention(2, causal=true)) -> dropout
    x = x + (x -> cross_attention(memory, heads=2))
    x = x + (x -> layer_norm -> dense(2 * width) -> gelu -> dense(width))
    return 5 * (x -> layer_norm) -> dense(classes) -> softmax
}
"""
LSTM_INPUTS = (
    "human: i64[S] in 0..9",
    "memory, hidden, cell = human -> embedding(6) -> lstm(6)\n shared decoder = decode(7, 6)",
    "memory, hidden, cell",
    SEQ2SEQ,
)
ATTENTION_INPUTS = (
    "human: f32[S, 4]",
    "memory = human -> dense(4)\n shared decoder = decode(7, 4)",
    "memory",
    TRANSFORMER,
)
DECODERS = {"lstm": LSTM_INPUTS, "transformer": ATTENTION_INPUTS}


def generating(parts: tuple[str, ...], settings: str) -> Compiled:
    """A network that generates."""
    inputs, body, given, blocks = parts
    made = f"answer, probability = ({given}) -> generate(decoder, {settings})"
    text = f"network({inputs}) -> answer, probability {{\n {body}\n {made}\n}}\n{blocks}"
    network = Compiled(graph_of(text, strictly=True))
    for path in network.weights:
        if "embedding" in path:  # as small as they start, all tokens would be much the same
            network.weights[path] = 40 * network.weights[path]
    return network


def judging(network: Compiled, parts: tuple[str, ...]) -> Callable[..., Any]:
    """The distributions of the same decoder after given tokens, by the emitted PyTorch."""
    inputs, body, given, blocks = parts
    text = (
        f"network({inputs}, tokens: i64[P] in 0..6) -> probability {{\n {body}\n"
        f" probability = decoder(tokens, {given})\n}}\n{blocks}"
    )
    made = other(network, text)

    def run(arrays: dict[str, Any], tokens: Any) -> Any:
        rows, count = tokens.shape
        given = {**arrays, "tokens": tokens, "P": np.full(rows, count)}
        return made.torch({name: given[name] for name in made.graph.inputs})[0][:, -1]

    return run


def by_prefixes(
    run: Callable[..., Any], arrays: dict[str, Any], start: int, end: int | None, limit: int
) -> tuple[Any, Any]:
    """What greedy generation means: the likeliest token after each prefix."""
    rows = len(next(iter(arrays.values())))
    tokens, chances = np.full((rows, 1), start), []
    ended = np.zeros(rows, bool)
    for _ in range(limit):
        made = run(arrays, tokens)
        if end is not None:
            made = np.where(ended[:, None], np.eye(made.shape[1])[end], made)
        token = made.argmax(1)
        ended |= token == end
        tokens = np.concatenate((tokens, token[:, None]), 1)
        chances.append(made)
    return tokens[:, 1:], np.stack(chances, 1)


@pytest.mark.parametrize("parts", DECODERS.values(), ids=DECODERS)
@pytest.mark.parametrize("end", [None, 2, 4])
def test_greedy_generation_is_a_loop_over_prefixes(parts: tuple[str, ...], end: int | None) -> None:
    network = generating(parts, f"start=1, limit=8{'' if end is None else f', end={end}'}")
    arrays = network.inputs(6, seed=3)

    answer, probability = network.assert_agree(arrays)
    tokens, chances = by_prefixes(judging(network, parts), arrays, 1, end, 8)

    np.testing.assert_array_equal(answer, tokens)
    np.testing.assert_allclose(probability, chances, rtol=0, atol=1e-5)
    assert len({*answer.ravel()}) > 1


def best_of(
    run: Callable[..., Any],
    arrays: dict[str, Any],
    start: int,
    end: int | None,
    sizes: tuple[int, int],
) -> Any:
    """What beam search means, for the one row: its best sequence."""
    beams, limit = sizes
    kept: list[tuple[float, list[int]]] = [(0.0, [start])]
    for _ in range(limit):
        found: list[tuple[float, list[int]]] = []
        for score, tokens in kept:
            if end is not None and end in tokens[1:]:
                found.append((score, [*tokens, end]))
                continue
            made = np.log(run(arrays, np.array([tokens]))[0])
            found += [(score + float(p), [*tokens, i]) for i, p in enumerate(made)]
        kept = sorted(found, key=lambda pair: -pair[0])[:beams]
    return kept[0][1][1:]


@pytest.mark.parametrize("parts", DECODERS.values(), ids=DECODERS)
@pytest.mark.parametrize("end", [None, 4])
def test_beams_follow_the_likeliest_sequences(parts: tuple[str, ...], end: int | None) -> None:
    settings = f"start=1, limit=5, beams=3{'' if end is None else f', end={end}'}"
    network = generating(parts, settings)
    arrays = network.inputs(4, seed=5)
    run = judging(network, parts)

    with np.errstate(divide="ignore"):  # what cannot be has a logarithm of minus infinity
        ours = network.assert_agree(arrays)

    for row, tokens in enumerate(ours[0]):
        alone = {name: array[row : row + 1] for name, array in arrays.items()}
        real = {name: int(alone[name][0]) for name in alone if name == "S"}
        for name, value in network.graph.inputs.items():
            if value.type.shape and names(value.type.shape[0]) & real.keys():
                alone[name] = alone[name][:, : real["S"]]
        assert [*tokens] == best_of(run, alone, 1, end, (3, 5))


def test_one_beam_is_greedy() -> None:
    parts = DECODERS["lstm"]
    one = generating(parts, "start=1, end=2, limit=5, beams=1")
    greedy = generating(parts, "start=1, end=2, limit=5")

    arrays = one.inputs(3)
    for ours, theirs in zip(one.torch(arrays), greedy.torch(arrays), strict=True):
        np.testing.assert_array_equal(ours, theirs)


def test_sampling_draws_from_the_distributions() -> None:
    parts = DECODERS["lstm"]
    network = generating(parts, "start=1, end=2, limit=6, choose=sampled, temperature=2")
    arrays = network.inputs(64)
    run = judging(network, parts)
    torch.manual_seed(1)

    for tokens, chances in (network.torch(arrays), network.jax(arrays), network.runtime(arrays)):
        before = np.concatenate((np.full((64, 1), 1), tokens), 1)
        expected = np.log(run(arrays, before[:, :3])) / 2
        expected = np.exp(expected) / np.exp(expected).sum(1, keepdims=True)
        going = (tokens[:, :2] != 2).all(1)
        np.testing.assert_allclose(chances[going, 2], expected[going], rtol=0, atol=1e-5)
        drawn = np.take_along_axis(chances, tokens[..., None].astype(int), 2)
        assert drawn.min() > 0
        assert (tokens != chances.argmax(2)).any()
        after = (before[:, 1:-1] == 2).cumsum(1) > 0
        assert (tokens[:, 1:][after] == 2).all()


def test_a_key_is_asked_for() -> None:
    network = generating(DECODERS["lstm"], "limit=3, choose=sampled")
    params, state = network.parts({k: jax.numpy.array(v) for k, v in network.weights.items()})

    with pytest.raises(ValueError, match="needs a key"):
        network.functions.forward(params, state, *map(jax.numpy.array, network.inputs(2).values()))


def test_sampling_draws_as_often_as_it_should() -> None:
    text = (
        "network(x: f32[3] in 0..1) -> y, p { y, p = x -> generate(decode, limit=1, choose=sampled) }\n"
        "block decode(t, x) { return (0 * (t -> embedding(3, rows=3))) + (x -> reshape(1, 3)) -> softmax }"
    )
    network = Compiled(graph_of(text, strictly=True))
    arrays = {"x": np.tile(np.array([[0.0, 0.5, 1.0]], np.float32), (20_000, 1))}
    torch.manual_seed(2)

    for tokens, chances in (network.torch(arrays), network.jax(arrays), network.runtime(arrays)):
        share = np.bincount(tokens[:, 0].astype(int), minlength=3) / len(tokens)
        np.testing.assert_allclose(share, chances[0, 0], rtol=0, atol=0.015)


TEACHER = """
network(human: i64[S] in 0..30, iso: i64[T] in 0..13 = none) -> probability, answer {
    memory, hidden, cell = human -> embedding(8) -> lstm(8)
    shared decoder = decode(14, 8)
    if iso != none {
        probability = decoder(iso[..-2], memory, hidden, cell)
        answer = probability -> argmax
    } else {
        answer, probability = (memory, hidden, cell) -> generate(decoder, start=1, end=2, limit=12)
    }
}
"""


def test_teacher_forcing_and_generation_share_parameters() -> None:
    found = elaborate(Source("seq2seq.tenet", TEACHER + SEQ2SEQ))

    assert [d.message for d in found.diagnostics] == []
    network = found.sound().network
    assert network is not None
    assert "decoder.lstm.weight_hh_l0" in network.parameters
    probability, answer = Compiled(network).assert_agree(Compiled(network).inputs(2))
    assert (probability.shape, answer.shape) == ((2, 12, 14), (2, 12))


def test_a_decoder_that_training_never_moves_is_refused() -> None:
    text = (
        "network(x: f32[4], y: i64[T] in 0..4 = none) -> p {\n"
        " if y != none { p = y -> embedding(5) -> softmax }\n"
        " else { _, p = x -> generate(decode, limit=3) }\n}\n"
        "block decode(tokens, x) { return tokens -> embedding(4, rows=5) -> dense(5) -> softmax }"
    )
    found = elaborate(Source("example.tenet", text))

    assert {d.rule.code for d in found.diagnostics} >= {"BLK006"}


def test_emitted_source_names_what_runs() -> None:
    network = generating(DECODERS["lstm"], "limit=3")
    module, name = emitted(Graphs(network.graph))

    assert hasattr(getattr(module, name), "generate_decoder")
