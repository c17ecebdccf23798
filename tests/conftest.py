"""Goldens: texts that a test must reproduce, in files named after the test."""

from __future__ import annotations

import itertools
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

# How long an example takes is the machine's affair, not the product's: benchmarks measure time.
settings.register_profile("tenet", deadline=None)
settings.load_profile("tenet")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-goldens",
        action="store_true",
        help="write the goldens anew; look at the difference before you keep it",
    )


TESTED = itertools.count(1)
PROGRAMS_OF = 50
"""How many tests' programs JAX may keep: each lies in memory maps of its own, which a process has 65,530 of."""


@pytest.fixture(autouse=True)
def programs_let_go() -> Iterator[None]:
    """What JAX has compiled is let go from time to time, where it is used at all."""
    yield
    if next(TESTED) % PROGRAMS_OF == 0 and "jax" in sys.modules:
        sys.modules["jax"].clear_caches()


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str], None]:
    """Compares a text with the golden of the running test: `golden/<module>/<test>.txt`."""
    module = Path(request.path)
    name = re.sub(r"[^\w.-]+", "-", request.node.name).strip("-")
    path = module.parent / "golden" / module.stem.removeprefix("test_") / f"{name}.txt"

    def compare(actual: str) -> None:
        if request.config.getoption("--update-goldens"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(actual.encode())
        assert path.exists(), f"there is no golden yet: {path}; run with --update-goldens"
        expected = path.read_bytes().decode()

        assert actual == expected

    return compare
