"""Elaborates texts, and tells what was found or made."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

import pytest

from tenet.elaborate.experiment import elaborate
from tenet.ir.graph import Graph
from tenet.source import Source

Said: TypeAlias = Callable[..., list[str]]
Built: TypeAlias = Callable[..., Graph]


@pytest.fixture
def said() -> Said:
    """What is found in a text: a code and the words at fault for each finding."""

    def find(text: str, overrides: Mapping[str, str] | None = None) -> list[str]:
        found = elaborate(Source("spec.tenet", text), overrides).diagnostics
        return [f"{d.rule.code} {d.span.text}" if d.span else d.rule.code for d in found]

    return find


@pytest.fixture
def built() -> Built:
    """The graph of a network whose text has no mistakes."""

    def build(text: str, overrides: Mapping[str, str] | None = None) -> Graph:
        elaborated = elaborate(Source("spec.tenet", text), overrides)
        assert [d.message for d in elaborated.diagnostics] == []
        assert elaborated.experiment.network is not None
        return elaborated.experiment.network

    return build
