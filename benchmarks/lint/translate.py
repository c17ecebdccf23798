"""A program in structured facts, said in Tenet: a spec, and what reading its data would show."""

from __future__ import annotations

import re
from math import sqrt

from benchmarks.lint.encoding import extent
from benchmarks.lint.facts import Program
from benchmarks.lint.layer import Layer
from benchmarks.lint.layers import Pipeline
from benchmarks.lint.target import Aim, aim
from benchmarks.lint.training import held_out, section
from benchmarks.lint.wording import (
    SCALINGS,
    Untranslated,
    channels_first,
    kind,
    number,
    plain,
    sized,
)

from tenet.data.profile import FieldProfile, Profile
from tenet.frozen import frozen

INPUT = ("shape", "declared_shape", "data", "n_train", "range", "scaling", "layout", "data_format")
TARGET = ("encoding", "classes", "dims", "shape", "range", "scaling", "data")
STEPS, PLACES = 16, 64
"""What stands for an open size: steps that any recurrence remembers, and places of a small image."""
WIDEST = 92
"""Columns of a line, after which a pipeline goes on in the next."""


@frozen
class Translation:
    """A spec with what its data would show, and the facts that it leaves out."""

    text: str
    profile: Profile | None
    left_out: tuple[str, ...]


def translate(program: Program) -> Translation:
    """A program in Tenet.

    Raises:
        Untranslated: something without which it would be another program cannot be said.
    """
    layers = program.code.get("layers")
    if not isinstance(layers, list) or not layers:
        raise Untranslated("the layers are not in the facts")
    images = not any(_reads_sequences(layer) or _is_channels_first(layer) for layer in layers)
    declared = _laid_out(program, _sizes(program.input.get("declared_shape")), images=images)
    shape = _laid_out(program, _sizes(program.input.get("shape")), images=images) or declared
    if shape is None:
        raise Untranslated(f"an input of the shape `{program.input.get('shape')}`")
    open_ = [f"an open size, for which {PLACES if images else STEPS} stands"] * (None in shape)
    shape = [(PLACES if images else STEPS) if size is None else size for size in shape]
    declared = declared or shape
    tokens = _vocabulary(layers)
    line = Pipeline(len(declared))
    for layer in layers:
        line.add(layer)
    target = aim(program)
    if target.ends:
        line.stages.append(
            f"{target.ends}(axis=0)" if line.spatial and target.ends == "softmax" else target.ends
        )
    left_out = [*open_, *_unasked(program), *line.left_out, *target.left_out]
    parts = [_network(program, declared, tokens, line.stages, target.loss)]
    if target.loss:
        train, more = section(program, target, line.penalties)
        parts = [_data(program, shape, declared, tokens, target), *parts, train]
        left_out += more
    else:
        left_out.append("training: the facts tell no loss")
    return Translation("\n".join(parts), _profile(program, target), tuple(left_out))


def _reads_sequences(layer: object) -> bool:
    """Whether a layer takes places and features, so that no axis of its input is one of channels."""
    name = Layer(layer).kind
    return name.endswith(("lstm", "gru", "rnn", "1d")) or name in ("embedding", "bidirectional")


def _is_channels_first(layer: object) -> bool:
    settings = Layer(layer).settings
    return str(settings.get("dataformat", settings.get("dimordering"))) in ("channels_first", "th")


def _sizes(given: object) -> list[object] | None:
    """The sizes of a shape, none for open ones; none for what is no shape."""
    if isinstance(given, int):
        return [given]
    if isinstance(given, str):
        words = [word.strip() for word in given.strip().strip("()[]").rstrip(",").split(",")]
        known = all(word.isdigit() or word in ("None", "null") for word in words)
        return [int(word) if word.isdigit() else None for word in words] if known else None
    if isinstance(given, list) and all(n is None or isinstance(n, int) for n in given):
        return list(given) or [1]
    return None


def _laid_out(program: Program, sizes: list[object] | None, *, images: bool) -> list[object] | None:
    """A shape as Tenet lays it out: channels first, where it is one of an image."""
    layout = str(program.input.get("layout", program.input.get("data_format", "")))
    return sizes if sizes is None or "first" in layout or not images else channels_first(sizes)


def _unasked(program: Program) -> list[str]:
    """Facts of input and target that have no place in a spec."""
    parts = (("input", program.input, INPUT), ("target", program.target, TARGET))
    return [
        f"{key}={value} of the {part}"
        for part, facts, known in parts
        for key, value in facts.items()
        if key not in known and value is not None
    ]


def _vocabulary(layers: list[object]) -> int | None:
    """How many tokens the first layer knows, if it embeds any."""
    first = next((held for held in map(Layer, layers) if not held.kind.startswith("input")), None)
    if first is None or first.kind != "embedding":
        return None
    return first.count("vocab", "inputdim", "vocabulary", "vocabsize")


def _network(
    program: Program, declared: list[object], tokens: int | None, stages: list[str], loss: str
) -> str:
    reach = extent(program.input.get("range"))
    if reach is None and "binary_cross_entropy(y, x)" in loss:
        reach = (0.0, 1.0)  # only then can the input be what that loss compares with
    type_ = kind(declared)
    if tokens is not None:
        type_ = f"{kind(declared, 'i64')} in 0..{tokens - 1}"
    elif reach is not None and not _scaling(program):
        type_ += f" in {number(reach[0])}..{number(reach[1])}"
    lines, line = [], "    y = x"
    for stage in stages:
        if len(line) + len(stage) > WIDEST:
            lines.append(line)
            line = "       "
        line += f" -> {stage}"
    body = "\n".join([*lines, line])
    return f"network(x: {type_}) -> y {{\n{body}\n}}\n"


def _data(  # each a part of the section
    program: Program, shape: list[object], declared: list[object], tokens: int | None, target: Aim
) -> str:
    stages = ['columns(["x"])' if shape == [1] else 'columns("x_*")']
    if tokens is not None:
        told = extent(program.input.get("range"))
        stages.append(f"categories(0..{tokens - 1 if told is None else int(told[1])})")
    stages += _scaling(program)
    if len(shape) > 1 or declared != shape:
        stages.append(f"reshape({sized(shape)})")
    entries = ['source = csv("data.csv")', f"x = {' -> '.join(stages)}"]
    entries += [target.field] if target.field else []
    share = held_out(program)
    split = "random(seed=1)"
    if share is not None:
        parts = f"train={number((1 - share) * 100)}%"
        parts += f", validation={number(share * 100)}%" if share else ""
        split = f"random({parts}, seed=1)"
    entries.append(f"split = {split}")
    return "data {\n" + "".join(f"    {entry}\n" for entry in entries) + "}\n"


def _scaling(program: Program) -> list[str]:
    """The stage that scales inputs: told as a fact of the input, or by the words for preprocessing."""
    word = program.input.get("scaling")
    if word and plain(word) not in ("none", "no", "raw"):
        return [SCALINGS.get(plain(word), "standardize")]
    text = str(program.code.get("preprocessing") or "").lower()
    if re.search(r"\b(no|not|none|without|missing|labels?|targets?|y)\b", text):
        return []
    if re.search(r"standardscaler|z-?score|standardi[sz]", text):
        return ["standardize"]
    return ["min_max"] if re.search(r"min-?_?max", text) else []


def _profile(program: Program, target: Aim) -> Profile | None:
    """What reading the data would show, as far as the facts tell."""
    rows = program.input.get("n_train")
    if not isinstance(rows, int):
        return None
    fields = {}
    reach = _reach(program.input.get("range"))
    if not _scaling(program) and reach != (None, None):
        fields["x"] = _spread(*reach)
    if target.name and target.range is not None:
        fields[target.name] = _spread(*target.range)
    return Profile(rows, round(rows * (1 - (held_out(program) or 0))), fields=fields)


def _spread(low: float | None, high: float | None) -> FieldProfile:
    """A field that is known by its ends: where both are told, taken as evenly spread between them.

    Whoever reads the data sees its mean and deviation, too; rules take a declared range likewise.
    """
    if low is None or high is None:
        return FieldProfile(low=low, high=high)
    return FieldProfile(low, high, (low + high) / 2, (high - low) / sqrt(12))


def _reach(value: object) -> tuple[float | None, float | None]:
    """Where inputs lie; of a text such as `up to 1.5e6` only that end is known."""
    both = extent(value)
    if both is not None:
        return both
    found = re.search(r"up to ([\d.]+(?:e\d+)?)", str(value))
    return (None, float(found[1])) if found else (None, None)
