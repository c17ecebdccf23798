"""A table that is read in parts teaches, divides and gives what it does when it is held; and takes less memory."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenet.data.arrays import places
from tenet.data.cleaning.drop_missing import DropMissing
from tenet.data.load import Dataset, load
from tenet.data.plan import DataPlan
from tenet.data.selecting import selected
from tenet.data.sources.csv import Csv
from tenet.data.sources.parquet import Parquet
from tenet.data.splits.by_group import ByGroup
from tenet.data.splits.folds import Folds
from tenet.data.splits.random import Random
from tenet.data.splits.time import Time
from tenet.data.transform import Cleaning, Split, Stage, TableSource
from tenet.data.transforms.bucketize import Bucketize
from tenet.data.transforms.categories import Categories
from tenet.data.transforms.clip_outliers import ClipOutliers
from tenet.data.transforms.column import Column, Columns
from tenet.data.transforms.impute import Impute
from tenet.data.transforms.min_max import MinMax
from tenet.data.transforms.one_hot import OneHot
from tenet.data.transforms.robust_scale import RobustScale
from tenet.data.transforms.standardize import Standardize
from tenet.diagnostics import TenetError

Planner = Callable[..., DataPlan]
Fields = Mapping[str, tuple[Stage, ...]]
ROWS = 211
AB = Columns(pattern=("a", "b"))
FIELDS = {
    "mean": (AB, Impute(value="mean"), Standardize()),
    "median": (AB, Impute(value="median"), RobustScale()),
    "ends": (AB, ClipOutliers(iqr=1.5), Impute(value="mode"), MinMax()),
    "outliers": (AB, ClipOutliers(z=2), Impute(value=0), Bucketize(edges=5)),
    "kind": (Column(name="kind"), Impute(value="mode"), OneHot()),
    "label": (Column(name="label"), Categories(minimum=2, unknown=True)),
}
SPLITS: tuple[Split, ...] = (
    Random(stratify="label"),
    ByGroup(column="whose"),
    Time(column="when"),
    Folds(count=3),
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same table in many files."""
    folder = tmp_path_factory.mktemp("parted")
    draw = np.random.Generator(np.random.Philox(key=5))
    frame = pl.DataFrame(
        {
            "a": [None if x > 1.5 else float(x) for x in draw.normal(size=ROWS)],
            "b": draw.exponential(size=ROWS).round(1),
            "kind": [[None, "x", 'y "z"', "a, b\nc"][k] for k in draw.integers(0, 4, ROWS)],
            "when": np.arange(ROWS),
            "whose": draw.integers(0, 30, ROWS),
            "label": [["no", "yes"][k] for k in draw.integers(0, 2, ROWS)],
        }
    )
    frame.write_csv(folder / "rows.csv")
    (folder / "rows.csv.gz").write_bytes(gzip.compress((folder / "rows.csv").read_bytes(), mtime=0))
    frame.write_parquet(folder / "rows.parquet", row_group_size=30)
    frame[:99].write_csv(folder / "half-1.csv")
    frame[99:].write_csv(folder / "half-2.csv")
    return folder


SOURCES: tuple[tuple[type[Csv | Parquet], str], ...] = (
    (Csv, "rows.csv"),
    (Csv, "rows.csv.gz"),
    (Csv, "half-*.csv"),
    (Parquet, "rows.parquet"),
)


def both(plan: Callable[[TableSource], DataPlan], source: TableSource, folder: Path) -> Dataset:
    """The data set of a table in parts, which is that of the table held."""
    whole, parted = load(plan(source.model_copy(update={"buffer": None})), folder), load(plan(source), folder)  # fmt: skip

    assert parted.pipeline.to_json() == whole.pipeline.to_json()
    assert (parted.rows, parted.sha256) == (whole.rows, whole.sha256)
    for part, rows in whole.parts.items():
        np.testing.assert_array_equal(parted.parts[part], rows)
    for name, field in whole.fields.items():
        np.testing.assert_array_equal(places(parted.fields[name]), places(field))
        assert isinstance(parted.fields[name], np.memmap)
    for name, cells in whole.columns.items():
        np.testing.assert_array_equal(places(parted.columns[name]), places(cells))
    return parted


@pytest.mark.parametrize(("kind", "path"), SOURCES, ids=[path for _, path in SOURCES])
@pytest.mark.parametrize("buffer", [7, 1000])
def test_same(
    plan_of: Planner, folder: Path, monkeypatch: pytest.MonkeyPatch, kind: type[Csv], path: str, buffer: int
) -> None:  # fmt: skip
    monkeypatch.setattr("tenet.data.statistics.BLOCK", 64)
    monkeypatch.setattr("tenet.data.selecting.HELD", 20)

    both(lambda source: plan_of(FIELDS, source), kind(path=path, buffer=buffer), folder)


@pytest.mark.parametrize("split", SPLITS, ids=[split.term() for split in SPLITS])
def test_splits(plan_of: Planner, folder: Path, split: Split) -> None:
    both(lambda source: plan_of(FIELDS, source, split), Csv(path="rows.csv", buffer=50), folder)


def test_cleaning(plan_of: Planner, folder: Path) -> None:
    """Rows that are left out are counted by nobody, and others keep the number that they have in the file."""
    fields = {"kind": (Column(name="kind"), OneHot(values=("x", 'y "z"')))}
    ways: tuple[Cleaning, ...] = (DropMissing(columns=("kind", "a")),)

    def complaint(fields: Fields, buffer: int | None) -> str:
        with pytest.raises(TenetError) as error:
            load(plan_of(fields, Csv(path="rows.csv", buffer=buffer), None, ways), folder)
        return str(error.value)

    numbers = {"kind": (AB, Standardize()), "b": (Column(name="kind", type="number"),)}
    held, parted = complaint(fields, None), complaint(fields, 60)

    assert held.split(" (")[0] == parted.split(" (")[0]
    assert "rows that were read with it" in parted
    assert complaint(numbers, None) == complaint(numbers, 9)
    both(
        lambda source: plan_of(FIELDS, source, None, ways), Csv(path="rows.csv", buffer=60), folder
    )


@given(
    st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=60),
    st.integers(1, 9),
    st.integers(0, 70),
)
def test_selected(numbers: list[float], length: int, held: int) -> None:
    """Ranks are those of the sorted numbers, however few are sorted."""
    values = np.array(numbers)
    parts = [(values[begin : begin + length],) for begin in range(0, len(values), length)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tenet.data.selecting.HELD", held)
        (found,) = selected(lambda: iter(parts), [len(values)], [range(len(values))])

    assert [found[rank] for rank in range(len(values))] == sorted(numbers)


PEAK = """
import sys, threading, time
from pathlib import Path
import tenet.data.applying, tenet.data.selecting, tenet.data.statistics
tenet.data.applying.AT_ONCE = tenet.data.statistics.BLOCK = tenet.data.selecting.HELD = 2**16
from tenet.elaborate.experiment import elaborate
from tenet.data.load import load
from tenet.source import Source

folder = Path(sys.argv[1])
def held():
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("RssAnon")) / 1024
def loaded(text):
    return load(elaborate(Source("spec.tenet", text)).experiment.data, folder)
loaded(sys.argv[2].replace("rows.", "few."))
begun, peak, done = held(), 0.0, False
def watch():
    global peak
    while not done:
        peak = max(peak, held())
        time.sleep(0.002)
watcher = threading.Thread(target=watch)
watcher.start()
loaded(sys.argv[2])
done = True
watcher.join()
print(peak - begun)
"""
SPEC = """data {{
    source = parquet("rows.parquet"{buffer})
    x      = columns("n*") -> impute(mean) -> standardize
    split  = random(train=80%, validation=20%)
}}
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="the memory of a process is told by /proc")
def test_memory(tmp_path: Path) -> None:
    """A table several times larger than what is held at once is never in memory, unless somebody asks for it."""
    columns, rows = 40, 100_000
    draw = np.random.Generator(np.random.Philox(key=1))
    frame = pl.DataFrame({f"n{place}": draw.normal(size=rows) for place in range(columns)})
    frame.write_parquet(tmp_path / "rows.parquet", row_group_size=2_000)
    frame[:4_000].write_parquet(tmp_path / "few.parquet")

    def peak(buffer: str) -> float:
        command = [sys.executable, "-c", PEAK, str(tmp_path), SPEC.format(buffer=buffer)]
        done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
        return float(json.loads(done.stdout))

    table = columns * rows * 8 / 2**20
    assert peak(", buffer=2000") < table / 2 < table < peak("")
