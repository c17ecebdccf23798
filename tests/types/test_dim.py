"""Symbolic sizes: arithmetic agrees with numbers, and equal sizes are equal however they were written."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenet.types.dim import (
    Dim,
    Symbolic,
    bind,
    ceil_div,
    decided_by_data,
    named,
    names,
    product,
)

T, F, G = named("T"), named("F"), named("G")
NAMES = ("T", "F", "G")

Formula = Callable[[Callable[[str], Dim]], Dim]
"""A size written in terms of named ones: the same for symbols and for numbers."""


def formulas() -> st.SearchStrategy[Formula]:
    leaves = st.one_of(
        st.sampled_from(NAMES).map(lambda name: lambda of: of(name)),
        st.integers(-9, 9).map(lambda number: lambda _: number),
    )

    def joined(inner: st.SearchStrategy[Formula]) -> st.SearchStrategy[Formula]:
        return st.one_of(
            st.tuples(inner, inner).map(lambda p: lambda of: p[0](of) + p[1](of)),
            st.tuples(inner, inner).map(lambda p: lambda of: p[0](of) - p[1](of)),
            st.tuples(inner, inner).map(lambda p: lambda of: p[0](of) * p[1](of)),
            st.tuples(inner, st.integers(1, 5)).map(lambda p: lambda of: p[0](of) // p[1]),
            inner.map(lambda f: lambda of: -f(of)),
        )

    return st.recursive(leaves, joined, max_leaves=6)


sizes = st.fixed_dictionaries({name: st.integers(1, 50) for name in NAMES})


@given(formulas(), sizes)
def test_binding_agrees_with_numbers(formula: Formula, values: dict[str, int]) -> None:
    assert bind(formula(named), values) == formula(lambda name: values[name])


@given(formulas(), sizes, st.sampled_from(NAMES))
def test_binding_one_after_the_other(formula: Formula, values: dict[str, int], first: str) -> None:
    part = bind(formula(named), {first: values[first]})

    assert first not in names(part)
    assert bind(part, values) == bind(formula(named), values)


@given(formulas(), formulas(), formulas())
def test_equal_however_written(a: Formula, b: Formula, c: Formula) -> None:
    x, y, z = a(named), b(named), c(named)

    assert x + y == y + x
    assert x * y == y * x
    assert (x + y) + z == x + (y + z)
    assert (x * y) * z == x * (y * z)
    assert x * (y + z) == x * y + x * z
    assert x - x == 0
    assert x + 0 == x
    assert x * 1 == x
    assert x * 0 == 0
    assert x // 1 == x
    assert (x + y) // 1 == x + y
    assert x + x == 2 * x


@given(formulas(), formulas())
def test_text_is_stable(a: Formula, b: Formula) -> None:
    x, y = a(named) + b(named), b(named) + a(named)

    assert str(x) == str(y)
    assert hash(x) == hash(y)
    assert isinstance(x, int) or names(x)


@given(st.lists(st.integers(0, 20), max_size=4), st.integers(1, 9))
def test_products_and_quotients(shape: list[int], divisor: int) -> None:
    total = product(tuple(shape))

    assert isinstance(total, int)
    assert ceil_div(total, divisor) == -(-total // divisor)


TEXTS: list[tuple[Dim, str]] = [
    (T, "T"),
    (2 * T, "2 * T"),
    (-T, "-T"),
    (T - F, "-F + T"),
    (1 - T, "-T + 1"),
    (2 * T + 1, "2 * T + 1"),
    (T * F - 3, "F * T - 3"),
    ((T + 1) * (T - 1), "T * T - 1"),
    ((T + 1) // 2, "(T + 1) // 2"),
    (T // 2 * 2, "2 * (T // 2)"),
    ((T // 2) // 2, "(T // 2) // 2"),
    (T // 2 + 1, "T // 2 + 1"),
    (T // F, "T // F"),
    ((2 * T + 4) // 2, "T + 2"),
    (T // T, "1"),
    (7 // T, "7 // T"),
    (named("data.kind.classes") * 8, "8 * data.kind.classes"),
]


@pytest.mark.parametrize(("size", "text"), TEXTS, ids=[text for _, text in TEXTS])
def test_text(size: Dim, text: str) -> None:
    assert str(size) == text


@pytest.mark.parametrize(
    ("size", "expected"),
    [(3, ""), (T, "T"), (T * F + 2, "F T"), ((T + 1) // G, "G T"), (T - T, "")],
    ids=str,
)
def test_names(size: Dim, expected: str) -> None:
    assert " ".join(sorted(names(size))) == expected


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        (3, False),
        (T * F, False),
        (named("data.kind.classes") + T, True),
        (named("columns(x*)"), True),
    ],
    ids=str,
)
def test_what_only_the_data_tells(size: Dim, expected: bool) -> None:
    assert decided_by_data(size) is expected


def test_division_by_zero() -> None:
    with pytest.raises(ZeroDivisionError):
        T // 0


def test_a_size_is_no_number() -> None:
    assert isinstance(T + 1, Symbolic)
    assert T + 1 - T == 1
    assert isinstance(T + 1 - T, int)
