"""A fitted pipeline means the same, bit for bit, in numpy, ONNX Runtime and the ONNX reference."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import onnx
import onnxruntime as ort
import polars as pl
import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st
from onnx.reference import ReferenceEvaluator

from tenet.backends.onnx.builder import Builder
from tenet.backends.onnx.emit import finish
from tenet.backends.onnx.pipeline import lower_pipeline, lower_steps
from tenet.catalogue.lookup import known
from tenet.data.applying import apply, run
from tenet.data.arrays import Ragged, Values, places, unpadded
from tenet.data.clean.group import group
from tenet.data.cleaning.group import Group
from tenet.data.field import Content, FieldType
from tenet.data.fitting import fit
from tenet.data.implementation import implementation
from tenet.data.mistakes import OVERFLOW
from tenet.data.pipeline import FittedField, Node, Pipeline
from tenet.data.plan import DataPlan
from tenet.data.step import Step
from tenet.data.steps.add import Add
from tenet.data.steps.cast import Cast
from tenet.data.steps.column import Column as RawColumn
from tenet.data.steps.divide import Divide
from tenet.data.steps.multiply import Multiply
from tenet.data.steps.subtract import Subtract
from tenet.data.table import Table
from tenet.data.transform import Stage
from tenet.data.transforms.boolean import Boolean
from tenet.data.transforms.bucketize import Bucketize
from tenet.data.transforms.categories import Categories
from tenet.data.transforms.clip_outliers import ClipOutliers
from tenet.data.transforms.column import Column, Columns
from tenet.data.transforms.concat import Concat
from tenet.data.transforms.cyclic import Cyclic
from tenet.data.transforms.date import Date
from tenet.data.transforms.hash import Hash
from tenet.data.transforms.impute import Impute
from tenet.data.transforms.logarithm import Log, Log1p
from tenet.data.transforms.min_max import MinMax
from tenet.data.transforms.one_hot import OneHot
from tenet.data.transforms.picture import Squeeze
from tenet.data.transforms.reshape import Reshape
from tenet.data.transforms.robust_scale import RobustScale
from tenet.data.transforms.scale import Scale
from tenet.data.transforms.sequence import First, Truncate
from tenet.data.transforms.standardize import Standardize
from tenet.data.transforms.text import Characters, Lower, Replace, SplitWords
from tenet.data.transforms.vocabulary import Vocabulary
from tenet.data.undo import undo, undo_steps
from tenet.deploy.feed import Feed
from tenet.diagnostics import TenetError
from tenet.types.tensor import Interval

Planner = Callable[..., DataPlan]
ELEMENTS = {"f": onnx.TensorProto.FLOAT, "i": onnx.TensorProto.INT64}


def model_of(
    pipeline: Pipeline, results: dict[str, Values], *, undone: bool = False
) -> tuple[Any, Feed]:
    """The pipeline as a model of its own, its fields the outputs; and what it is given."""
    build = Builder()
    lowered = lower_pipeline(pipeline, build)
    values = dict(lowered.fields)
    if undone:
        values = {
            name: lower_steps(undo_steps(pipeline, name), value, build, f"undone.{name}")
            for name, value in values.items()
        }
    outputs = [
        onnx.helper.make_tensor_value_info(
            value,
            ELEMENTS[places(results[name]).dtype.kind],
            [
                "N",
                *(["T"] if isinstance(results[name], Ragged) else []),
                *places(results[name]).shape[1:],
            ],
        )
        for name, value in values.items()
    ]
    model = finish(build, "pipeline", list(lowered.inputs), outputs, {})
    names = [value.name for value in lowered.inputs]
    return model, Feed(dict(zip(names, lowered.nodes, strict=True)), {}, {})


def assert_same(pipeline: Pipeline, columns: Mapping[str, Values], *, undone: bool = False) -> None:
    ours = apply(pipeline, columns)
    if undone:
        ours = {name: undo(pipeline, name, values) for name, values in ours.items()}
    model, feed = model_of(pipeline, ours, undone=undone)
    feeds = feed.of(run(pipeline, columns), slice(None))
    runtime = ort.InferenceSession(
        model.SerializeToString(), providers=["CPUExecutionProvider"]
    ).run(None, feeds)
    with np.errstate(all="ignore"):
        reference = ReferenceEvaluator(model).run(None, feeds)
    for (name, made), *others in zip(ours.items(), runtime, reference, strict=True):
        expected = places(made)
        for given_ in map(np.asarray, others):
            actual = unpadded(given_, made.lengths).places if isinstance(made, Ragged) else given_
            assert (actual.dtype, actual.shape) == (expected.dtype, expected.shape), name
            np.testing.assert_array_equal(actual, expected, err_msg=name)
            real = ~np.isnan(expected)
            assert actual[real].tobytes() == expected[real].tobytes(), name


FINITE = st.floats(-1e30, 1e30, allow_nan=False) | st.sampled_from([0.0, -0.0, 1.0, 5e-324, 0.1])
NUMBERS = st.lists(FINITE, min_size=4, max_size=12)
WORDS = st.sampled_from(["", "a", "b", "é", "日本語", "x y", "NA", "A"])
CONSTANTS: list[Any] = ["mean", "median", "mode", 3.5, -0.0]
SCALING: dict[str, Stage] = {
    "standardize": Standardize(),
    "min_max": MinMax(),
    "clip": ClipOutliers(share=0.1),
    "impute": Impute(value="mode"),
    "robust_scale": RobustScale(),
    "scale": Scale(to=Interval(-1, 1), of=Interval(-3, 5)),
}


@st.composite
def tables(draw: st.DrawFn) -> dict[str, list[str]]:
    rows = draw(st.integers(4, 12))
    number = st.one_of(st.just(""), FINITE.map(repr), st.integers(0, 2).map(str))
    columns = {
        name: draw(st.lists(number, min_size=rows, max_size=rows)) for name in ("a", "b", "c")
    }
    for cells in columns.values():
        cells[0] = "1"
    texts = {name: draw(st.lists(WORDS, min_size=rows, max_size=rows)) for name in ("t", "u")}
    for cells in texts.values():
        cells[0] = "a"
    return columns | texts


@st.composite
def field_plans(draw: st.DrawFn) -> dict[str, tuple[object, ...]]:
    chain = tuple(SCALING[name] for name in draw(st.lists(st.sampled_from(sorted(SCALING)))))
    other = tuple(SCALING[name] for name in draw(st.lists(st.sampled_from(sorted(SCALING)))))
    constant = draw(st.sampled_from(CONSTANTS))
    return {
        "x": (Columns(pattern=("a", "b")), Impute(value=constant), *chain),
        "y": (Column(name="c"), *other),
        "hot": (Column(name="t"), Impute(value="none"), OneHot(unknown=True)),
        "hots": (Columns(pattern=("t", "u")), OneHot(unknown=True)),
        "numbers": (Columns(pattern=("c", "a")), OneHot(unknown=True)),
        "all": (("y", "x", "hot", "hots"), Concat(), *chain[:1]),
        "image": (
            ("x",),
            Reshape(sizes=(1, 2, 1)),
            *(s for s in other if s is not SCALING["impute"]),
        ),
        "channels": (("x",), Reshape(sizes=(2, 1, 1)), Standardize(per="channel"), Squeeze()),
        "class": (Column(name="u"), Categories()),
        "classes": (Columns(pattern=("a", "c")), Categories()),
        "known": (Columns(pattern=("t", "u")), Categories(unknown=True)),
        "often": (Columns(pattern=("c", "a")), Categories(unknown=True, minimum=2)),
        "clock": (Columns(pattern=("a", "c")), Cyclic(periods=(24.0, 7.0))),
        "wheel": (Column(name="c"), Cyclic(periods=0.3)),
        "single": (Columns(pattern=("u",)), Categories()),
        "laid": (("classes",), Reshape(sizes=(2, 1))),
        "one": (Columns(pattern=("t",)), OneHot(values=("é",), unknown=True)),
    }


@given(cells=tables(), fields=field_plans())
@settings(max_examples=25, deadline=None)
def test_parity(plan_of: Planner, cells: dict[str, list[str]], fields: Any) -> None:
    table = Table("rows.csv", pl.DataFrame(cells), ("",), ",", "")
    try:
        pipeline = fit(plan_of(fields), table, np.arange(0, table.rows, 2))
    except TenetError as error:
        # A spread of 5e-324 makes of other numbers what no float64 holds.
        if {d.rule for d in error.diagnostics} != {OVERFLOW}:
            raise
        reject()
    columns = {
        name: table.texts(name) if name in "tu" else table.numbers(name) for name in table.names
    }
    columns["t"][-1] = "never seen"

    assert_same(pipeline, columns)
    assert_same(pipeline.restricted(["all", "class"]), columns)
    assert_same(pipeline.restricted(["x", "y", "image"]), columns, undone=True)
    assert_same(pipeline, {name: values[:0] for name, values in columns.items()})


@given(values=NUMBERS)
@settings(max_examples=20, deadline=None)
def test_what_is_saved_means_the_same(plan_of: Planner, values: list[float]) -> None:
    table = Table("rows.csv", pl.DataFrame({"a": [repr(v) for v in values]}), ("",), ",", "")
    plan = plan_of({"x": (Column(name="a"), Standardize(), MinMax())})
    pipeline = fit(plan, table, np.arange(table.rows))

    assert Pipeline.from_json(pipeline.to_json()) == pipeline
    assert_same(Pipeline.from_json(pipeline.to_json()), {"a": table.numbers("a")})


def test_names_of_the_graph_are_those_of_the_spec(plan_of: Planner) -> None:
    table = Table("rows.csv", pl.DataFrame({"x": ["1", "2"], "": ["3", "4"]}), (), ",", "")
    plan = plan_of({"x": (Column(name="x"), Standardize()), "y": (Columns(pattern="*"),)})
    build = Builder()
    lowered = lower_pipeline(fit(plan, table, np.arange(2)), build)

    assert [value.name for value in lowered.inputs] == ["x", "column"]
    assert lowered.fields == {"x": "x_2", "y": "y"}
    assert [node.name for node in build.nodes][:4] == [
        "x.reshape",
        "x.subtract",
        "x.divide",
        "y.concat",
    ]


@pytest.mark.parametrize("term", sorted(set(known(Step)) - {RawColumn.term()}))
def test_every_step_has_both_halves(term: str) -> None:
    outside = known(Step)[term].outside
    for package in ("tenet.data.apply", *([] if outside else ["tenet.backends.onnx.steps"])):
        assert callable(implementation(package, term))


def test_every_stage_can_be_fitted() -> None:
    for term in known(Stage):
        assert callable(implementation("tenet.data.fit", term))


POSITIVE = st.floats(1e-30, 1e30) | st.sampled_from([1.0, 2.0, 0.1, 5e-324, 1.7e308])


@given(values=st.lists(POSITIVE, min_size=4, max_size=8))
@settings(max_examples=6, deadline=None)
def test_parity_of_logarithms(plan_of: Planner, values: list[float]) -> None:
    cells = {
        "a": [repr(v) for v in values],
        "b": [repr(v - 0.5) for v in values],
        "c": ["0"] * len(values),
    }
    table = Table("rows.csv", pl.DataFrame(cells), ("",), ",", "")
    fields: dict[str, tuple[object, ...]] = {
        "log": (Column(name="a"), Log(), Standardize()),
        "more": (Columns(pattern=("b", "c")), Log1p()),
        "plain": (Column(name="c"), Standardize()),
        "all": (("more", "plain", "log"), Concat(), MinMax()),
        "image": (("all",), Reshape(sizes=(2, 2))),
    }
    pipeline = fit(plan_of(fields), table, np.arange(table.rows))
    columns = {name: table.numbers(name) for name in table.names}
    columns["a"][-1] = [-1.0]

    assert_same(pipeline, columns)
    assert_same(pipeline, columns, undone=True)


def test_parity_of_cells(plan_of: Planner) -> None:
    days = ["2024-02-29", "", "1969-12-31", "2000-01-01", "2100-03-01 07:30", "never"]
    cells = {
        "a": ["1", "", "-2.5", "7", "7", "1e9"],
        "b": ["3", "4", "", "", "0.5", "2"],
        "yes": ["yes", "No", "", "TRUE", "0", "maybe"],
        "bit": ["1", "0", "", "1", "0", "2"],
        "day": [f"{day} 00:00"[:16] for day in days],
        "t": ["u", "v", "", "ß", "u", "a u"],
    }
    table = Table("rows.csv", pl.DataFrame(cells), ("", " 00:00"), ",", "")
    day = (Column(name="day"), Date(format="%Y-%m-%d %H:%M"))
    ab = (Columns(pattern=("a", "b")),)
    fields: dict[str, tuple[object, ...]] = {
        "marked": (*ab, Impute(value="median", indicator=True), Standardize()),
        "single": (Column(name="a"), Impute(value=0, indicator=True)),
        "yes": (Column(name="yes"), Boolean()),
        "bits": (Columns(pattern=("bit", "bit2")), Boolean()),
        "parts": (*ab, Bucketize(edges=(0.0, 3.0))),
        "fifths": (*ab, Bucketize(edges=3)),
        "days": (*day, Standardize()),
        "year": (*day, Cyclic(periods="day_of_year")),
        "week": (*day, Cyclic(periods="day_of_week")),
        "time": (*day, Cyclic(periods="time_of_day")),
        "hashed": (Column(name="t"), Replace(old="u", new="w"), Hash(buckets=7)),
        "image": (*ab, Reshape(sizes=(2, 1)), Standardize(per="channel")),
        "far": (*ab, ClipOutliers(z=1.0), ClipOutliers(iqr=0.5)),
    }
    table = replace(table, frame=table.frame.with_columns(bit2=pl.col("bit")))
    pipeline = fit(plan_of(fields), table, np.arange(5))
    columns = {
        name: table.texts(name) if name in {"yes", "day", "t"} else table.numbers(name)
        for name in table.names
    }

    assert_same(pipeline, columns)
    assert_same(pipeline.restricted(["days", "image", "marked", "far"]), columns, undone=True)
    assert Pipeline.from_json(pipeline.to_json()) == pipeline
    assert apply(pipeline, columns)["yes"].tolist() == [1, 0, -1, 1, 0, -1]  # type: ignore[union-attr]
    assert pipeline.classes("yes") == (("false", "true"),)


SEVERAL = (Group(column="s"),)
WORDS_OF = tuple(f"w{i}" for i in range(80))


@st.composite
def grouped_tables(draw: st.DrawFn) -> dict[str, list[str]]:
    cells = draw(tables())
    rows = len(cells["a"])
    series = draw(st.lists(st.sampled_from("xyz"), min_size=rows, max_size=rows))
    sentence = st.lists(st.sampled_from([*WORDS_OF[::9], "é", "Other"]), min_size=1, max_size=5)
    texts = draw(st.lists(sentence.map(" ".join), min_size=rows, max_size=rows))
    return {**cells, "s": series, "text": texts}


@given(cells=grouped_tables())
@settings(max_examples=15, deadline=None)
def test_parity_of_sequences(plan_of: Planner, cells: dict[str, list[str]]) -> None:
    table = group(SEVERAL[0], Table("rows.csv", pl.DataFrame(cells), ("",), ",", ""))
    fields: dict[str, tuple[object, ...]] = {
        "x": (Columns(pattern=("a", "b")), Impute(value="mean"), Standardize()),
        "y": (Column(name="c"), Impute(value=0), RobustScale(), Truncate(length=2, keep="last")),
        "all": (("x", "hot"), Concat()),
        "known": (Column(name="t"), Vocabulary()),
        "marked": (Column(name="u"), Vocabulary(size=2, start=True, end=True)),
        "label": (Column(name="t"), First(), Categories(unknown=True)),
        "cut": (Column(name="a"), Impute(value=1), First(), Standardize()),
    }
    hot = {"hot": (Column(name="u"), OneHot(unknown=True))}
    pipeline = fit(plan_of(hot | fields, rows=SEVERAL), table, np.arange(table.count))
    columns = {
        name: table.given(name, Content.TEXT if name in "tu" else Content.NUMBER)
        for name in ("a", "b", "c", "t", "u")
    }

    assert_same(pipeline, columns)
    assert_same(pipeline.restricted(["known", "label"]), columns)
    assert_same(pipeline.restricted(["x", "cut"]), columns, undone=True)


@given(cells=grouped_tables())
@settings(max_examples=10, deadline=None)
def test_parity_of_words(plan_of: Planner, cells: dict[str, list[str]]) -> None:
    table = Table("rows.csv", pl.DataFrame(cells), ("",), ",", "")
    words = (Column(name="text"), Lower(), SplitWords())
    fields: dict[str, tuple[object, ...]] = {
        "many": (*words, Vocabulary(words=WORDS_OF), Truncate(length=3)),
        "learnt": (*words, Truncate(length=2), Vocabulary(size=3)),
        "signs": (Column(name="text"), Characters(), Vocabulary(end=True)),
    }
    pipeline = fit(plan_of(fields), table, np.arange(table.rows))

    assert_same(pipeline, {"text": table.texts("text")})
    assert_same(Pipeline.from_json(pipeline.to_json()), {"text": table.texts("text")})


NEARLY_NEUTRAL = {
    "subtract": Subtract(values=(1e-50,)),
    "add": Add(values=(-1e-46,)),
    "multiply": Multiply(values=(1 + 1e-9,)),
    "divide": Divide(values=(1 - 1e-9,)),
    "add nothing": Add(values=(0.0,)),
}


@pytest.mark.parametrize("step", NEARLY_NEUTRAL.values(), ids=NEARLY_NEUTRAL)
def test_a_constant_that_float32_calls_neutral_still_counts(step: Step) -> None:
    scale = Multiply(values=(1e50 if step.term() in {"subtract", "add"} else 1e8,))
    away = Subtract(values=(2.0 if step.term() in {"multiply", "divide"} else 0.0,))
    twice = Multiply(values=(2.0,))
    steps = (RawColumn(name="a", content="number"), twice, step, away, scale, Cast(dtype="f32"))
    nodes = tuple(Node(s, (i - 1,) if i else (), (1,)) for i, s in enumerate(steps))
    kind = FieldType(Content.NUMBER, (1,))
    pipeline = Pipeline(nodes, {"x": FittedField(5, kind)}, {})

    assert_same(pipeline, {"a": np.array([[1.0], [0.0], [-0.0], [1e-50]])})
