"""What a data set shows is measured on its rows as they are trained on, and nothing in it stops the reading."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tenet.data.cleaning.drop_duplicates import DropDuplicates
from tenet.data.plan import DataPlan
from tenet.data.profile import Profile
from tenet.data.profiling import inspected, profile
from tenet.data.reading import read_table
from tenet.data.splits.random import Random
from tenet.data.table import Table
from tenet.data.transform import Stage
from tenet.data.transforms.categories import Categories
from tenet.data.transforms.column import Column, Columns
from tenet.data.transforms.concat import Concat
from tenet.data.transforms.impute import Impute
from tenet.data.transforms.min_max import MinMax
from tenet.data.transforms.reshape import Reshape
from tenet.data.transforms.standardize import Standardize
from tenet.diagnostics import TenetError
from tenet.elaborate.experiment import elaborate
from tenet.frozen import replace
from tenet.lint.engine import lint
from tenet.lint.report import report, untold
from tenet.source import Source

SPECS = Path(__file__).parents[2] / "specs"
READ = [path for path in sorted(SPECS.glob("*.tenet")) if "data {" in path.read_text("utf-8")]
ALL = Random(train=1.0)
Planner = Callable[..., DataPlan]
Rows = Sequence[Sequence[object]]


def table(folder: Path, names: Sequence[str], rows: Rows) -> None:
    """A file `rows.csv`, none an empty cell."""
    lines = [names, *([("" if cell is None else cell) for cell in row] for row in rows)]
    text = "\n".join(",".join(map(str, line)) for line in lines)
    (folder / "rows.csv").write_text(f"{text}\n", "utf-8")


@pytest.fixture
def seen(plan_of: Planner, tmp_path: Path) -> Callable[..., Profile]:
    """The profile of a small table for the stages of each field."""

    def of(
        names: Sequence[str], rows: Rows, split: Random = ALL, **fields: Sequence[Stage]
    ) -> Profile:
        table(tmp_path, names, rows)
        return profile(plan_of(fields, split=split), tmp_path)

    return of


def test_rows_are_those_of_training(seen: Callable[..., Profile]) -> None:
    found = seen(["a"], [[i] for i in range(100)], Random(), a=[Column(name="a")])

    assert (found.rows, found.train) == (100, 70)


def test_numbers_are_those_that_the_network_sees(seen: Callable[..., Profile]) -> None:
    rows = [[value] for value in (0, 10, 20, 30)]
    raw = seen(["a"], rows, a=[Column(name="a")]).fields["a"]
    scaled = seen(["a"], rows, a=[Column(name="a"), MinMax()]).fields["a"]

    assert [raw.low, raw.high, raw.mean] == pytest.approx([0, 30, 15])
    assert raw.std == pytest.approx(125**0.5)
    assert [scaled.low, scaled.high, scaled.mean] == pytest.approx([0, 1, 0.5])


def test_classes_are_counted(seen: Callable[..., Profile]) -> None:
    rows = [["a", 0]] * 5 + [["b", 1]] * 3 + [["c", 1]]
    found = seen(
        ["kind", "bit"], rows, kind=[Column(name="kind"), Categories()], bit=[Column(name="bit")]
    )

    assert found.fields["kind"].classes == (5, 3, 1)
    assert found.fields["kind"].mean is None
    assert found.fields["bit"].classes == (5, 4)


def test_missing_cells_are_counted_and_told_from_those_that_are_filled(
    seen: Callable[..., Profile],
) -> None:
    rows = [[1, 2], [None, 3], [4, None], [5, None]]
    found = seen(
        ["a", "b"],
        rows,
        a=[Column(name="a"), Impute(value="mean")],
        b=[Column(name="b")],
        both=[("a", "b"), Concat()],
    )
    filled, empty, both = (found.fields[name] for name in ("a", "b", "both"))

    assert (filled.missing, filled.unfilled) == (0.25, 0)
    assert (empty.missing, empty.unfilled, empty.unfilled_in) == (0.5, 2, "b")
    assert (both.unfilled, both.unfilled_in) == (2, "b")
    assert found.columns["a"].missing == 0.25


def test_missing_texts_are_counted(seen: Callable[..., Profile]) -> None:
    found = seen(["a"], [["x"], ["y"], ["NA"]], a=[Column(name="a"), Categories(values=("x", "y"))])

    assert (found.fields["a"].unfilled, found.fields["a"].unfilled_in) == (1, "a")


def test_columns_are_told_apart(seen: Callable[..., Profile]) -> None:
    rows = [[i + 7, i / 2, i % 3, "x"] for i in range(12)]
    names = ["id", "half", "third", "text"]
    columns = seen(
        names,
        rows,
        x=[Columns(pattern=("id", "half", "third"))],
        text=[Column(name="text"), Categories()],
    ).columns

    assert [columns[name].counts for name in names] == [True, False, False, False]
    assert [columns[name].whole for name in names] == [True, False, True, False]
    assert [columns[name].distinct for name in names] == [12, 12, 3, 1]
    assert [columns[name].numbers for name in names] == [True, True, True, False]


def test_constants_and_squeezed_columns_are_found(seen: Callable[..., Profile]) -> None:
    generator = np.random.default_rng(0)
    rows = [[1, value, value, i % 40] for i, value in enumerate(generator.normal(size=400))]
    rows[3][2] = 9999
    names = ("one", "normal", "slip", "uniform")
    found = seen(names, rows, x=[Columns(pattern=names), Standardize()]).fields["x"]

    assert found.constant == 1
    assert found.squeezed == ("slip",)
    assert found.outliers == pytest.approx(1 / 1600)


def test_noise_along_sequences_is_measured(seen: Callable[..., Profile]) -> None:
    generator = np.random.default_rng(2)
    names = [f"t{i:02}" for i in range(40)]
    phase = generator.uniform(0, 6, size=(300, 1))
    course = np.sin(np.arange(40) / 6 + phase)
    noise = 0.7 * generator.normal(size=course.shape)  # as much variance as the course
    stages = [Columns(pattern=tuple(names)), Reshape(sizes=(40, 1))]
    smooth, both, alone = (
        seen(names, numbers.tolist(), x=stages).fields["x"].noise
        for numbers in (course, course + noise, noise)
    )

    assert smooth == pytest.approx(0, abs=0.05)
    assert both == pytest.approx(0.5, abs=0.05)
    assert alone is None
    assert seen(names, course.tolist(), x=stages[:1]).fields["x"].noise is None


def test_relations_of_a_single_column_are_measured(seen: Callable[..., Profile]) -> None:
    generator = np.random.default_rng(1)
    a, b = generator.normal(size=(2, 500))
    rows = [[x, y, 3 * x + 1, np.sign(x * y), x + y] for x, y in zip(a, b, strict=True)]
    names = ["a", "b", "copy", "xor", "sum"]
    inputs = [Columns(pattern=("a", "b"))]
    copy, xor, total = (
        seen(names, rows, x=inputs, y=[Column(name=name)]).fields["y"]
        for name in ("copy", "xor", "sum")
    )

    assert copy.related[0][0] == "a"
    assert copy.related[0][1] == pytest.approx(1)
    assert xor.linear is not None
    assert xor.linear < 0.02
    assert max(abs(strength) for _, strength in xor.related) < 0.15
    assert total.linear == pytest.approx(1)


def test_repeated_rows_are_found_across_the_parts(seen: Callable[..., Profile]) -> None:
    generator = np.random.default_rng(2)
    rows = [list(row) for row in generator.normal(size=(100, 3))]
    found = seen(["a", "b", "c"], rows + rows, Random(), a=[Column(name="a")])

    assert found.duplicates == 0.5
    assert 0.4 < found.across < 0.9


def test_rows_that_are_equal_by_chance_do_not_count(seen: Callable[..., Profile]) -> None:
    rows = [[i % 2, i // 2 % 2, i % 3] for i in range(200)]
    found = seen(["a", "b", "c"], rows, Random(), a=[Column(name="a")])

    assert (found.duplicates, found.across) == (0, 0)


def test_the_table_is_the_cleaned_one(plan_of: Planner, tmp_path: Path) -> None:
    table(tmp_path, ["a", "b"], [[i % 10, i % 10] for i in range(40)])
    plan = plan_of({"a": [Column(name="a")]}, split=ALL)

    assert profile(replace(plan, rows=(DropDuplicates(),)), tmp_path).rows == 10


def test_what_cannot_be_read_is_an_error(plan_of: Planner, tmp_path: Path) -> None:
    with pytest.raises(TenetError):
        profile(plan_of({"a": [Column(name="a")]}), tmp_path)


@pytest.mark.parametrize("path", READ, ids=[path.stem for path in READ])
def test_the_gallery_on_its_data(path: Path) -> None:
    elaborated = elaborate(Source(str(path), path.read_text("utf-8")))
    assert elaborated.experiment.data is not None
    found = profile(elaborated.experiment.data, SPECS)
    alarms = [
        f"{d.rule.code}: {d.message}" for d in lint(elaborated, found) if d.severity != "info"
    ]

    assert 0 < found.train < found.rows
    assert found.fields.keys() == elaborated.experiment.data.fields.keys()
    assert all(field.unfilled == 0 for field in found.fields.values())
    assert alarms == []


def test_wrong_variants_are_found_on_real_data() -> None:
    text = """data {
    source = csv("data/penguins.csv")
    body   = columns(["bill_length_mm", "body_mass_g"])
    kind   = column("species") -> categories
    split  = random(train=70%, validation=15%, test=15%, seed=1)
}

network(body: f32[2]) -> y {
    y = body -> dense(16) -> relu -> dense(3) -> softmax
}

train {
    loss      = cross_entropy(y, kind)
    optimizer = adam(1e-3)
    batch     = 32
    epochs    = 40
}
"""
    elaborated = elaborate(Source("wrong.tenet", text))
    assert elaborated.experiment.data is not None
    found = profile(elaborated.experiment.data, SPECS)
    codes = {diagnostic.rule.code for diagnostic in lint(elaborated, found)}

    assert {"DAT001", "DAT005"} <= codes
    assert found.fields["body"].unfilled == 2
    assert sum(found.fields["kind"].classes) == found.train


TWICE = """data {
    source = csv("rows.csv")
    x      = columns(["a", "b"]) -> standardize
    y      = column("kind") -> one_hot(["p"])
    kind   = column("kind") -> categories
    split  = random(train=100%)
}

network(x: f32[2], y) -> z {
    z = (x, y) -> concat -> dense(16) -> relu -> dense(data.kind.classes) -> softmax
}

train {
    loss      = cross_entropy(z, kind)
    optimizer = adam(1e-3)
    epochs    = 40
}
"""


@pytest.mark.parametrize(("buffer", "ignored"), [("", False), ("", True), (", buffer=2", False)])
def test_a_fact_is_told_once_and_read_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, buffer: str, *, ignored: bool
) -> None:
    table(tmp_path, ["a", "b", "kind"], [[None, 1, "p"], [2, 2, "q"], [3, 1, "p"], [5, 3, "q"]])
    plan = elaborate(Source("spec.tenet", TWICE.replace('"rows.csv"', f'"rows.csv"{buffer}')))
    assert plan.experiment.data is not None
    reads: list[object] = []

    def counted(*args: Any) -> Table:
        reads.append(args)
        return read_table(*args)

    monkeypatch.setattr("tenet.data.cleaned.read_table", counted)
    seen, wrong = inspected(plan.experiment.data, tmp_path)
    found = [f for f in report(plan, seen) if f.rule.code.startswith("DAT001") and not ignored]
    codes = [f.rule.code for f in (*found, *untold(wrong, found))]

    assert len(reads) == (2 if buffer else 1)
    assert codes == (["TAB010", "TAB011"] if ignored else ["DAT001"] + ["TAB011"] * (not buffer))
