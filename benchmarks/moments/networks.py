"""The networks whose moments are measured: families of Tenet texts, drawn at random."""

from __future__ import annotations

import random
from collections.abc import Iterator

from tenet.frozen import frozen

ACTIVATIONS = (
    "relu", "leaky_relu", "prelu", "elu", "selu", "celu", "gelu", "silu", "mish", "softplus",
    "sigmoid", "tanh", "softsign", "hard_tanh", "hard_swish", "relu6",
)  # fmt: skip
INITIALISERS = (
    "he_normal", "he_uniform", "xavier_normal", "xavier_uniform", "lecun_normal", "lecun_uniform",
    "orthogonal",
)  # fmt: skip


@frozen
class Setting:
    """A family of networks, the rows of a batch, and what is to be reached."""

    name: str
    texts: list[str]
    rows: int
    goal: str = ""
    gradients: bool = True


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
