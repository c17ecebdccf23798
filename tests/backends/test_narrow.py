"""Whole numbers in JAX: what is known to fit into 32 bits is computed, and what is not is refused."""

from __future__ import annotations

import numpy as np
import pytest
from tests.ops.conftest import graph_of

from tenet.backends.jax.emit import emit_module
from tenet.backends.jax.narrow import MOST, narrowed, require_narrow
from tenet.backends.program import Graphs
from tenet.diagnostics import TenetError
from tenet.passes.pipeline import SOURCE, run

FITS = [
    "network(x: i64[3]) -> y { y = x -> max(axis=0) }",
    "network(x: i64[3]) -> y { y = -x -> abs }",
    "network(x: i64[T]) -> y { y = x -> argmin }",
    "network(x: f32[T]) -> y { y = x + (100 * arange(T) + 1 -> cast(f32)) }",
    (
        "network(x: f32[T], z: f32[S]) -> y {"
        " y = (x -> last) + (z -> last) + ((arange(T) -> last) - (arange(S) -> last) -> cast(f32)) }"
    ),
    "network(x: i64[T] in 0..127) -> y { y = x -> sum }",
    "network(x: i64[T <= 1024] in 0..50256) -> y { y = x -> cumsum }",
    "network(x: i64[T <= 32] in 1..2) -> y { y = (x - 1 -> prod) + x }",
    "network(x: i64[9] in -9..9) -> y { y = x -> prod }",
    'network(x: i64[4, 3] in 0..9999) -> y { y = (x, x) -> einsum("ij,ij->i") }',
    "network(x: i64[20] in -9999..9999) -> y { y = (x, x) -> dot }",
    "network(x: f32[4] in 0..1) -> y { y = 1000 * x -> cast(i64) }",
    "network(x: i32[4]) -> y { y = x * x }",
]
GROWS = [
    "network(x: i64[3] in 0..9_999_999_999) -> y { y = x -> max(axis=0) }",
    "network(x: i64[3] in 0..9) -> y { y = minimum(x, 3_000_000_000) }",
    "network(x: i64[3]) -> y { y = x + 1 }",
    "network(x: i64[2]) -> y { y = x -> sum }",
    "network(x: i64[T] in 0..129) -> y { y = x -> sum }",
    "network(x: i64[T <= 1024] in 0..2_100_000) -> y { y = x -> cumsum }",
    "network(x: i64[T <= 32] in 1..2) -> y { y = x -> prod }",
    "network(x: i64[10] in -9..9) -> y { y = x -> prod }",
    'network(x: i64[4, 22] in 0..9999) -> y { y = (x, x) -> einsum("ij,ij->i") }',
    "network(x: i64[22] in -9999..9999) -> y { y = (x, x) -> dot }",
    "network(x: f32[4]) -> y { y = x -> cast(i64) }",
    "network(x: i64[T] in 0..9, n: i64 in 0..9) -> y, z { y, z = x -> scan(add, initial=n) }",
    "network(x: i64[T, 2] in 0..99999) -> y { y = x -> scan(square) }",
]


@pytest.mark.parametrize("text", FITS)
def test_what_fits_is_lowered(text: str) -> None:
    assert "def forward(" in emit_module(Graphs(run(SOURCE, graph_of(text, strictly=False))))


@pytest.mark.parametrize("text", GROWS)
def test_what_may_grow_is_refused(text: str) -> None:
    with pytest.raises(TenetError, match="32 bits"):
        require_narrow(run(SOURCE, graph_of(text, strictly=False)))


def test_a_field_is_held_to_them() -> None:
    assert narrowed(np.array([-MOST, MOST]), "count").dtype == np.int32
    with pytest.raises(TenetError, match="`count` holds -2,147,483,648"):
        narrowed(np.array([0, -MOST - 1]), "count")
