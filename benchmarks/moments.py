"""Predicted moments against measured ones, of networks at their first weights.

    .venv/bin/python benchmarks/moments.py             # the table of docs/reference/moments.md
    .venv/bin/python benchmarks/moments.py --quick     # fewer networks and seeds, a minute
    .venv/bin/python benchmarks/moments.py --only cnn  # one setting
    .venv/bin/python benchmarks/moments.py --worst     # and where prediction and measurement differ most

Each network is a Tenet text; Tenet draws its weights, PyTorch runs the emitted module in the mode of
training, on data as the prediction assumes it. The error is that of one prediction against one seed;
the bias that against the mean over seeds; covered is how often a seed lies in the interval of 95 %.
"""

from __future__ import annotations

import argparse
import math
import random
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch

from tenet.analysis.moments import Moment, moments
from tenet.analysis.moments.sources import PIXELS, STEPS
from tenet.backends.program import Graphs
from tenet.backends.torch.running import emitted
from tenet.elaborate.experiment import elaborate
from tenet.frozen import replace
from tenet.ir.graph import Graph, Node, Value
from tenet.ops.source import Constant, Input, Parameter, Tied
from tenet.passes.pipeline import SOURCE, run
from tenet.source import Source
from tenet.train.weights import draw_weights
from tenet.types.tensor import TensorType

ACTIVATIONS = (
    "relu", "leaky_relu", "prelu", "elu", "selu", "celu", "gelu", "silu", "mish", "softplus",
    "sigmoid", "tanh", "softsign", "hard_tanh", "hard_swish", "relu6",
)  # fmt: skip
INITIALISERS = (
    "he_normal", "he_uniform", "xavier_normal", "xavier_uniform", "lecun_normal", "lecun_uniform",
    "orthogonal",
)  # fmt: skip
MOST = 40
"""At most so many values of a network are looked at, evenly along it."""


Row = tuple[str, float, float, float, list[float]]
"""Of one value: where it is, what is predicted, the interval's ends, what each seed gave."""


Dead = tuple[str, float, list[float]]
"""Of one activation: where it is, the predicted share of dead units, that of each seed."""


@dataclass
class Setting:
    """A family of networks, the rows of a batch, and what is to be reached."""

    name: str
    texts: list[str]
    rows: int
    goal: str = ""
    gradients: bool = True


@dataclass
class Found:
    """What was found of the values of a setting: predicted, low, high, and measured by seed."""

    forward: list[Row] = field(default_factory=list)
    backward: list[Row] = field(default_factory=list)
    dead: list[Dead] = field(default_factory=list)


def graph_of(text: str) -> Graph:
    """The network of a text, with initialisers chosen."""
    network = elaborate(Source("measured.tenet", text)).sound().network
    assert network is not None
    return run(SOURCE, network)


def correlated(drawn: Any, axis: int, c: float) -> Any:
    """Standard normal numbers with those of neighbours along an axis correlated by c."""
    moved = np.moveaxis(drawn, axis, 0)
    for i in range(1, len(moved)):
        moved[i] = c * moved[i - 1] + math.sqrt(1 - c * c) * moved[i]
    return np.moveaxis(moved, 0, axis)


def batch(kind: TensorType, rows: int, noise: np.random.Generator) -> Any:
    """Rows as the prediction assumes them of an input of this type."""
    shape = (rows, *(int(str(dim)) for dim in kind.shape))
    if kind.dtype.is_integer:
        return noise.integers(int(kind.range.low), int(kind.range.high) + 1, shape)
    numbers = noise.standard_normal(shape)
    places = {1: (), 2: (1,)}.get(kind.rank, range(2, len(shape)))
    for axis in places:
        numbers = correlated(numbers, axis, STEPS if kind.rank == 2 else PIXELS)
    numbers = (numbers - numbers.mean()) / numbers.std()
    if math.isfinite(kind.range.low) and math.isfinite(kind.range.high):
        chances = torch.special.ndtr(torch.from_numpy(numbers)).numpy()
        numbers = kind.range.low + (kind.range.high - kind.range.low) * chances
    return numbers.astype(np.float32)


def watched(graph: Graph) -> list[tuple[Node, Value]]:
    """The values to look at, evenly along the network, the last one among them."""
    found = [
        (node, value)
        for node in graph.nodes
        for value in node.outputs
        if not isinstance(node.op, Constant | Input | Parameter | Tied)
        and value.type.dtype.is_float
        and value.type.batched
    ]
    step = max(len(found) / MOST, 1)
    return [found[int(i * step)] for i in range(int(len(found) / step) - 1)] + found[-1:]


def measured(text: str, rows: int, seeds: int, found: Found, *, gradients: bool) -> None:
    """Effect: notes what is predicted and measured of a network."""
    graph = graph_of(text)
    told = moments(graph, samples=rows)
    values = watched(graph)
    whole = replace(graph, outputs={f"v{value.number}": value for _, value in values})
    source, name = emitted(Graphs(whole))
    module = getattr(source, name)()
    runs = [seen(module, graph, values, rows, seed, gradients=gradients) for seed in range(seeds)]
    for i, (node, value) in enumerate(values):
        moment = told.of(value)
        where = f"{node.path or node.op.term()} of {text.splitlines()[0][:150]}"
        if moment is None:
            print(f"unknown: {where}: {told.why_unknown(value)}")
            continue
        _note(found, where, moment, [run_[i] for run_ in runs])
        share = told.dead(node)
        if share is not None and not math.isnan(share):
            found.dead.append((where, share, [run_[i][2] for run_ in runs]))


def _note(
    found: Found, where: str, moment: Moment, seen_: list[tuple[float, float, float]]
) -> None:
    found.forward.append((where, moment.rms, moment.low, moment.high, [s[0] for s in seen_]))
    if moment.gradient is None or moment.gradient_low is None or moment.gradient_high is None:
        return
    if all(s[1] == s[1] for s in seen_):
        ends = (moment.gradient, moment.gradient_low, moment.gradient_high)
        found.backward.append((where, *ends, [s[1] for s in seen_]))


def seen(
    module: Any,
    graph: Graph,
    values: list[tuple[Node, Value]],
    rows: int,
    seed: int,
    *,
    gradients: bool,
) -> list[tuple[float, float, float]]:
    """Of each value its rms, that of the gradient, and the share of units that never open."""
    weights = draw_weights(graph, seed)
    module.load_state_dict({k: torch.from_numpy(v.copy()) for k, v in weights.items()})
    module.train()
    torch.manual_seed(seed)
    noise = np.random.default_rng(seed)
    inputs = [torch.from_numpy(batch(v.type, rows, noise)) for v in graph.inputs.values()]
    inputs = [x.requires_grad_() if x.is_floating_point() else x for x in inputs]
    made = module(*inputs)
    made = made if isinstance(made, tuple) else (made,)
    coming: list[Any] = [None] * len(made)
    if gradients:
        end = made[-1]
        coming = list(torch.autograd.grad(end, made, direction(end), allow_unused=True))
    told = []
    for value, gradient in zip(made, coming, strict=True):
        flat = value.detach()
        units = (
            flat.flatten(2).movedim(1, 0).flatten(1) if flat.dim() > 3 else flat.flatten(0, -2).T
        )
        dead = float((units == 0).all(1).float().mean())
        told.append((rms(flat), rms(gradient) if gradient is not None else math.nan, dead))
    return told


def direction(end: Any) -> Any:
    """A random direction whose numbers have the mean square 1."""
    drawn = torch.randn_like(end)
    return drawn / drawn.pow(2).mean().sqrt()


def rms(tensor: Any) -> float:
    """The root mean square."""
    return float(tensor.detach().double().pow(2).mean().sqrt())


# ---------------------------------------------------------------------------------- networks


def mlps(count: int, depths: tuple[int, int], chance: random.Random) -> Iterator[str]:
    """Plain networks of all activations and initialisers."""
    pairs = [(a, i) for a in ACTIVATIONS for i in INITIALISERS]
    chance.shuffle(pairs)
    for activation, init in pairs[:count]:
        width = chance.choice((256, 384, 512, 768, 1024))
        depth = chance.randint(*depths)
        span = chance.choice(("", " in 0..1"))
        yield (
            f"network(x: f32[{chance.choice((32, 128, 784))}]{span}) -> y {{ "
            f"for _ in 1..{depth} {{ x = x -> dense({width}, init={init}) -> {activation} }}\n"
            f" y = x -> dense(256, init={init}) }}"
        )


def residual(count: int, chance: random.Random) -> Iterator[str]:
    """Residual and normalised networks."""
    for i in range(count):
        width, depth = chance.choice((256, 384, 512)), chance.choice((6, 12, 24))
        activation = chance.choice(("relu", "gelu", "silu", "tanh"))
        norm = ("layer_norm", "batch_norm", "rms_norm")[i % 3]
        branch = (
            f"{norm} -> dense({4 * width if i % 2 else width}) -> {activation} -> dense({width})"
        )
        turn = (
            f"x = x + (x -> {branch})",
            f"x = x -> dense({width}) -> {norm} -> {activation}",
            f"x = (x + (x -> dense({width}) -> {activation} -> dense({width}))) -> {norm}",
            f"x = x + (x -> dense({width}) -> {activation} -> dense({width}))",
        )[(i // 3) % 4]
        yield (
            f"network(x: f32[128]) -> y {{ x = x -> dense({width})\n"
            f" for _ in 1..{depth} {{ {turn} }}\n y = x -> dense(10) }}"
        )


def cnns(count: int, chance: random.Random, *, pooled: bool) -> Iterator[str]:
    """Convolutional networks."""
    for _ in range(count):
        size, activation = (
            chance.choice((16, 24, 32)),
            chance.choice(("relu", "gelu", "tanh", "elu")),
        )
        init = chance.choice(("auto", "he_normal", "xavier_uniform"))
        norm = chance.choice(("", "", "batch_norm -> ", "group_norm(8) -> "))
        span, channels = chance.choice(("", " in 0..1")), chance.choice((32, 64))
        layers, parts = chance.randint(3, 8), []
        for i in range(layers):
            kernel = chance.choice((3, 3, 3, 5))
            stride = 2 if not pooled and i in {2, 5} else 1
            parts.append(
                f"conv({channels}, {kernel}, stride={stride}, init={init}) -> {norm}{activation}"
            )
            if pooled and i in {1, 3}:
                parts.append(
                    chance.choice(
                        (
                            "max_pool(2)",
                            "max_pool(2)",
                            "avg_pool(2)",
                            "max_pool(3, stride=2, padding=1)",
                        )
                    )
                )
        head = chance.choice(("global_avg_pool", "flatten")) if pooled else "flatten"
        yield f"network(x: f32[3, {size}, {size}]{span}) -> y {{ y = x -> {' -> '.join(parts)} -> {head} -> dense(10) }}"


def transformers(count: int, chance: random.Random) -> Iterator[str]:
    """Encoders over tokens and over numbers, pre-norm and post-norm."""
    for i in range(count):
        width, heads, depth = (
            chance.choice((64, 128, 256)),
            chance.choice((4, 8)),
            chance.choice((1, 2, 4)),
        )
        length = chance.choice((16, 32, 64))
        causal = chance.choice(("", ", causal=true"))
        attend = f"(h -> dense({width}), h -> dense({width}), h -> dense({width})) -> attention(heads={heads}{causal}) -> dense({width})"
        mlp = f"dense({4 * width}) -> gelu -> dense({width})"
        norm = chance.choice(("layer_norm", "rms_norm"))
        if i % 3 < 2:
            turn = f"h = x -> {norm}\n x = x + ({attend})\n x = x + (x -> {norm} -> {mlp})"
        else:
            turn = f"h = x\n x = (x + ({attend})) -> {norm}\n x = (x + (x -> {mlp})) -> {norm}"
        source = (
            f"ids: i64[{length}] in 0..999" if i % 2 else f"v: f32[{length}, 32]",
            f"ids -> embedding({width}, init=normal(1))" if i % 2 else f"v -> dense({width})",
        )
        yield (
            f"network({source[0]}) -> y {{ x = {source[1]}\n for _ in 1..{depth} {{ {turn} }}\n"
            f" y = x -> layer_norm -> dense(10) }}"
        )


def recurrent(count: int, chance: random.Random) -> Iterator[str]:
    """Recurrent networks."""
    for i in range(count):
        cell, units = ("rnn", "lstm", "gru")[i % 3], chance.choice((64, 128, 256))
        both = chance.choice(("", ", bidirectional=true"))
        yield (
            f"network(x: f32[{chance.choice((8, 24, 48))}, 32]) -> y {{ "
            f"y = x -> {cell}({units}{both}) -> {cell}({units}, returns=last) -> dense(10) }}"
        )


def settings(*, quick: bool) -> list[Setting]:
    """What is measured."""
    chance = random.Random(1)  # noqa: S311
    share = 4 if quick else 1
    return [
        Setting("mlp, depth 2-6", list(mlps(36 // share, (2, 6), chance)), 128, "3 %, p95 15 %"),
        Setting(
            "mlp, depth 10-30", list(mlps(36 // share, (10, 30), chance)), 128, "3 %, p95 15 %"
        ),
        Setting("residual, normed", list(residual(24 // share, chance)), 256, "3 %"),
        Setting("cnn", list(cnns(12 // share, chance, pooled=False)), 32, "10 %"),
        Setting("cnn, pooled", list(cnns(12 // share, chance, pooled=True)), 32, "x1.5 for 95 %"),
        Setting("attention", list(transformers(12 // share, chance)), 32, "15 %"),
        Setting("recurrent", list(recurrent(6 // min(share, 2), chance)), 32),
    ]


# ------------------------------------------------------------------------------------- table


def errors(rows: list[Row]) -> tuple[str, ...]:
    """Median and 95th percentile of errors by seed, median of the bias, coverage, half width, within 1.5."""
    single, bias, covered, width = [], [], [], []
    for _, predicted, low, high, seeds in rows:
        if not predicted or not all(map(math.isfinite, seeds)):
            continue
        single += [abs(m / predicted - 1) for m in seeds]
        bias.append(abs(math.sqrt(sum(m * m for m in seeds) / len(seeds)) / predicted - 1))
        covered += [low <= m <= high for m in seeds]
        width.append(high / predicted - 1)
    if not single:
        return ("-",) * 6
    within = np.mean([1 / 1.5 <= 1 + e <= 1.5 or e <= 1 / 3 for e in single])
    return (
        f"{np.median(single):.1%}",
        f"{np.quantile(single, 0.95):.1%}",
        f"{np.median(bias):.1%}",
        f"{np.mean(covered):.1%}",
        f"{np.median(width):.0%}",
        f"{within:.1%}",
    )


def show_worst(rows: list[Row]) -> None:
    """Effect: prints where the mean over seeds is farthest from the prediction."""
    ranked = sorted(
        rows, key=lambda r: -abs(math.log(max(float(np.median(r[4])), 1e-30) / max(r[1], 1e-30)))
    )
    for where, predicted, low, high, seeds in ranked[:12]:
        print(
            f"    {predicted:.4g} ({low:.4g} to {high:.4g}) measured {np.median(seeds):.4g}: {where}"
        )


def main() -> None:
    """Effect: measures and prints the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--only", default="")
    parser.add_argument("--seeds", type=int, default=0)
    parser.add_argument("--worst", action="store_true")
    chosen = parser.parse_args()
    torch.set_num_threads(1)
    seeds = chosen.seeds or (4 if chosen.quick else 20)
    columns = ("median", "p95", "bias", "covered", "width", "x1.5")
    heads = " ".join(f"{name:>{w}}" for name, w in zip(columns, (7, 7, 7, 8, 6, 7), strict=True))
    print(f"{'setting':18} {'':9} {'values':>6} {heads}  goal")
    dead: dict[str, list[Dead]] = {}
    for setting in settings(quick=chosen.quick):
        if chosen.only not in setting.name:
            continue
        found, start = Found(), time.perf_counter()
        for text in setting.texts:
            measured(text, setting.rows, seeds, found, gradients=setting.gradients)
        for way, rows in (("forward", found.forward), ("gradient", found.backward)):
            numbers = errors(rows)
            print(
                f"{setting.name:18} {way:9} {len(rows):6} {numbers[0]:>7} {numbers[1]:>7} {numbers[2]:>7}"
                f" {numbers[3]:>8} {numbers[4]:>6} {numbers[5]:>7}  {setting.goal}"
            )
            if chosen.worst:
                show_worst(rows)
        dead.setdefault("mlp" if setting.name.startswith("mlp") else "others", []).extend(
            found.dead
        )
        print(f"    {time.perf_counter() - start:.0f} s", file=sys.stderr)
    for group, layers in dead.items():
        show_dead(group, layers, worst=chosen.worst)
    show_time()


def show_time() -> None:
    """Effect: prints the CPU time of a prediction by the number of layers."""
    for activation in ("relu", "gelu", "batch_norm -> tanh"):
        told = []
        for layers in (250, 500, 1000):
            turn = f"x = x -> dense(256) -> {activation}"
            text = f"network(x: f32[64]) -> y {{ for _ in 1..{layers} {{ {turn} }}\n y = x }}"
            graph, start = graph_of(text), time.process_time()
            moments(graph)
            told.append(f"{layers} layers {time.process_time() - start:.2f} s")
        print(f"time, {activation}: {', '.join(told)}")


def show_dead(group: str, layers: list[Dead], *, worst: bool) -> None:
    """Effect: prints how far predicted shares of dead units lie from measured ones."""
    if not layers:
        return
    apart = [abs(share - m) for _, share, seeds in layers for m in seeds]
    print(
        f"dead units, {group}: {len(layers)} layers, median {np.median(apart):.1%}, p95"
        f" {np.quantile(apart, 0.95):.1%} points apart; goal 6 points"
    )
    if worst:
        for where, share, seeds in sorted(layers, key=lambda d: -abs(d[1] - float(np.mean(d[2]))))[
            :8
        ]:
            print(f"    {share:.3f} measured {np.mean(seeds):.3f}: {where}")


if __name__ == "__main__":
    main()
