"""Settings: what each takes in words, how values are written, and what makes a thing."""

from __future__ import annotations

from typing import Annotated, Literal

import pytest
from pydantic import Field, model_validator

from tenet.catalogue.definition import (
    Count,
    Definition,
    Fraction,
    NotNegative,
    Percent,
    Positive,
    Size,
    snake_case,
)
from tenet.catalogue.initialiser import Initialiser
from tenet.catalogue.inputs import MANY, NONE, ONE, TWO, Inputs
from tenet.catalogue.instantiate import Misconfigured, instantiate
from tenet.catalogue.setting import Dotted, Each, called, settings, spelled
from tenet.ops.activation import Relu
from tenet.ops.dense import Dense
from tenet.policy.duration import Time
from tenet.policy.schedules.cosine import Cosine
from tenet.types.dim import named
from tenet.types.shape import Misfit
from tenet.types.tensor import Interval


class Everything(Definition):
    """A thing with a setting of each form."""

    count: Count
    size: Size
    fraction: Fraction
    positive: Positive
    not_negative: NotNegative
    any_number: float
    any_whole: int
    switch: bool
    text: str
    maybe: Count | None = None
    choice: Literal["same", "valid"] = "same"
    only: Literal["auto"] = "auto"
    either: Initialiser | Literal["auto"] = "auto"
    several: Count | tuple[Count, ...] = 1
    per_axis: Count | Annotated[tuple[Count, ...], Each("axis")] = 1
    pairs: (
        Literal["same"] | Count | Annotated[tuple[Count | tuple[Count, Count], ...], Each("axis")]
    ) = 1
    texts: tuple[str, ...] = ()
    values: tuple[int | float | str, ...] | tuple[tuple[int | float | str, ...], ...] = ()
    range: Interval | None = None
    share: Annotated[float, Field(ge=0, le=1)] = Percent(0.15)
    monitor: Annotated[str, Dotted("a metric such as validation.loss")] = "validation.loss"
    field: Annotated[str | None, Dotted("the name of a field")] = None
    time: Time = 0.0


WORDS = {
    "count": "a whole number of at least 1",
    "size": "a whole number of at least 1, or a size",
    "fraction": "a number of at least 0 and below 1",
    "positive": "a number above 0",
    "not_negative": "a number of at least 0",
    "any_number": "a number",
    "any_whole": "a whole number",
    "switch": "true or false",
    "text": "a text in quotes",
    "maybe": "a whole number of at least 1, or none",
    "choice": "same or valid",
    "only": "auto",
    "either": "an initialiser, or auto",
    "several": "a whole number of at least 1, or a list of such",
    "per_axis": "a whole number of at least 1, or a list with one for each axis",
    "pairs": "same, or a whole number of at least 1, or a list with one or a pair for each axis",
    "texts": "a list, each item a text in quotes",
    "values": "a list, each item a number or a text in quotes, or a list of such",
    "range": "a range such as 0..9, or none",
    "share": "a number of at least 0 and at most 1",
    "monitor": "a metric such as validation.loss",
    "field": "the name of a field, or none",
    "time": "a number of at least 0, or a percentage, or a duration",
}


@pytest.mark.parametrize(("name", "words"), WORDS.items(), ids=WORDS)
def test_words(name: str, words: str) -> None:
    assert settings(Everything)[name].words == words


def test_settings_keep_their_order_and_kind() -> None:
    known = settings(Everything)

    assert list(known) == list(Everything.model_fields)
    assert [name for name, s in known.items() if s.required] == list(known)[:9]
    assert known["choice"].choices == ("same", "valid")
    assert known["either"].kinds == (Initialiser,)
    assert [name for name, s in known.items() if s.dotted] == ["monitor", "field"]
    assert known["share"].default == Percent(0.15)


SPELLED: list[tuple[object, str]] = [
    (None, "none"),
    (True, "true"),
    (3, "3"),
    (0.5, "0.5"),
    (1e-10, "1e-10"),
    (float("inf"), "inf"),
    (Percent(0.15), "15%"),
    ("a", '"a"'),
    ('say "a"\\\n', '"say \\"a\\"\\\\\\n"'),
    ((1, "a", (None,)), '[1, "a", [none]]'),
    ((), "[]"),
    (Interval(0, 9), "0..9"),
    (2 * named("T") + 1, "2 * T + 1"),
    (Relu(), "relu"),
    (Dense(units=8), "dense(units=8)"),
    (Dense(bias=False, units=8), "dense(bias=false, units=8)"),
    (Cosine(warmup=Percent(0.05)), "cosine(warmup=5%)"),
]


@pytest.mark.parametrize(("value", "text"), SPELLED, ids=[text for _, text in SPELLED])
def test_spelled(value: object, text: str) -> None:
    assert spelled(value) == text


def test_a_default_that_is_given_is_shown() -> None:
    assert called(Dense(units=8, bias=True)) == "dense(bias=true, units=8)"


class Pair(Definition):
    """Two numbers that must differ."""

    a: int = 0
    b: int = 1

    @model_validator(mode="after")
    def _differ(self) -> Pair:
        if self.a == self.b:
            raise Misfit("takes two numbers that differ", setting="b")
        return self


class Choice(Definition):
    """One of two, which must be given."""

    a: int | None = None
    b: int | None = None

    @model_validator(mode="after")
    def _one(self) -> Choice:
        if (self.a is None) is (self.b is None):
            raise Misfit("needs either `a` or `b`")
        return self


def test_what_settings_must_agree_on_is_asked_of_defaults_too() -> None:
    with pytest.raises(Misfit):
        instantiate(Choice, {})
    assert instantiate(Choice, {"b": 1}).b == 1


def test_instantiate() -> None:
    assert instantiate(Pair, {}) == Pair()
    assert instantiate(Pair, {"a": 2}) == Pair(a=2)
    assert instantiate(Dense, {"units": named("T")}).units == named("T")


QUOTIENT = "the float 8.0: `/` gives floats, and `//` divides whole numbers"
WRONG: list[tuple[dict[str, object], list[tuple[str | None, str]]]] = [
    ({}, [(None, "`dense` needs `units`: a whole number of at least 1, or a size")]),
    ({"units": 0}, [("units", "`units` of `dense` takes a whole number of at least 1, or a size, not 0")]),
    ({"units": True}, [("units", "`units` of `dense` takes a whole number of at least 1, or a size, not true")]),
    ({"units": 8, "bias": 1}, [("bias", "`bias` of `dense` takes true or false, not 1")]),
    ({"units": 8.0, "bias": None},
     [("units", f"`units` of `dense` takes a whole number of at least 1, or a size, not {QUOTIENT}"),
      ("bias", "`bias` of `dense` takes true or false, not none")]),
    ({"units": 8, "init": Relu()}, [("init", "`init` of `dense` takes an initialiser, or auto, not relu")]),
]  # fmt: skip


@pytest.mark.parametrize(("values", "problems"), WRONG, ids=[str(values) for values, _ in WRONG])
def test_misconfigured(values: dict[str, object], problems: list[tuple[str | None, str]]) -> None:
    with pytest.raises(Misconfigured) as caught:
        instantiate(Dense, values)
    assert [(p.setting, p.message) for p in caught.value.problems] == problems


def test_contradiction() -> None:
    with pytest.raises(Misfit) as caught:
        instantiate(Pair, {"a": 1})
    assert (caught.value.message, caught.value.setting) == ("takes two numbers that differ", "b")


@pytest.mark.parametrize(
    ("inputs", "fitting", "text"),
    [
        (NONE, {0}, ""),
        (ONE, {1}, "x"),
        (TWO, {2}, "a, b"),
        (MANY, {1, 2, 3, 4}, "x, …"),
        (Inputs(("a", "b"), many=True), {2, 3, 4}, "a, b, …"),
    ],
    ids=["none", "one", "two", "many", "two or more"],
)
def test_inputs(inputs: Inputs, fitting: set[int], text: str) -> None:
    assert {count for count in range(5) if inputs.fits(count)} == fitting
    assert str(inputs) == text


@pytest.mark.parametrize(
    ("name", "term"),
    [("Dense", "dense"), ("GlobalAvgPool", "global_avg_pool"), ("F1", "f1"), ("Adamw", "adamw")],
)
def test_terms(name: str, term: str) -> None:
    assert snake_case(name) == term
