"""The words of Keras programs and those of Tenet: activations, initialisers, numbers, shapes."""

from __future__ import annotations

import re
from collections.abc import Sequence


class Untranslated(Exception):
    """What a program says cannot be said in Tenet; the message says what."""


ACTIVATIONS = {
    "relu": "relu",
    "sigmoid": "sigmoid",
    "tanh": "tanh",
    "softmax": "softmax",
    "elu": "elu",
    "selu": "selu",
    "softplus": "softplus",
    "softsign": "softsign",
    "leakyrelu": "leaky_relu(0.3)",
    "prelu": "prelu",
    "swish": "silu",
    "silu": "silu",
    "gelu": "gelu",
    "mish": "mish",
    "exponential": "exp",
    "exp": "exp",
    "hardsigmoid": "hard_sigmoid",
    "hardtanh": "hard_tanh",
    "relu6": "relu6",
    "logsoftmax": "log_softmax",
    "logsigmoid": "log_sigmoid",
    "sin": "sin",
}
NO_ACTIVATION = ("", "linear", "none", "identity", "null")
INITIALISERS = {
    "glorotuniform": "xavier_uniform",
    "xavieruniform": "xavier_uniform",
    "glorotnormal": "xavier_normal",
    "xaviernormal": "xavier_normal",
    "xavier": "xavier_uniform",
    "heuniform": "he_uniform",
    "kaiminguniform": "he_uniform",
    "henormal": "he_normal",
    "kaimingnormal": "he_normal",
    "lecununiform": "lecun_uniform",
    "lecunnormal": "lecun_normal",
    "variancescaling": "lecun_normal",
    "orthogonal": "orthogonal",
    "zeros": "zeros",
    "zero": "zeros",
    "ones": "ones",
    "one": "ones",
}
SPREADS = {"uniform": "uniform", "randomuniform": "uniform", "normal": "normal"} | dict.fromkeys(
    ("randomnormal", "truncatednormal", "gaussian"), "normal"
)
"""Those whose numbers are given, or else those of Keras: 0.05."""


SCALINGS = {
    "zscore": "standardize",
    "standard": "standardize",
    "standardscaler": "standardize",
    "standardize": "standardize",
    "standardized": "standardize",
    "standardised": "standardize",
    "scale": "standardize",
    "minmax": "min_max",
    "minmaxscaler": "min_max",
    "normalize": "min_max",
    "normalized": "min_max",
    "normalised": "min_max",
    "x255": "min_max",
    "255": "min_max",
    "divide255": "min_max",
    "rescale1255": "min_max",
}


def plain(word: object) -> str:
    """A name without what spellings differ in: `Conv2D`, `conv_2d` and `conv2d` are one."""
    return re.sub(r"[^a-z0-9]", "", str(word).lower())


def activation(word: object) -> str | None:
    """The activation of a name; none where it is linear."""
    head, given = _split(word)
    if word is None or head in NO_ACTIVATION:
        return None
    if head not in ACTIVATIONS:
        raise Untranslated(f"the activation `{word}`")
    if head == "leakyrelu" and given:
        return f"leaky_relu({number(given[-1])})"
    return ACTIVATIONS[head]


def initialiser(word: object) -> str:
    """The initialiser of a name, with the defaults of Keras."""
    head, given = _split(word)
    if head in INITIALISERS:
        return INITIALISERS[head]
    if head == "constant":
        return f"constant({number(given[0]) if given else 0})"
    if SPREADS.get(head) == "uniform":
        low, high = (given[0], given[1]) if len(given) > 1 else _around(given)
        return f"uniform({number(low)}, {number(high)})"
    if SPREADS.get(head) == "normal":
        return f"normal({number(_spread(given))})"
    raise Untranslated(f"the initialiser `{word}`")


def _around(given: list[float]) -> tuple[float, float]:
    reach = abs(given[0]) if given else 0.05
    return -reach, reach


def _spread(given: list[float]) -> float:
    """The deviation: the second of mean and deviation, or the only number."""
    return given[1] if len(given) > 1 else given[0] if given else 0.05


def _split(word: object) -> tuple[str, list[float]]:
    head, _, rest = str(word).partition("(")
    return plain(head), numbers(rest)


def numbers(text: str) -> list[float]:
    """The numbers in a text."""
    return [float(n) for n in re.findall(r"[-+]?\d*\.?\d+(?:[eE][-+]?\d+)?", text)]


def number(value: object) -> str:
    """A number as Tenet writes it."""
    as_float = float(str(value))
    return (
        str(int(as_float)) if as_float == int(as_float) and abs(as_float) < 1e15 else repr(as_float)
    )


def per_axis(value: object) -> str:
    """A size along each axis: one number where all are equal."""
    sizes = list(value) if isinstance(value, Sequence) and not isinstance(value, str) else [value]
    if not all(isinstance(size, int) for size in sizes):
        raise Untranslated(f"the size `{value}`")
    return str(sizes[0]) if len(set(sizes)) == 1 else f"[{', '.join(map(str, sizes))}]"


def channels_first(shape: Sequence[object]) -> list[object]:
    """A shape of Keras, channels last, as Tenet lays it out; vectors and sequences stay."""
    return [shape[-1], *shape[:-1]] if len(shape) > 2 else list(shape)


def kind(shape: Sequence[object], element: str = "f32") -> str:
    """A type as it is written."""
    return f"{element}[{sized(shape)}]" if shape else element


def sized(shape: Sequence[object]) -> str:
    """Sizes side by side; those that are open have names."""
    names = iter("TUVW")
    return ", ".join(next(names) if size is None else str(size) for size in shape)
