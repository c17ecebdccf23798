"""Editors for the tests: one for all that only ask, and one for each test that must begin anew."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.lsp.editor import Editor

pytest.importorskip("pygls", reason="the language server is an extra: tenet-lang[lsp]")


@pytest.fixture(scope="session")
def editor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Editor]:
    """An editor whose files are never on disk."""
    made = Editor(tmp_path_factory.mktemp("editor"))
    yield made
    assert made.quit() == 0


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Editor]]:
    """Starts an editor in an empty folder."""
    made: list[Editor] = []

    def begin(encoding: str = "utf-16", *, pulls: bool = False, **choices: bool) -> Editor:
        made.append(Editor(tmp_path, encoding, pulls=pulls, **choices))
        return made[-1]

    yield begin
    for one in made:
        one.end()
