"""The examples in docstrings are true."""

from __future__ import annotations

import doctest
from importlib import import_module
from pathlib import Path

import pytest

import tenet

ROOT = Path(tenet.__path__[0])
FRAMEWORKS = {"torch": "torch", "jax": "jax", "onnx": "onnx"}
"""What the modules of a target need, by its folder."""

EXAMPLES = sorted(path for path in ROOT.rglob("*.py") if ">>> " in path.read_text("utf-8"))


@pytest.mark.parametrize(
    "path", EXAMPLES, ids=[path.relative_to(ROOT).as_posix() for path in EXAMPLES]
)
def test_examples(path: Path) -> None:
    for folder in path.relative_to(ROOT).parts:
        pytest.importorskip(FRAMEWORKS.get(folder, "sys"))
    name = ".".join(("tenet", *path.relative_to(ROOT).with_suffix("").parts))
    done = doctest.testmod(import_module(name.removesuffix(".__init__")))

    assert done.attempted > 0
    assert done.failed == 0


def test_there_are_examples() -> None:
    assert len(EXAMPLES) > 10
