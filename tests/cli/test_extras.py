"""Whoever lacks an optional library is told which extra brings it."""

from __future__ import annotations

import ast
import sys
import tomllib
from pathlib import Path

from tenet.cli.main import EXTRAS

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
ALWAYS = {"cyclopts", "pydantic"}
"""What every installation has."""
BESIDE = {"lsprotocol": "pygls", "cycler": "matplotlib"}
"""What comes with another library."""
ELSEWHERE = {
    "lark": "makes tables for developers",
    "pygments": "asks for Tenet's lexer, not the other way",
}
CALLED = {"PIL": "pillow", "sklearn": "scikit-learn"}


def imported() -> set[str]:
    """The packages that Tenet imports, its own and those of Python left out; what is emitted imports for itself."""
    found: set[str] = set()
    for path in (ROOT / "src" / "tenet").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))) if "kit" not in path.parts else ():
            if isinstance(node, ast.Import):
                found |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                found.add(node.module.partition(".")[0])
    return found - set(sys.stdlib_module_names) - {"tenet"}


def test_each_library_is_of_an_extra() -> None:
    needed = {BESIDE.get(name, name) for name in imported()} - ALWAYS - ELSEWHERE.keys()

    assert needed <= EXTRAS.keys()
    for name in needed:
        wanted = PROJECT["optional-dependencies"][EXTRAS[name]]
        assert any(CALLED.get(name, name) in line for line in wanted), name
