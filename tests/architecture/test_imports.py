"""To check a spec, and to import Tenet, is light: no framework and no array library is loaded."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

SPEC = Path(__file__).parents[2] / "specs" / "digits.tenet"
HEAVY = frozenset(
    [
        "torch",
        "jax",
        "optax",
        "onnx",
        "onnxruntime",
        "numpy",
        "polars",
        "sklearn",
        "scipy",
        "safetensors",
        "matplotlib",
    ]
)
CHECK = f"from tenet.cli.main import run; run(['check', {str(SPEC)!r}])"


def loaded(program: str) -> set[str]:
    """The top-level modules that a program loads."""
    program += "\nimport sys; print('loaded:', *{name.split('.')[0] for name in sys.modules})"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60
    )
    return set(done.stdout.rpartition("loaded:")[2].split())


@pytest.mark.parametrize(
    ("program", "more"),
    [
        (CHECK, {"cyclopts", "rich"}),
        (CHECK.replace("'check', ", "'check', '--format=json', "), set()),
        (CHECK.replace("'check', ", "'show', "), set()),
        ("import tenet.cli.main", {"cyclopts", "rich", "pydantic"}),
        ("import tenet", {"cyclopts", "rich", "pydantic", "importlib.metadata"}),
    ],
    ids=["check", "check-json", "show", "cli", "tenet"],
)
def test_light(program: str, more: set[str]) -> None:
    assert not loaded(program) & (HEAVY | more)


@pytest.mark.parametrize("module", ["numpy", "rich", "onnx"])
def test_the_test_can_fail(module: str) -> None:
    assert module in loaded(f"{CHECK}; import {module}")
