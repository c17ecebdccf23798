"""Predict raw rows with an exported model and ONNX Runtime alone: no framework, no spec, no run."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from tenet.data.applying import rows_of_stretches
from tenet.data.around import groups_in, stood_before
from tenet.data.arrays import Array, Indices
from tenet.data.cleaned import cleaned_alike
from tenet.data.load import checked_values
from tenet.data.pipeline import Pipeline
from tenet.data.reading import read_rows
from tenet.data.table import Table
from tenet.deploy.feed import Feed
from tenet.deploy.mistakes import NOT_A_MODEL
from tenet.deploy.session import open_session, run_session

ROWS_AT_ONCE = 4096
ENDED = "(end)"
"""What the mark is called that ends a sequence; see `Surround.names`."""


def predict(model: Path, table: Path) -> str:
    """Predictions for the rows of a CSV file, as CSV: one row each, in order.

    Where rows are cut into stretches, there is one for each stretch, after the number of its row.
    A class comes first, under the name of the field that it predicts; then each output's numbers.

    Raises:
        TenetError: the model is none of Tenet's, or a row has what the model does not know.
    """
    content = model.read_bytes()
    try:
        session = open_session(content)
        properties = session.get_modelmeta().custom_metadata_map
        pipeline = Pipeline.from_json(properties["tenet.pipeline"])
        feed = Feed.from_json(properties["tenet.feed"])
        answers = json.loads(properties["tenet.answers"])
    except (KeyError, ValueError) as error:
        raise NOT_A_MODEL.error(
            None, f"{model} is no model that Tenet exported", help=str(error).splitlines()[0][:200]
        ) from None
    reading = pipeline.reading
    rows = read_rows(table, reading.separator, reading.missing, header=reading.header)
    rows = cleaned_alike(rows, pipeline)
    values = checked_values(pipeline, rows)
    names = [answer["output"] for answer in answers]
    frames = []
    stretches = rows_of_stretches(pipeline, values)
    count = rows.count if stretches is None else len(stretches)
    for start in range(0, max(count, 1), ROWS_AT_ONCE):
        chosen = slice(start, start + ROWS_AT_ONCE)
        outputs = run_session(session, feed.of(values, chosen), names)
        real = {
            a["output"]: feed.lengths_of(a["length"], values, chosen)
            for a in answers
            if a["length"]
        }
        frames.append(_frame(answers, outputs, real))
    answered = _as_given(pl.concat(frames), pipeline, rows, stretches)
    written: str = answered.write_csv()
    return written


def _as_given(
    answered: pl.DataFrame, pipeline: Pipeline, rows: Table, stretches: Indices | None
) -> pl.DataFrame:
    """Answers in the order in which rows were given; stretches of them after the number of their row."""
    whole = -min(pipeline.reach(*pipeline.fields)[0], 0)
    if whole:  # the first rows, of each group, lack some that they look at
        enough = pl.Series(stood_before(groups_in(pipeline, rows)) >= whole)
        answered = answered.with_columns(pl.when(enough).then(pl.all()))
    if stretches is not None:
        first = rows.of_groups(np.arange(rows.rows))[stretches]
        return answered.insert_column(0, pl.Series("row", [rows.number(int(i)) for i in first]))
    if rows.telling and rows.lengths is None:
        return pl.concat([rows.frame.select(rows.telling), answered], how="horizontal")
    if rows.places is not None and rows.lengths is None:
        return answered[np.argsort(rows.places)]
    return answered


def _frame(
    answers: list[dict[str, Any]], outputs: dict[str, Array], lengths: dict[str, Indices]
) -> pl.DataFrame:
    """A table of answers: classes first; the places of a sequence stand in one cell, a blank between them."""
    ordered = sorted(answers, key=lambda answer: answer["kind"] != "class")
    found: dict[str, Any] = {}
    for answer in ordered:
        values = outputs[answer["output"]]
        real = lengths.get(answer["output"])
        if answer["names"]:
            found[answer["columns"][0]] = _in_words(values, real, answer["names"])
            continue
        columns = len(answer["columns"])
        flat = (
            values.reshape(len(values), -1, columns)
            if real is not None
            else values.reshape(-1, columns)
        )
        for place, name in enumerate(answer["columns"]):
            cells = flat[..., place].tolist()
            if real is not None:
                cells = [" ".join(map(str, row[:n])) for row, n in zip(cells, real, strict=True)]
            found[name] = cells
    return pl.DataFrame(found)


def _in_words(values: Array, real: Indices | None, names: list[str]) -> list[str]:
    """What numbers stand for, a row in one cell, up to the mark that ends it."""
    rows = values.reshape(len(values), -1).tolist()
    kept = [len(row) for row in rows] if real is None else real.tolist()
    texts = []
    for row, length in zip(rows, kept, strict=True):
        words = [names[number] if 0 <= number < len(names) else str(number) for number in row]
        ends = words.index(ENDED) if ENDED in words else length
        texts.append(" ".join(words[: min(ends, length)]))
    return texts
