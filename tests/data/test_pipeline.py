"""The fitted pipeline as plain data: written, read, cut down, and undone."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from tenet.data.applying import apply
from tenet.data.arrays import places
from tenet.data.load import Dataset, checked_values, load
from tenet.data.pipeline import Pipeline
from tenet.data.plan import DataPlan
from tenet.data.reading import read_table
from tenet.data.sources.csv import Csv
from tenet.data.splits.random import Random
from tenet.data.transforms.categories import Categories
from tenet.data.transforms.column import Column, Columns
from tenet.data.transforms.concat import Concat
from tenet.data.transforms.impute import Impute
from tenet.data.transforms.min_max import MinMax
from tenet.data.transforms.one_hot import OneHot
from tenet.data.transforms.reshape import Reshape
from tenet.data.transforms.standardize import Standardize
from tenet.data.undo import undo, undo_steps
from tenet.diagnostics import TenetError
from tenet.types.tensor import Interval

Planner = Callable[..., DataPlan]

PENGUINS = {
    "size": (
        Columns(pattern=("bill_length_mm", "bill_depth_mm", "flipper_length_mm")),
        Impute(value="median"),
        Standardize(),
    ),
    "island": (Column(name="island"), OneHot()),
    "sex": (Column(name="sex"), OneHot(unknown=True)),
    "bird": (("size", "island", "sex"), Concat()),
    "mass": (Column(name="body_mass_g"), Impute(value="mean"), MinMax(), Standardize()),
    "species": (Column(name="species"), Categories()),
}


@pytest.fixture(scope="module")
def penguins(plan_of: Planner, specs: Path) -> Dataset:
    return load(plan_of(PENGUINS, Csv(path="data/penguins.csv"), Random(stratify="species")), specs)


def test_penguins(penguins: Dataset) -> None:
    kinds = {name: str(kind.tensor) for name, kind in penguins.pipeline.types.items()}

    assert kinds == {
        "size": "f32[3]",
        "island": "f32[3] in 0..1",
        "sex": "f32[2] in 0..1",
        "bird": "f32[8]",
        "mass": "f32",
        "species": "i64 in 0..2",
    }
    assert penguins.pipeline.classes("species") == (("Adelie", "Chinstrap", "Gentoo"),)
    assert penguins.pipeline.classes("island") == (("Biscoe", "Dream", "Torgersen"),)
    assert penguins.pipeline.classes("bird") is None
    assert penguins.pipeline.sizes["classes(species)"] == 3
    assert penguins.rows == 344
    assert {name: len(rows) for name, rows in penguins.parts.items()} == {
        "train": 241,
        "validation": 52,
        "test": 51,
    }
    training = places(penguins.fields["size"])[penguins.parts["train"]]
    np.testing.assert_allclose(training.mean(axis=0), 0, atol=1e-5)
    np.testing.assert_allclose(training.std(axis=0), 1, atol=1e-5)


def test_parts(
    penguins: Dataset, plan_of: Planner, specs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rows worked out a few at a time are what they are at once, and so is what is said of a bad one."""
    monkeypatch.setattr("tenet.data.applying.AT_ONCE", 50)
    source, split = Csv(path="data/penguins.csv"), Random(stratify="species")

    parts = load(plan_of(PENGUINS, source, split), specs)
    with pytest.raises(TenetError) as late:
        load(plan_of({"sex": (Column(name="body_mass_g"), Standardize())}, source), specs)

    assert parts.pipeline.to_json() == penguins.pipeline.to_json()
    for name, field in penguins.fields.items():
        np.testing.assert_array_equal(places(parts.fields[name]), places(field))
    assert "but the field `sex` needs one (2 of 344 rows)" in str(late.value)


def test_digits(plan_of: Planner, specs: Path) -> None:
    fields = {
        "image": (Columns(pattern="pixel_*"), Reshape(sizes=(1, 8, 8)), MinMax()),
        "digit": (Column(name="digit"), Categories(values=Interval(0, 9))),
    }
    plan = plan_of(fields, Csv(path="data/digits.csv"), Random(stratify="digit", seed=7))
    digits = load(plan, specs)
    raw = np.concatenate([places(digits.columns[f"pixel_{i}"]) for i in range(64)], axis=1)

    assert places(digits.fields["image"]).shape == (1797, 1, 8, 8)
    np.testing.assert_array_equal(
        places(digits.fields["image"]).reshape(-1, 64), (raw / 16).astype(np.float32)
    )
    np.testing.assert_array_equal(
        places(digits.fields["digit"]), places(digits.columns["digit"])[:, 0]
    )
    assert digits.pipeline.sizes == {"columns(pixel_*)": 64, "classes(digit)": 10}
    assert [column.name for column in digits.pipeline.columns][:2] == ["pixel_0", "pixel_1"]


def test_json_round_trip(penguins: Dataset) -> None:
    text = penguins.pipeline.to_json()
    again = Pipeline.from_json(text)

    assert again == penguins.pipeline
    assert again.to_json() == text
    for name, values in apply(again, penguins.columns).items():
        assert places(values).tobytes() == places(penguins.fields[name]).tobytes()


def test_restricted_to_the_inputs_of_a_network(penguins: Dataset) -> None:
    part = penguins.pipeline.restricted(["bird"])

    assert list(part.fields) == ["bird"]
    assert [column.name for column in part.columns] == [
        "bill_length_mm",
        "bill_depth_mm",
        "flipper_length_mm",
        "island",
        "sex",
    ]
    columns = {column.name: places(penguins.columns[column.name]) for column in part.columns}
    np.testing.assert_array_equal(apply(part, columns)["bird"], places(penguins.fields["bird"]))


def test_undo_gives_the_units_of_the_field(penguins: Dataset) -> None:
    mass = places(penguins.columns["body_mass_g"])[:, 0]
    undone = undo(penguins.pipeline, "mass", places(penguins.fields["mass"]))
    known = (
        ~np.isnan(mass)
        & (places(penguins.fields["mass"]) > -1.9)
        & (places(penguins.fields["mass"]) < 1.9)
    )

    assert undone.dtype == np.float32
    np.testing.assert_allclose(undone[known], mass[known], rtol=1e-5)
    assert undo_steps(penguins.pipeline, "species") == ()
    assert undo_steps(penguins.pipeline, "island") == ()


def test_undo_through_reshape_and_concat(plan_of: Planner, tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    cells = rng.normal(50, 9, (40, 4)).round(3)
    lines = ["a,b,c,d", *(",".join(map(str, row)) for row in cells.tolist())]
    (tmp_path / "rows.csv").write_text("\n".join(lines))
    fields = {
        "p": (Columns(pattern=("a", "b")), Standardize()),
        "q": (Columns(pattern=("c", "d")), MinMax(), Standardize()),
        "x": (("p", "q"), Concat(), Reshape(sizes=(2, 2))),
        "y": (("p",), Reshape(sizes=(1, 2, 1)), MinMax()),
    }
    data = load(plan_of(fields, split=Random(train=1, validation=0, test=0)), tmp_path)

    for name, raw in (("x", cells.reshape(40, 2, 2)), ("y", cells[:, :2].reshape(40, 1, 2, 1))):
        undone = undo(data.pipeline, name, places(data.fields[name]))
        np.testing.assert_allclose(undone, raw, rtol=1e-5)


def test_new_rows(penguins: Dataset, tmp_path: Path) -> None:
    (tmp_path / "new.csv").write_text(
        "species,island,bill_length_mm,bill_depth_mm,flipper_length_mm,sex\n"
        "Gentoo,Dream,40,18,NA,\nGentoo,Atlantis,40,18,190,male\n"
    )
    table = read_table(Csv(path="new.csv"), tmp_path)
    with pytest.raises(TenetError) as caught:
        checked_values(penguins.pipeline.restricted(["bird"]), table)

    (found,) = caught.value.diagnostics
    assert found.message == (
        'column "island" holds "Atlantis" in row 2, which is not among the values of the field'
        " `island` (1 of 2 rows)"
    ).replace("`island`", "`bird`")
    assert found.help is not None
    assert found.help.startswith("its values are Biscoe, Dream, Torgersen;")


def test_new_rows_without_a_column(penguins: Dataset) -> None:
    with pytest.raises(TenetError, match='takes a column "sex"'):
        apply(
            penguins.pipeline,
            {name: rows for name, rows in penguins.columns.items() if name != "sex"},
        )


DAMAGE: dict[str, tuple[Callable[[dict[str, object]], object], str]] = {
    "version": (lambda d: d.update(version=2), "at `version`"),
    "a key too many": (lambda d: d.update(extra=1), "at `extra`"),
    "no nodes": (lambda d: d.pop("nodes"), "at `nodes`"),
    "unknown step": (lambda d: d["nodes"][0].update(step="log"), "node 0 (log): there is no such"),  # type: ignore[index]
    "wrong setting": (lambda d: d["nodes"][0].update(settings={}), "node 0 (column): at `name`"),  # type: ignore[index]
    "later input": (lambda d: d["nodes"][3].update(inputs=[7]), "not all earlier nodes"),  # type: ignore[index]
    "no input": (lambda d: d["nodes"][4].update(inputs=[]), "it has 0 inputs"),  # type: ignore[index]
    "constants": (
        lambda d: d["nodes"][4]["settings"].update(values=[1.0, 2.0]),  # type: ignore[index]
        "2 constants for 3 elements",
    ),
    "text for number": (
        lambda d: d["nodes"][5]["settings"].update(values=["1", "2", "3"]),  # type: ignore[index]
        "node 5 (subtract): at `values.0`",
    ),
    "field of no node": (lambda d: d["fields"]["mass"].update(node=999), "no node 999"),  # type: ignore[index]
}


@pytest.mark.parametrize(("damage", "expected"), DAMAGE.values(), ids=DAMAGE)
def test_damaged(penguins: Dataset, damage: Callable[..., object], expected: str) -> None:
    document = json.loads(penguins.pipeline.to_json())
    damage(document)
    with pytest.raises(TenetError) as caught:
        Pipeline.from_json(json.dumps(document))

    (found,) = caught.value.diagnostics
    assert found.rule.code == "TAB018"
    assert expected in found.message


@pytest.mark.parametrize("text", ["", "{", "[]", "null", "[" * 5000, '{"version": NaN}'])
def test_no_pipeline(text: str) -> None:
    with pytest.raises(TenetError, match="the saved pipeline cannot be read"):
        Pipeline.from_json(text)
