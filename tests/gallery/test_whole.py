"""Every spec of the gallery, from a part of its rows to predictions: trained for a few steps, exported, proved, asked."""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
from pathlib import Path
from shutil import copytree

import pytest
from tests.gallery.specs import FOLDER, SMALLER, TRAINED, source_of

from tenet.deploy.export import certificate_path, export
from tenet.deploy.predict import predict
from tenet.train.fit import fit
from tenet.train.request import Request

MOST = 200
"""About how many rows of the table are kept, or rows of sequences."""
STEPS = 3


def part(data: Path) -> str:
    """A table with fewer rows, from all of it; a series keeps its places, and weeks follow one another."""
    content = data.read_bytes()
    text = (gzip.decompress(content) if data.suffix == ".gz" else content).decode()
    head, *lines = text.splitlines(keepends=True)
    if data.name.startswith("vowels"):
        return head + "".join(line for line in lines if int(line.partition(",")[0]) % 3 == 0)
    if data.name.startswith("co2"):
        return head + "".join(lines[-2 * MOST :])
    return head + "".join(lines[:: max(len(lines) // MOST, 1)])


def copied(name: str, folder: Path) -> tuple[Path, Path]:
    """A spec that takes a few steps over a part of its data, with what it imports beside it; and a table to predict."""
    text = source_of(name).text
    table = re.search(r'"data/(\w+\.csv(?:\.gz)?)"', text)
    (folder / "data").mkdir()
    copytree(FOLDER / "blocks", folder / "blocks")
    rows = folder / "data" / "rows.csv"
    if table is None:
        copytree(FOLDER / "data" / "digit_pictures", folder / "data" / "digit_pictures")
        seen = sorted(p.relative_to(rows.parent) for p in rows.parent.glob("*/*/*1.png"))
        rows.write_text("\n".join(["path,folder", *(f"{path},0" for path in seen)]) + "\n")
    else:
        rows.write_text(part(FOLDER / "data" / table[1]))
        text = text.replace(table[0], '"data/rows.csv"')
    text = re.sub(r"\b(?:epochs|steps)( *)= \d+", rf"steps\1= {STEPS}", text)
    spec = folder / "spec.tenet"
    spec.write_text(text)
    return spec, rows


@pytest.mark.target
@pytest.mark.parametrize("name", TRAINED)
def test_a_spec_goes_the_whole_way(name: str, tmp_path: Path) -> None:
    spec, rows = copied(name, tmp_path)
    run = fit(Request(spec, overrides=SMALLER.get(name, {}), run=tmp_path / "run"))
    model = export(run)
    certificate = json.loads(certificate_path(model).read_text())
    predicted = list(csv.DictReader(io.StringIO(predict(model, rows))))
    given = list(csv.DictReader(io.StringIO(rows.read_text())))
    series = {row["utterance"] for row in given if "utterance" in row}

    assert certificate["verdict"] == "passed"
    assert certificate["preprocessing"]["bit_equal"]
    assert len(predicted) == (len(series) or len(given))
    assert any(cell for row in predicted for cell in row.values())
