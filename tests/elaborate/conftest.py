"""Elaborates texts, and tells what was found or made."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

import pytest

from tenet.elaborate.experiment import Elaborated, Experiment, elaborate
from tenet.ir.graph import Graph
from tenet.source import Source

Said: TypeAlias = Callable[..., list[str]]
Told: TypeAlias = Callable[..., list[tuple[str, ...]]]
Built: TypeAlias = Callable[..., Graph]
Made: TypeAlias = Callable[..., Experiment]


def _elaborated(
    text: str, overrides: Mapping[str, str] | None, files: Mapping[str, str] | None
) -> Elaborated:
    return elaborate(Source("spec.tenet", text), overrides, imports=files)


@pytest.fixture
def said() -> Said:
    """What is found in a text: a code and the words at fault for each finding."""

    def find(
        text: str,
        overrides: Mapping[str, str] | None = None,
        files: Mapping[str, str] | None = None,
    ) -> list[str]:
        found = _elaborated(text, overrides, files).diagnostics
        return [f"{d.rule.code} {d.span.text}" if d.span else d.rule.code for d in found]

    return find


@pytest.fixture
def told() -> Told:
    """What is told of each finding: a code and the words at fault, the message, and the labels."""

    def find(text: str, files: Mapping[str, str] | None = None) -> list[tuple[str, ...]]:
        found = _elaborated(text, None, files).diagnostics
        return [
            (
                f"{d.rule.code} {d.span.text if d.span else ''}",
                d.message,
                *(f"{label.span.text}: {label.text}" for label in d.labels),
            )
            for d in found
        ]

    return find


@pytest.fixture
def made() -> Made:
    """The experiment of a text that has no mistakes."""

    def make(
        text: str,
        overrides: Mapping[str, str] | None = None,
        files: Mapping[str, str] | None = None,
    ) -> Experiment:
        elaborated = _elaborated(text, overrides, files)
        assert [d.message for d in elaborated.diagnostics] == []
        return elaborated.experiment

    return make


@pytest.fixture
def built(made: Made) -> Built:
    """The graph of a network whose text has no mistakes."""

    def build(
        text: str,
        overrides: Mapping[str, str] | None = None,
        files: Mapping[str, str] | None = None,
    ) -> Graph:
        graph = made(text, overrides, files).network
        assert graph is not None
        return graph

    return build
