"""Profile a data set: read it as training does, and measure what rules of good practice ask."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
import polars as pl

from tenet.data.arrays import Array, Indices, Ragged, Values, missing, places
from tenet.data.cleaned import cleaned_table
from tenet.data.dividing import divide
from tenet.data.fitting import cut_rows, fit
from tenet.data.flaws import first_flaw
from tenet.data.load import complaints, computed, load, raw_columns, usable
from tenet.data.pipeline import Pipeline
from tenet.data.plan import DataPlan
from tenet.data.profile import ColumnProfile, FieldProfile, Profile
from tenet.data.steps.column import Column
from tenet.data.table import Table
from tenet.diagnostics import Diagnostic, TenetError
from tenet.frozen import replace
from tenet.limits import DEFAULT, Limits

FAR = 6.0
"""Standard deviations from the mean beyond which a number is an outlier."""
SAME = 0.999
"""The share of rows with one value from which a column counts as constant."""
NARROW = 0.05
"""The share of its range below which the middle of a column counts as squeezed."""
MANY = 20
"""Different values from which a column of numbers is a measurement and no code."""
LONG = 16
"""Places from which a sequence tells a course from noise."""
COURSE = 0.3
"""The correlation of neighbours below which there is no course to keep."""
RELATED = 3
"""So many related columns are told of each field."""
MOST_ROWS, MOST_COLUMNS = 20_000, 300
"""Of larger tables, relations between columns are measured on so many rows, or not at all."""


def profile(plan: DataPlan, folder: Path, limits: Limits = DEFAULT) -> Profile:
    """What reading the data of a plan shows; missing cells are counted, not complained of.

    Raises:
        TenetError: the table cannot be read, or does not suit the plan otherwise.
    """
    return inspected(plan, folder, limits)[0]


def inspected(
    plan: DataPlan, folder: Path, limits: Limits = DEFAULT
) -> tuple[Profile, tuple[Diagnostic, ...]]:
    """What reading the data of a plan shows, and what of it is no tensor; the data is read once.

    Of a table that is read in parts the profile is what the first part shows, and all are looked at for mistakes.

    Raises:
        TenetError: the table cannot be read, or does not suit the plan otherwise.
    """
    whole = cleaned_table(plan, folder)
    table = cut_rows(plan, whole.head, folder, limits)
    parts = divide(plan, table)
    train = parts["train"]
    pipeline = fit(plan, table, train, folder, limits)
    cells = raw_columns(pipeline, table)
    values = computed(pipeline, cells, table, plan)
    train = usable(plan, pipeline, parts, table)["train"]
    numbers = {
        name: column
        for name, column in cells.items()
        if not isinstance(column, Ragged) and column.dtype != object
    }
    relations = _Relations(numbers, train, whole=len(numbers) == len(cells))
    fields = {name: _field(pipeline, name, values, train, relations) for name in pipeline.fields}
    duplicates, across = _repeated(table, parts)
    columns = {name: _column(places(column)) for name, column in cells.items()}
    seen = Profile(
        table.count, len(train), duplicates, across, fields, columns, sha256=whole.sha256
    )
    if whole.head is whole:
        return seen, complaints(plan, pipeline, values, table)
    try:
        load(plan, folder, limits=limits)
    except TenetError as error:
        return seen, error.diagnostics
    return seen, ()


MOST_NUMBERS = 2**24
"""Of fields with more numbers, such as pictures, an even choice of rows is measured."""


# ── columns ──────────────────────────────────────────────────────────────────────────────────


def _column(cells: Array) -> ColumnProfile:
    there = cells[~missing(cells)]
    lacking = 1 - there.size / cells.size
    distinct = len(np.unique(there.astype(str) if there.dtype == object else there))
    if there.dtype == object:
        return ColumnProfile(numbers=False, distinct=distinct, missing=lacking)
    whole = bool(np.all(there == np.floor(there)))
    steps = np.diff(there)
    counts = whole and there.size > 1 and bool(np.all(steps == 1) or np.all(steps == -1))
    return ColumnProfile(whole=whole, distinct=distinct, counts=counts, missing=lacking)


# ── fields ───────────────────────────────────────────────────────────────────────────────────


def _field(
    pipeline: Pipeline, name: str, values: tuple[Values, ...], train: Indices, relations: _Relations
) -> FieldProfile:
    fitted = pipeline.fields[name]
    own = sorted(_columns(pipeline, fitted.node))
    lacks = [float(missing(places(values[place])).mean()) for place, _ in own]
    flaw = first_flaw(replace(pipeline, fields={name: fitted}), values)
    found = FieldProfile(missing=float(np.mean(lacks)) if lacks else 0.0)
    if flaw is not None and flaw.kind == "missing":
        found = replace(found, unfilled=flaw.count, unfilled_in=flaw.column or "")
    x = places(values[fitted.node][train])
    x = x[:: max(1, x.size // MOST_NUMBERS)]
    single = own[0][1] if len(own) == 1 else None
    if single is not None:
        found = replace(found, related=relations.of(single), linear=relations.explained(single))
    if x.dtype.kind != "f":
        return replace(found, classes=_classes(x), constant=_constants(x))
    there = x[np.isfinite(x)].astype(np.float64)
    if not there.size:
        return found
    names = fitted.type.columns or ()
    two = len(np.unique(there)) == 2 and x[0].size == 1
    return replace(
        found,
        low=float(there.min()),
        high=float(there.max()),
        mean=float(there.mean()),
        std=float(there.std()),
        outliers=_outliers(x),
        constant=_constants(x),
        classes=_classes(there) if two else (),
        squeezed=_squeezed(x, names),
        noise=_noise(x),
    )


def _columns(pipeline: Pipeline, node: int) -> Iterator[tuple[int, str]]:
    """The columns that a node is made from, with the places of their nodes."""
    found, todo = set[int](), [node]
    while todo:
        at = todo.pop()
        if at in found:
            continue
        found.add(at)
        step = pipeline.nodes[at].step
        if isinstance(step, Column):
            yield at, step.name
        todo.extend(pipeline.nodes[at].inputs)


def _elements(x: Array) -> Array:
    """Each element of a field as a column of numbers, in f64."""
    flat: Array = x.reshape(len(x), -1).astype(np.float64)
    return np.where(np.isfinite(flat), flat, np.nan)


def _classes(x: Array) -> tuple[int, ...]:
    flat = x.reshape(len(x), -1)
    if flat.shape[1] != 1:
        return ()
    kept = flat[flat >= 0] if x.dtype.kind == "i" else flat.reshape(-1)
    counts = np.unique(kept, return_counts=True)[1]
    return tuple(sorted((int(count) for count in counts), reverse=True))


def _constants(x: Array) -> int:
    """How many elements have one value in nearly all rows."""
    flat = _elements(x)
    middle = np.sort(flat, axis=0)[len(flat) // 2]  # a value of most rows is in the middle
    return int((np.mean(flat == middle, axis=0) >= SAME).sum())


def _outliers(x: Array) -> float:
    flat = _elements(x)
    with np.errstate(all="ignore"):
        far = np.abs(flat - np.nanmean(flat, axis=0)) > FAR * np.nanstd(flat, axis=0)
    return float(far.mean())


def _squeezed(x: Array, names: tuple[str, ...]) -> tuple[str, ...]:
    """The columns whose middle is a sliver of their range, and that are no counts with many zeros."""
    flat = _elements(x)
    if flat.shape[1] != len(names) or len(flat) < MANY:
        return ()
    low, first, half, last, high = np.nanquantile(flat, [0, 0.01, 0.5, 0.99, 1], axis=0)
    thin = (last - first < NARROW * (high - low)) & (first < half) & (half < last)
    return tuple(
        name
        for name, narrow, column in zip(names, thin, flat.T, strict=True)
        if narrow and len(np.unique(column)) > MANY
    )


def _noise(x: Array) -> float | None:
    """The share of noise of single places in sequences: 1 - r₁² / r₂, of the correlations of neighbours.

    A course that forgets itself step by step has r₂ = r₁², and noise takes the same share of both.
    """
    if x.ndim != 3 or x.shape[1] < LONG:
        return None
    there = x[np.isfinite(x).all(axis=(1, 2))].astype(np.float64)
    moved = there - there.mean(axis=1, keepdims=True)
    total, near, next_ = ((moved[:, d:] * moved[:, : x.shape[1] - d]).mean() for d in (0, 1, 2))
    if total <= 0 or near < COURSE * total or next_ < COURSE * total:
        return None
    return float(max(1 - near * near / (total * next_), 0.0))


# ── between columns ──────────────────────────────────────────────────────────────────────────


class _Relations:
    """How columns of numbers vary together in the training rows."""

    def __init__(self, numbers: Mapping[str, Array], train: Indices, *, whole: bool) -> None:
        rows = train[:: max(1, len(train) // MOST_ROWS)]
        self._names = list(numbers)
        self._whole = whole
        self._rows = len(rows)
        self._correlation: Array = np.zeros((0, 0))
        if not 1 < len(numbers) <= MOST_COLUMNS or len(rows) < 3:
            self._names = []
            return
        x = np.concatenate([column[rows] for column in numbers.values()], axis=1)
        filled = np.where(np.isnan(x), np.nanmean(x, axis=0, keepdims=True), x)
        with np.errstate(all="ignore"):
            scaled = (filled - filled.mean(axis=0)) / filled.std(axis=0)
        self._scaled: Array = np.nan_to_num(scaled, nan=0.0, posinf=0.0, neginf=0.0)
        self._correlation = self._scaled.T @ self._scaled / len(rows)

    def of(self, column: str) -> tuple[tuple[str, float], ...]:
        """The columns most related to one."""
        if column not in self._names:
            return ()
        own = self._names.index(column)
        order = np.argsort(-np.abs(self._correlation[own]), kind="stable")
        others = [(self._names[i], float(self._correlation[own, i])) for i in order if i != own]
        return tuple(others[:RELATED])

    def explained(self, column: str) -> float | None:
        """The adjusted share of a column's variance that a linear map of all others explains."""
        others = len(self._names) - 1
        if column not in self._names or not self._whole or self._rows <= others + 1:
            return None
        own = self._names.index(column)
        x, y = np.delete(self._scaled, own, axis=1), self._scaled[:, own]
        if not y.any():
            return None
        left = y - x @ np.linalg.lstsq(x, y, rcond=None)[0]
        share = float(left @ left / (y @ y))
        return 1 - share * (self._rows - 1) / (self._rows - others - 1)


# ── rows ─────────────────────────────────────────────────────────────────────────────────────


def _repeated(table: Table, parts: Mapping[str, Indices]) -> tuple[float, float]:
    """The shares of rows that stand there before, and of judged rows that are trained on too.

    Rows that many others could equal by chance, such as those of a few choices, do not count: a row
    must be so improbable, its columns taken as independent, that no pair is expected, with room for
    columns that depend on each other.
    """
    cells = [name for name in table.names if table.holds_cells(name)]
    frame = table.frame.select(cells)
    numbers = frame.hash_rows().to_numpy()
    _, first, inverse = np.unique(numbers, return_index=True, return_inverse=True)
    again = first[inverse] != np.arange(len(numbers))
    if table.lengths is not None or not again.any():
        return 0.0, 0.0
    shares = frame.select((pl.len().over(name) / table.rows).log10().alias(name) for name in cells)
    rare = shares.sum_horizontal().to_numpy() < -2.5 * np.log10(table.rows)
    judged = np.concatenate([parts[part] for part in parts if part != "train"])
    both = np.isin(numbers[judged], numbers[parts["train"]]) & rare[judged]
    return float((again & rare).mean()), float(both.mean()) if judged.size else 0.0
