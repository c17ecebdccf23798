"""Operators on the rows: how they are scaled, cleaned and divided."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from benchmarks.lint.operators.operator import Change, Operator, change
from benchmarks.lint.operators.output import loss_call
from benchmarks.lint.sound import Sound, walk

from tenet.data.profile import ColumnProfile, FieldProfile, Profile
from tenet.diagnostics import Edit
from tenet.frozen import replace
from tenet.policy.train import Train
from tenet.source import Span
from tenet.syntax.tree import Binary, Chain, Name, Parameter

ROWS = 8000
"""Rows of the samples, whose classes are known."""
SCALINGS = ("min_max", "standardize")
RAW = FieldProfile(low=0, high=255, mean=120, std=70)
LARGE = FieldProfile(low=50_000, high=900_000, mean=300_000, std=150_000)


def _unscaled(sound: Sound, field: str) -> Edit | None:
    """The scaling of a field taken out."""
    bind = sound.entry("data", field)
    for node in walk(bind) if bind is not None else ():
        if isinstance(node, Chain) and isinstance(node.stage, Name) and node.stage.text in SCALINGS:
            at = node.stage.span
            return Edit(Span(at.source, node.value.span.end, at.end), "")
    return None


def _seen(sound: Sound, fields: Mapping[str, FieldProfile]) -> Profile:
    """The profile of a spec with other fields."""
    known = sound.profile or Profile(1000, 700)
    return replace(known, fields={**known.fields, **fields})


def declared_wide(sound: Sound) -> Iterator[Change]:
    """Inputs declared in 0..255, which nothing scales."""
    for parameter in sound.inputs:
        edit = _unscaled(sound, parameter.name.text)
        if edit is not None and parameter.type is not None:
            yield Change((edit, _in_bytes(parameter)))


def _in_bytes(parameter: Parameter) -> Edit:
    given = parameter.type
    assert given is not None
    kind = given.left if isinstance(given, Binary) and given.operator == "in" else given
    return Edit(given.span, f"{kind.span.text} in 0..255")


def seen_wide(sound: Sound) -> Iterator[Change]:
    """Inputs that reading the data shows in 0..255, which nothing scales."""
    for parameter in sound.inputs:
        name = parameter.name.text
        edit = _unscaled(sound, name)
        if edit is not None and not isinstance(parameter.type, Binary):
            yield Change((edit,), _seen(sound, {name: RAW}))


def unscaled_target(sound: Sound) -> Iterator[Change]:
    """A target of regression in its own large units."""
    call = loss_call(sound)
    if call is None or call.callee.span.text != "mse":
        return
    name = call.arguments[1].value.span.text
    edit = _unscaled(sound, name)
    if edit is not None and name not in {p.name.text for p in sound.inputs}:
        yield Change((edit,), _seen(sound, {name: LARGE}))


def missing_cells(sound: Sound) -> Iterator[Change]:
    """Cells without a value, which nothing fills in."""
    for parameter in sound.inputs:
        bind = sound.entry("data", parameter.name.text)
        if bind is not None and "impute" not in bind.span.text:
            holes = FieldProfile(-3, 3, 0, 1, missing=0.1, unfilled=70, unfilled_in="x_1")
            yield Change((), _seen(sound, {parameter.name.text: holes}))


def outliers(sound: Sound) -> Iterator[Change]:
    """Numbers far beyond all others, which nothing clips."""
    for parameter in sound.inputs:
        bind = sound.entry("data", parameter.name.text)
        if bind is not None and "standardize" in bind.span.text and "clip" not in bind.span.text:
            far = FieldProfile(-0.5, 4000, 0, 1, outliers=0.002, squeezed=("x_1",))
            yield Change((), _seen(sound, {parameter.name.text: far}))


def duplicates(sound: Sound) -> Iterator[Change]:
    """Rows that stand twice, some of them in two parts."""
    if sound.profile is not None:
        yield Change((), replace(sound.profile, duplicates=0.3, across=0.25))


def rare_class(sound: Sound) -> Iterator[Change]:
    """Classes of very different size, without weights."""
    call = loss_call(sound)
    if call is not None and "cross_entropy" in call.callee.span.text:
        name = call.arguments[1].value.span.text
        counts = FieldProfile(classes=(5300, 200, 100))
        if "binary" in call.span.text:
            counts = FieldProfile(0, 1, 0.036, 0.19, classes=(5400, 200))
        metrics = sound.replaced("train", "metrics", "[accuracy]")
        if sound.profile is not None and sound.profile.rows == ROWS:
            yield Change(() if metrics is None else (metrics,), _seen(sound, {name: counts}))


def constant_column(sound: Sound) -> Iterator[Change]:
    """Columns that hold one value: those that are named, or all that a pattern takes."""
    for parameter in sound.inputs:
        bind = sound.entry("data", parameter.name.text)
        names = [] if bind is None else re.findall(r'"([^"]+)"', bind.span.text)
        if names and sound.profile is not None:
            every = re.findall(r'"([^"]+)"', sound.text)
            known = {name.replace("*", "1"): ColumnProfile(distinct=90) for name in every}
            flat = {name.replace("*", "1"): ColumnProfile(distinct=1) for name in names}
            yield Change((), replace(sound.profile, columns={**known, **flat}))


def in_order(sound: Sound) -> Iterator[Change]:
    """Rows that are learnt in the order of the table, where that can be said."""
    end = sound.entry("train", "batch")
    if end is not None and "shuffle" in Train.model_fields:
        at = Span(end.span.source, end.span.end, end.span.end)
        yield from change(Edit(at, "\n    shuffle = false"))


OPERATORS = (
    Operator("inputs declared in 0..255", ("DAT005",), declared_wide),
    Operator("inputs seen in 0..255", ("DAT005",), seen_wide),
    Operator("target in large units", ("DAT006", "OPT002"), unscaled_target),
    Operator("missing cells", ("DAT001",), missing_cells),
    Operator("outliers", ("DAT003",), outliers),
    Operator("duplicate rows", ("DAT004",), duplicates),
    Operator("a rare class", ("OUT015", "DAT015"), rare_class),
    Operator("constant columns", ("DAT016",), constant_column),
    Operator("rows in order", ("DAT009",), in_order),
)
