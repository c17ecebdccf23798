"""Predict raw rows with an exported model and ONNX Runtime alone: no framework, no spec, no run."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import polars as pl

from tenet.data.arrays import Array
from tenet.data.load import checked_fields, raw_columns
from tenet.data.pipeline import Pipeline
from tenet.data.reading import read_rows
from tenet.deploy.mistakes import NOT_A_MODEL
from tenet.deploy.session import open_session, run_session

ROWS_AT_ONCE = 4096


def predict(model: Path, table: Path) -> str:
    """Predictions for the rows of a CSV file, as CSV: one row each, in order.

    A class comes first, under the name of the field that it predicts; then each output's numbers.

    Raises:
        TenetError: the model is none of Tenet's, or a row has what the model does not know.
    """
    content = model.read_bytes()
    try:
        session = open_session(content)
        properties = session.get_modelmeta().custom_metadata_map
        pipeline = Pipeline.from_json(properties["tenet.pipeline"])
        answers = json.loads(properties["tenet.answers"])
    except (KeyError, ValueError) as error:
        raise NOT_A_MODEL.error(
            None, f"{model} is no model that Tenet exported", help=str(error).splitlines()[0][:200]
        ) from None
    rows = read_rows(table, pipeline.reading.separator, pipeline.reading.missing)
    checked_fields(pipeline, rows)
    columns = raw_columns(pipeline, rows)
    names = [answer["output"] for answer in answers]
    frames = []
    for start in range(0, max(rows.rows, 1), ROWS_AT_ONCE):
        chosen = {name: values[start : start + ROWS_AT_ONCE] for name, values in columns.items()}
        frames.append(_frame(answers, run_session(session, chosen, names)))
    written: str = pl.concat(frames).write_csv()
    return written


def _frame(answers: list[dict[str, Any]], outputs: dict[str, Array]) -> pl.DataFrame:
    """A table of answers: classes first."""
    ordered = sorted(answers, key=lambda answer: answer["kind"] != "class")
    found: dict[str, Any] = {}
    for answer in ordered:
        values = outputs[answer["output"]]
        flat = values.reshape(len(values), -1)
        for place, name in enumerate(answer["columns"]):
            found[name] = flat[:, place].tolist()
    return pl.DataFrame(found)
