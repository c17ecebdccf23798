"""How the facts say that labels are encoded."""

from __future__ import annotations

import re

from benchmarks.lint.facts import Program
from benchmarks.lint.wording import Untranslated, channels_first, numbers

KNOWN = (
    ("one_hot", ("one_hot", "one-hot", "onehot", "one hot", "categorical vector")),
    ("multi_hot", ("multi_hot", "multi-hot", "multihot", "binary vector", "multilabel")),
    ("map", ("binary map", "mask", "map")),
    ("input", ("input", "same as x", "reconstruction")),
    ("binary", ("0/1", "bool")),
    ("int", ("int", "sparse", "label", "index", "token", "string", "ordinal", "class")),
    ("binary", ("binary",)),
    ("float", ("float", "real", "continuous", "numeric", "scalar", "raw", "value")),
)
"""What encodings are called; a name at the beginning counts before one further on."""


class Encoding:
    """The encoding of a program's labels.

    Attributes:
        word: one of `one_hot`, `int`, `binary`, `multi_hot`, `float`, `map`, `input`.
        classes: how many there are, if that is told.
        shape: the axes of a row's labels, in the layout of Tenet, that of classes aside; none where
            they are not told.
        range: where numbers lie, if that is told.
    """

    def __init__(self, program: Program) -> None:
        facts, text = program.target, str(program.target.get("encoding", "")).lower()
        self.word = _encoding(text, program.task.lower())
        classes = facts.get("classes")
        self.classes = classes if isinstance(classes, int) else None
        self.range = extent(facts.get("range")) or extent(_within(text))
        shape = _shape(facts.get("dims", facts.get("shape")), text)
        if shape is None:
            shape = _like_the_input(self.word, text, program)
        self.shape = self._places(shape)

    def _places(self, shape: list[object] | None) -> list[object] | None:
        """The axes as Tenet lays them out, without that of the classes."""
        if shape is None or self.word not in ("one_hot", "int"):
            return shape if shape is None else channels_first(shape)
        if self.word == "one_hot":
            if self.classes is None and isinstance(shape[-1], int):
                self.classes = shape[-1]
            shape = shape[:-1] if shape[-1] == self.classes else shape
        return None if shape in ([], [1]) else shape


def _encoding(text: str, task: str) -> str:
    for met in (str.startswith, str.__contains__):
        for word, spellings in KNOWN:
            if any(met(text, spelling) for spelling in spellings):
                return word
    if "regress" in task or "forecast" in task:
        return "float"
    if "autoencoder" in task:
        return "input"
    if task.startswith("binary"):
        return "binary"
    raise Untranslated(f"labels encoded as `{text}`")


def _like_the_input(word: str, text: str, program: Program) -> list[object] | None:
    """The places of labels that go along with the input's: of a sequence, or of an image."""
    given = program.input.get("shape")
    if not isinstance(given, list):
        return None
    if "sequence" in text or "timestep" in text:
        layers = program.code.get("layers")
        last = layers[-1] if isinstance(layers, list) and layers else None
        width = last.get("units", 1) if isinstance(last, dict) else 1
        return [*given[:1], width] if word == "float" else given[:1]
    return [*given[:2], 1] if word == "map" and len(given) == 3 else None


def _within(text: str) -> object:
    found = re.search(r"in (\[[^\]]+\])", text)
    return numbers(found[1]) if found else None


def extent(value: object) -> tuple[float, float] | None:
    """A range, where both ends are told."""
    if not isinstance(value, list | tuple) or len(value) != 2:
        return None
    low, high = value
    if not all(isinstance(end, int | float) for end in (low, high)) or low >= high:
        return None
    return float(low), float(high)


def _shape(value: object, text: str) -> list[object] | None:
    if isinstance(value, int):
        return [value]
    if isinstance(value, list):
        return [size for size in value if size is not None]
    found = re.search(r"(\d+(?:x\d+)+)", text) or re.search(r"(?:len|length|of) (\d+)", text)
    return None if found is None else [int(n) for n in found[1].split("x")]
