"""Twice the layers are twice the work: counted in calls, which no other process disturbs."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType

import pytest
from tests.properties.layers import blocked, lined, mistaken, repeated

from tenet.elaborate.experiment import elaborate
from tenet.source import Source
from tenet.syntax.format import format_text

LAYERS = 150
DOUBLED = 2.05
"""Twice, and what little is searched in what has grown."""

Work = Callable[[str], object]


def elaborating(text: str) -> object:
    return elaborate(Source("spec.tenet", text))


def formatting(text: str) -> object:
    return format_text(Source("spec.tenet", text))


def calls(work: Work, text: str) -> int:
    """The calls of functions, Python's own among them, that work on a text takes."""
    count = 0

    def counted(frame: FrameType, event: str, argument: object) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(counted)
    try:
        work(text)
    finally:
        sys.setprofile(before)
    return count


@pytest.mark.parametrize("write", [repeated, lined, blocked, mistaken])
def test_elaborating_is_linear(write: Callable[[int], str]) -> None:
    for layers in (1, LAYERS, 2 * LAYERS):  # what is looked up the first time is known after that
        elaborating(write(layers))
    once, twice = (calls(elaborating, write(layers)) for layers in (LAYERS, 2 * LAYERS))

    assert twice / once < DOUBLED


@pytest.mark.parametrize("write", [lined, blocked])
def test_formatting_is_linear(write: Callable[[int], str]) -> None:
    formatting(write(1))
    once, twice = (calls(formatting, write(layers)) for layers in (LAYERS, 2 * LAYERS))

    assert twice / once < DOUBLED


def test_the_count_can_tell() -> None:
    def squared(text: str) -> object:
        return [len(text) for _ in range(len(text) ** 2)]

    assert calls(squared, "ab" * 20) / calls(squared, "a" * 20) > 3
