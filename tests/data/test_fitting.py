"""What fitting learns, from which rows, and what it refuses."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenet.data.apply.turn import turn
from tenet.data.applying import apply, step_values
from tenet.data.arrays import places
from tenet.data.fitting import fit
from tenet.data.load import check_header, header_sizes, load
from tenet.data.plan import DataPlan
from tenet.data.sources.csv import Csv
from tenet.data.splits.random import Random
from tenet.data.step import Step
from tenet.data.steps.clip import Clip
from tenet.data.steps.divide import Divide
from tenet.data.steps.equals import Equals
from tenet.data.steps.fill import Fill
from tenet.data.steps.logarithm import Exponential, Logarithm
from tenet.data.steps.lookup import Lookup
from tenet.data.steps.subtract import Subtract
from tenet.data.steps.turn import Turn
from tenet.data.table import Table
from tenet.data.transform import Stage
from tenet.data.transforms.categories import Categories
from tenet.data.transforms.clip_outliers import ClipOutliers
from tenet.data.transforms.column import Column, Columns
from tenet.data.transforms.concat import Concat
from tenet.data.transforms.impute import Impute
from tenet.data.transforms.logarithm import Log, Log1p
from tenet.data.transforms.min_max import MinMax
from tenet.data.transforms.one_hot import OneHot
from tenet.data.transforms.reshape import Reshape
from tenet.data.transforms.standardize import Standardize
from tenet.data.undo import undo
from tenet.diagnostics import TenetError
from tenet.types.tensor import Interval

Planner = Callable[..., DataPlan]
A = Column(name="a")
T = Column(name="t")
AB = Columns(pattern=("a", "b"))


def table(**columns: Sequence[str]) -> Table:
    return Table("rows.csv", pl.DataFrame(columns), ("", "NA"), ",", "0" * 64)


ROWS = table(a=["4", "NA", "2", "2"], b=["7", "7", "7", "7"], t=["x", "", "y", "x"])

LEARNT: dict[str, tuple[tuple[Stage, ...], tuple[Step, ...]]] = {
    "standardize": (
        (A, Impute(value=0), Standardize()),
        (Fill(values=(0,)), Subtract(values=(2,)), Divide(values=(2**0.5,))),
    ),
    "constant column": (
        (AB, Impute(value="median"), Standardize()),
        (
            Fill(values=(2, 7)),
            Subtract(values=(2.5, 7)),
            Divide(values=(0.75**0.5, 1)),
        ),
    ),
    "mean leaves missing values out": ((A, Impute(value="mean")), (Fill(values=(8 / 3,)),)),
    "mode of numbers": ((AB, Impute(value="mode")), (Fill(values=(2.0, 7.0)),)),
    "mode of text": (
        (T, Impute(value="mode"), Categories()),
        (Fill(values=("x",)), Lookup(classes=(("x", "y"),), columns=("t",))),
    ),
    "min_max": (
        (AB, Impute(value="mode"), MinMax()),
        (
            Fill(values=(2.0, 7.0)),
            Subtract(values=(2, 7)),
            Divide(values=(2, 1)),
            Clip(low=(0,), high=(1,)),
        ),
    ),
    "clip_outliers": (
        (A, Impute(value=0), ClipOutliers(share=0.25)),
        (Fill(values=(0,)), Clip(low=(1.5,), high=(2.5,))),
    ),
    "one_hot": (
        (AB, OneHot(unknown=True)),
        (Equals(classes=((2, 4), (7,)), unknown=True, columns=("a", "b")),),
    ),
    "categories that are frequent": (
        (T, Categories(minimum=2, unknown=True)),
        (Lookup(classes=(("x",),), unknown=True, columns=("t",)),),
    ),
    "categories in a range": (
        (A, Impute(value=3), Categories(values=Interval(2, 4))),
        (Fill(values=(3,)), Lookup(classes=((2, 3, 4),), columns=("a",))),
    ),
}


@pytest.mark.parametrize(("stages", "expected"), LEARNT.values(), ids=LEARNT)
def test_learnt(plan_of: Planner, stages: tuple[Stage, ...], expected: tuple[Step, ...]) -> None:
    pipeline = fit(plan_of({"x": stages}), ROWS, np.arange(4))
    kept = tuple(
        node.step
        for node in pipeline.nodes
        if node.step.term() not in {"column", "concat", "reshape", "cast"}
    )

    assert [step.term() for step in kept] == [step.term() for step in expected]
    for ours, theirs in zip(kept, expected, strict=True):
        if isinstance(theirs, Subtract | Divide):
            assert isinstance(ours, Subtract | Divide)
            assert ours.values == pytest.approx(theirs.values)
        else:
            assert ours == theirs


def test_an_image_is_scaled_as_a_whole(plan_of: Planner) -> None:
    rows = table(a=["0", "2"], b=["8", "4"])
    stages = (Columns(pattern="*"), Reshape(sizes=(1, 2, 1)), MinMax())
    pipeline = fit(plan_of({"image": stages}), rows, np.arange(2))
    fields = apply(pipeline, {name: rows.numbers(name) for name in rows.names})

    np.testing.assert_array_equal(fields["image"], [[[[0.0], [1.0]]], [[[0.25], [0.5]]]])
    assert pipeline.sizes == {"columns(*)": 2}


def test_rare_numbers_keep_their_mean(plan_of: Planner) -> None:
    rows = table(a=["0.1"] * 10)
    fields = apply(
        fit(plan_of({"x": (A, Standardize())}), rows, np.arange(10)), {"a": rows.numbers("a")}
    )

    assert not places(fields["x"]).any()


FITTED = {
    "x": (AB, ClipOutliers(share=0.1), Impute(value="median"), Standardize()),
    "y": (A, Impute(value="mode"), MinMax()),
    "t": (T, OneHot(unknown=True)),
    "z": (("x", "t"), Concat(), Standardize()),
}
CELL = st.sampled_from(["", "NA", "1", "2.5", "-3", "1e6", "0.1"])
WORD = st.sampled_from(["", "u", "v", "é", "日本"])
OTHER_ROWS = st.lists(st.tuples(CELL, CELL, WORD), min_size=3, max_size=3)


@given(other=OTHER_ROWS)
def test_other_rows_teach_nothing(plan_of: Planner, other: list[tuple[str, str, str]]) -> None:
    training = [("1", "5", "u"), ("2", "NA", "v"), ("7", "3", "u")]
    rows = np.array([0, 2, 4])
    plan = plan_of(FITTED)

    def fitted(others: list[tuple[str, str, str]]) -> object:
        mixed = [training[0], others[0], training[1], others[1], training[2], others[2]]
        a, b, t = zip(*mixed, strict=True)
        return fit(plan, table(a=a, b=b, t=t), rows)

    assert fitted([("9", "9", "w")] * 3) == fitted(other)


BAD_ROWS = {
    "missing number": (
        b"a,t\n1,x\n2,x\nNA,x\n4,x\n",
        {"x": (A, Standardize())},
        "TAB010",
        (
            'column "a" has no value in row 3, where it holds "NA", but the field `x` needs one'
            " (1 of 4 rows)"
        ),
        "column(name=a)",
    ),
    "missing after a column that is filled": (
        b"a,b\n1,1\n,NA\n3,\n4,4\n",
        {
            "p": (A, Impute(value="mean")),
            "q": (Column(name="b"),),
            "x": (("p", "q"), Concat()),
            "unused": (Column(name="b"), Impute(value=0)),
        },
        "TAB010",
        (
            'column "b" has no value in row 2, where it holds "NA", but the field `q` needs one'
            " (2 of 4 rows)"
        ),
        "column(name=b)",
    ),
    "missing category": (
        b"t\nx\n\nx\ny\nNA\n",
        {"x": (T, Categories(values=("x", "y")))},
        "TAB010",
        ('column "t" has no value in row 2, but the field `x` needs one (2 of 5 rows)'),
        "column(name=t)",
    ),
    "unseen category": (
        b"t\nred\nred\nblue\nblu\n",
        {"x": (T, OneHot(values=("red", "blue")))},
        "TAB011",
        (
            'column "t" holds "blu" in row 4, which is not among the values of the field `x`'
            " (1 of 4 rows)"
        ),
        'one_hot(values=["red", "blue"])',
    ),
    "unseen number": (
        b"a,b\n1,1\n2,2\n3,2\n2,1\n",
        {"x": (AB, Categories(values=Interval(1, 2)))},
        "TAB011",
        (
            'column "a" holds "3" in row 3, which is not among the values of the field `x`'
            " (1 of 4 rows)"
        ),
        "categories(values=1..2)",
    ),
    "text among numbers": (
        b"a\n1\n2\nthree\n4\nfour\n",
        {"x": (A, Standardize())},
        "TAB013",
        "`standardize` needs numbers, but its input is text",
        "standardize",
    ),
    "text in a column of numbers": (
        b"a\n1\n2\nthree\n4\nfour\n",
        {"x": (Column(name="a", type="number"),)},
        "TAB008",
        'row 3 of column "a" holds "three", which is not a finite number (2 of 5 rows)',
        "column(name=a, type=number)",
    ),
    "wrong count": (
        b"p_0,p_1,p_2\n1,2,3\n1,2,3\n1,2,3\n",
        {"x": (Columns(pattern="p_*"), Reshape(sizes=(2, 2)))},
        "TAB013",
        "`reshape` cannot lay 3 numbers [3] out as [2, 2], which holds 4",
        "reshape(sizes=[2, 2])",
    ),
    "only missing": (
        b"a,b\nNA,1\n,2\n,3\n",
        {"x": (A, Impute(value="mean"))},
        "TAB012",
        '`impute` finds only missing values in column "a", in all 2 training rows',
        "impute(value=mean)",
    ),
    "text as a field": (
        b"t\nx\ny\nx\n",
        {"x": (T,)},
        "TAB014",
        "the field `x` is text, and a network computes with numbers",
        "x",
    ),
    "number and text": (
        b"a\n1\n2\n3\n",
        {"x": (A,), "y": (Column(name="a", type="text"), OneHot(unknown=True))},
        "TAB009",
        'column "a" is read as text here and as number by another field',
        "column(name=a, type=text)",
    ),
    "too large for f32": (
        b"a\n1\n1e300\n3\n",
        {"x": (A,)},
        "TAB017",
        "the field `x` has a number too large for f32 in row 2 (1 of 3 rows)",
        "x",
    ),
    "too large to add up": (
        b"a\n1e308\n1.7e308\n1.6e308\n",
        {"x": (A, Standardize())},
        "TAB017",
        "`standardize` meets numbers too large to calculate with",
        "standardize",
    ),
    "unknown column": (
        b"alpha,t\n1,x\n2,y\n3,y\n",
        {"x": (Column(name="alpa"),)},
        "TAB006",
        '"rows.csv" has no column "alpa"',
        "column(name=alpa)",
    ),
    "unmatched pattern": (
        b"alpha,t\n1,x\n2,y\n3,y\n",
        {"x": (Columns(pattern="Alpha*"), Standardize())},
        "TAB007",
        'no column of "rows.csv" matches "Alpha*"',
        'columns(pattern="Alpha*")',
    ),
}


@pytest.mark.parametrize(
    ("data", "fields", "code", "message", "span"), BAD_ROWS.values(), ids=BAD_ROWS
)
def test_bad_rows(  # noqa: PLR0913, PLR0917  # one row of the table
    plan_of: Planner,
    tmp_path: Path,
    data: bytes,
    fields: object,
    code: str,
    message: str,
    span: str,
) -> None:
    (tmp_path / "rows.csv").write_bytes(data)
    with pytest.raises(TenetError) as caught:
        load(plan_of(fields, split=Random(train=0.7, validation=0.3, test=0)), tmp_path)

    (found,) = caught.value.diagnostics
    assert (code, message) == (found.rule.code, found.message)
    assert found.span is not None
    assert found.span.text == span
    assert found.help


def test_help_names_the_nearest_and_the_available(plan_of: Planner, tmp_path: Path) -> None:
    names = [f"pixel_{i}" for i in range(20)]
    (tmp_path / "rows.csv").write_text(",".join(names) + "\n" + ",".join("1" * 20) + "\n")
    (found,) = check_header(plan_of({"x": (Column(name="pixl_3"),)}), tmp_path)

    assert found.help == (
        'did you mean "pixel_3"? its columns are "pixel_0", "pixel_1", "pixel_2", "pixel_3",'
        ' "pixel_4", "pixel_5", "pixel_6", "pixel_7" and 12 more'
    )


def test_the_header_makes_sizes_known(plan_of: Planner) -> None:
    plan = plan_of({"x": (Columns(pattern="p_*"),), "y": (A,)})

    assert header_sizes(plan, ("p_1", "a", "p_2", "P_3")) == {"columns(p_*)": 2}


def test_a_missing_file_is_a_finding_of_the_header(plan_of: Planner, tmp_path: Path) -> None:
    (found,) = check_header(plan_of({"x": (A,)}, source=Csv(path="none.csv")), tmp_path)

    assert found.rule.code == "TAB001"


@given(st.lists(st.floats(-1e4, 1e4), min_size=1, max_size=20), st.floats(0.1, 1e3))
def test_a_turn_is_a_sine_and_a_cosine(values: list[float], period: float) -> None:
    turns = np.array(values).reshape(-1, 1) / period
    made = turn(Turn(periods=(period,)), np.array(values).reshape(-1, 1))

    # Beside the rounding of the series, that of the turns themselves counts.
    room = 4e-15 + 8 * np.spacing(np.abs(turns).max() + 1)
    np.testing.assert_allclose(made[:, :1], np.sin(2 * np.pi * (turns % 1)), atol=room)
    np.testing.assert_allclose(made[:, 1:], np.cos(2 * np.pi * (turns % 1)), atol=room)


@given(values=st.lists(st.floats(5e-324, 1.7e308), min_size=1, max_size=9))
def test_logarithms(values: list[float]) -> None:
    x = np.array(values)
    near = np.minimum(x, 2.0) * np.array([1, -0.4999])[:, np.newaxis]

    np.testing.assert_allclose(step_values(Logarithm(), x), np.log(x), rtol=1e-15, atol=1e-18)
    np.testing.assert_allclose(step_values(Logarithm(shift=1), near), np.log1p(near), rtol=1e-15)
    assert np.isnan(step_values(Logarithm(), np.array([0.0, -1.0, np.nan]))).all()
    assert np.isnan(step_values(Logarithm(shift=1), np.array([-1.0, -3.0, np.nan]))).all()


@given(values=st.lists(st.floats(-690, 690), min_size=1, max_size=9))
def test_exponentials(values: list[float]) -> None:
    x = np.array(values)

    np.testing.assert_allclose(step_values(Exponential(), x), np.exp(x), rtol=1e-15)
    np.testing.assert_allclose(step_values(Exponential(shift=1), x), np.expm1(x), rtol=1e-15)


def test_the_logarithm_of_a_target_is_undone(plan_of: Planner) -> None:
    rows = table(a=["1", "10", "100", "1000"], b=["0", "1e-7", "5", "1e9"])
    fields = {
        "x": (A, Log(), Standardize()),
        "y": (Column(name="b"), Log1p(), MinMax()),
        "both": (("x", "y"), Concat()),
        "all": (("both", "x"), Concat(), Standardize()),
    }
    pipeline = fit(plan_of(fields), rows, np.arange(4))
    fields_of = apply(pipeline, {name: rows.numbers(name) for name in rows.names})
    made = {name: places(values) for name, values in fields_of.items()}
    a, b = rows.numbers("a")[:, 0], rows.numbers("b")[:, 0]

    np.testing.assert_allclose(made["x"].mean(), 0, atol=1e-6)
    np.testing.assert_allclose(undo(pipeline, "x", made["x"]), a, rtol=1e-5)
    np.testing.assert_allclose(undo(pipeline, "y", made["y"]), b, rtol=2e-5, atol=1e-6)
    np.testing.assert_allclose(undo(pipeline, "both", made["both"])[:, 0], a, rtol=1e-5)
    whole = undo(pipeline, "all", made["all"])
    np.testing.assert_allclose(whole, np.stack([a, b, a], axis=1), rtol=3e-5, atol=1e-6)
