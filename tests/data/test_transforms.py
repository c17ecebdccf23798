"""What each stage makes of a field before any row is read."""

from __future__ import annotations

import pytest

from tenet.catalogue.instantiate import Misconfigured, instantiate
from tenet.catalogue.lookup import known
from tenet.data.field import Content, FieldType
from tenet.data.splits.random import Random
from tenet.data.transform import Stage
from tenet.data.transforms.cast import Cast
from tenet.data.transforms.categories import Categories
from tenet.data.transforms.clip_outliers import ClipOutliers
from tenet.data.transforms.column import Column, Columns
from tenet.data.transforms.concat import Concat
from tenet.data.transforms.cyclic import Cyclic
from tenet.data.transforms.impute import Impute
from tenet.data.transforms.min_max import MinMax
from tenet.data.transforms.one_hot import OneHot
from tenet.data.transforms.ordinal import Ordinal
from tenet.data.transforms.reshape import Reshape
from tenet.data.transforms.robust_scale import RobustScale
from tenet.data.transforms.scale import Scale
from tenet.data.transforms.standardize import Standardize
from tenet.types.dim import named
from tenet.types.shape import Misfit
from tenet.types.tensor import Interval

NUMBER = FieldType(Content.NUMBER, (), columns=("a",), origin="a")
TEXT = FieldType(Content.TEXT, (), columns=("t",), origin="t")
EITHER = FieldType(Content.EITHER, (), columns=("e",), origin="e")
THREE = FieldType(Content.NUMBER, (3,), columns=("a", "b", "c"), origin="a, b, c")
PIXELS = Columns(pattern="pixel_*").result()
SCALED = Scale(to=Interval(0, 1), of=Interval(0, 255))
CLASS = Categories().result(TEXT)

TYPES = {
    "a column is one number": (Column(name="a", type="number"), (), "f32"),
    "listed columns are counted": (Columns(pattern=("a", "b")), (), "f32[2]"),
    "a pattern is not": (Columns(pattern="p_*"), (), "f32[columns(p_*)]"),
    "impute keeps the shape": (Impute(value="mean"), (THREE,), "f32[3]"),
    "impute takes text": (Impute(value="none"), (TEXT,), "f32"),
    "clip_outliers": (ClipOutliers(share=0.05), (THREE,), "f32[3]"),
    "standardize": (Standardize(), (EITHER,), "f32"),
    "robust_scale": (RobustScale(), (THREE,), "f32[3]"),
    "scale of a known range": (
        Scale(to=Interval(-1, 1)),
        (MinMax().result(THREE),),
        "f32[3] in -1..1",
    ),
    "scale of a range that is said": (SCALED, (THREE,), "f32[3] in 0..1"),
    "min_max has a range": (MinMax(), (THREE,), "f32[3] in 0..1"),
    "one_hot of values": (OneHot(values=("a", "b")), (TEXT,), "f32[2] in 0..1"),
    "one_hot of columns": (OneHot(values=(1, 2)), (THREE,), "f32[6] in 0..1"),
    "one_hot by column": (OneHot(values=((1, 2), (1,), (1, 2, 3))), (THREE,), "f32[6] in 0..1"),
    "one_hot to be learnt": (OneHot(), (TEXT,), "f32[classes(t)] in 0..1"),
    "whole numbers": (Cast(to="i64"), (THREE,), "i64[3]"),
    "whole numbers in a range": (Cast(to="i64"), (SCALED.result(THREE),), "i64[3] in 0..1"),
    "ordinal": (Ordinal(values=("a", "b", "c")), (TEXT,), "f32 in 0..2"),
    "ordinal of columns": (Ordinal(values=((1, 2), (1,), (1, 2, 4))), (THREE,), "f32[3] in 0..2"),
    "categories in a range": (Categories(values=Interval(0, 9)), (NUMBER,), "i64 in 0..9"),
    "categories by list": (Categories(values=("a", "b")), (EITHER,), "i64 in 0..1"),
    "categories of columns": (Categories(values=(1, 2)), (THREE,), "i64[3] in 0..1"),
    "categories to be learnt": (Categories(), (TEXT,), "i64 in 0.."),
    "categories with the unknown": (
        Categories(values=("a", "b"), unknown=True),
        (TEXT,),
        "i64 in 0..2",
    ),
    "cyclic": (Cyclic(periods=(24.0, 60.0, 12.0)), (THREE,), "f32[6] in -1..1"),
    "cyclic of a column": (Cyclic(periods=24.0), (NUMBER,), "f32[2] in -1..1"),
    "reshape": (Reshape(sizes=(3, 1)), (THREE,), "f32[3, 1]"),
    "reshape of an unknown count": (Reshape(sizes=(1, 8, 8)), (PIXELS,), "f32[1, 8, 8]"),
    "reshape of categories": (Reshape(sizes=(1,)), (CLASS,), "i64[1] in 0.."),
    "concat": (Concat(), (NUMBER, THREE), "f32[4]"),
    "concat of unknown counts": (Concat(), (PIXELS, NUMBER), "f32[columns(pixel_*) + 1]"),
}


@pytest.mark.parametrize(("stage", "inputs", "expected"), TYPES.values(), ids=TYPES)
def test_type(stage: Stage, inputs: tuple[FieldType, ...], expected: str) -> None:
    actual = str(stage.result(*inputs).tensor)

    assert expected == actual


MISFITS = {
    "standardize on text": (Standardize(), (TEXT,), "needs numbers, but its input is text"),
    "min_max on categories": (MinMax(), (CLASS,), "but its input is categories"),
    "mean of text": (Impute(value="mean"), (TEXT,), "needs numbers"),
    "number for text": (Impute(value=3), (TEXT,), "needs numbers"),
    "text for number": (Impute(value="x"), (NUMBER,), "needs text, but its input is numbers"),
    "empty text": (Impute(value=""), (TEXT,), "still stands for a missing value"),
    "categories twice": (Categories(), (CLASS,), "already categories"),
    "one_hot of an image": (OneHot(), (Reshape(sizes=(1, 8, 8)).result(PIXELS),), "f32[1, 8, 8]"),
    "text values for numbers": (OneHot(values=("a",)), (NUMBER,), "needs text"),
    "number values for text": (Categories(values=(1,)), (TEXT,), "needs numbers"),
    "mixed values": (Categories(values=(1, "a")), (EITHER,), "both texts and numbers"),
    "twice the same value": (Categories(values=(1, 1.0)), (NUMBER,), "lists 1 twice"),
    "empty value": (OneHot(values=("",)), (TEXT,), "a missing cell"),
    "no values": (OneHot(values=()), (TEXT,), "an empty list"),
    "empty range": (Categories(values=Interval(3, 1)), (NUMBER,), "is empty"),
    "open range": (Categories(values=Interval(0)), (NUMBER,), "with both ends"),
    "endless range": (Categories(values=Interval(0, 1e9)), (NUMBER,), "1,000,000,001 values"),
    "huge value": (Categories(values=(2**60 + 1,)), (NUMBER,), "no float64 tells"),
    "too few lists": (OneHot(values=((1,), (2,))), (THREE,), "2 lists of values for 3 columns"),
    "reshape to another count": (Reshape(sizes=(2, 2)), (THREE,), "cannot lay 3 numbers [3] out"),
    "reshape of text": (Reshape(sizes=(1,)), (TEXT,), "needs numbers"),
    "concat of images": (Concat(), (Reshape(sizes=(3, 1)).result(THREE),), "[3, 1]"),
    "concat of text": (Concat(), (NUMBER, TEXT), "needs numbers"),
    "scale of what is not known": (
        Scale(to=Interval(0, 1)),
        (THREE,),
        "in which range its numbers",
    ),
    "too few periods": (Cyclic(periods=(24.0, 60.0)), (THREE,), "2 periods for 3 columns"),
    "no columns": (Columns(pattern=()), (), "names no column"),
    "a column twice": (Columns(pattern=("a", "a")), (), 'names the column "a" twice'),
}


@pytest.mark.parametrize(("stage", "inputs", "expected"), MISFITS.values(), ids=MISFITS)
def test_misfit(stage: Stage, inputs: tuple[FieldType, ...], expected: str) -> None:
    with pytest.raises(Misfit) as caught:
        stage.result(*inputs)

    assert expected in caught.value.message


def test_learnt_sizes_differ_by_what_was_done_before() -> None:
    imputed = Impute(value="mode").result(TEXT)

    assert OneHot().result(TEXT).shape == OneHot().result(TEXT).shape
    assert OneHot().result(TEXT).shape != OneHot().result(imputed).shape


def test_categories_know_how_many_they_are() -> None:
    assert Categories(values=(3, 5, 7)).result(NUMBER).class_count == 3
    assert Categories().result(TEXT).class_count == named("classes(t)")


WRONG_SETTINGS = {
    "clip of half": ("clip_outliers", {"share": 0.5}, "a number of at least 0 and below 0.5"),
    "unnamed column": ("column", {"name": ""}, "a text in quotes"),
    "type of cells": ("column", {"name": "a", "type": "date"}, "number or text or none"),
    "impute what": ("impute", {}, "`impute` needs `value`"),
    "empty axis": ("reshape", {"sizes": (0, 3)}, "a list, each item"),
}


@pytest.mark.parametrize(
    ("term", "values", "expected"), WRONG_SETTINGS.values(), ids=WRONG_SETTINGS
)
def test_wrong_setting(term: str, values: dict[str, object], expected: str) -> None:
    with pytest.raises(Misconfigured) as caught:
        instantiate(known(Stage)[term], values)

    assert expected.split(" or ", maxsplit=1)[0] in str(caught.value)


def test_shares_add_up() -> None:
    with pytest.raises(Misfit) as caught:
        Random(train=0.8, test=0.3)

    assert caught.value.message == (
        "deals out 110% of the rows: train, validation and test are 80%, 0%, 30%"
    )


@pytest.mark.parametrize("ends", [Interval(0), Interval(3, 1), Interval(2, 2)])
def test_a_scale_has_two_ends(ends: Interval) -> None:
    with pytest.raises(Misfit) as caught:
        Scale(to=ends)

    assert "from one number up to another" in caught.value.message


def test_rare_values_go_somewhere() -> None:
    with pytest.raises(Misfit) as caught:
        Categories(minimum=5)

    assert "`categories(minimum=5, unknown=true)`" in (caught.value.help or "")


def test_a_share_that_is_not_given_beside_others_is_nothing() -> None:
    whole, some, default = Random(train=1.0), Random(train=0.9, validation=0.1), Random()

    assert (whole.train, whole.validation, whole.test) == (1, 0, 0)
    assert (some.validation, some.test) == (0.1, 0)
    assert (default.train, default.validation, default.test) == (0.7, 0.15, 0.15)
