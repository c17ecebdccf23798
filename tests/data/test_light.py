"""What a `data` section means is known without numpy and polars, which only reading needs."""

from __future__ import annotations

import subprocess
import sys

import pytest

MEANING = """
from tenet.catalogue.lookup import known
from tenet.data.transform import Split, Stage, TableSource
import tenet.data.field, tenet.data.plan, tenet.data.mistakes

assert {"column", "columns", "one_hot"} <= set(known(Stage))
assert {"csv", "npz", "parquet"} <= set(known(TableSource))
assert {"by_group", "random", "time"} <= set(known(Split))
"""


def loaded(program: str) -> set[str]:
    program += "\nimport sys; print(*{name.split('.')[0] for name in sys.modules})"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60
    )
    return set(done.stdout.split())


def test_meaning_needs_no_arrays() -> None:
    assert not {"numpy", "polars", "onnx"} & loaded(MEANING)


@pytest.mark.parametrize("module", ["fitting", "reading", "applying"])
def test_the_test_can_fail(module: str) -> None:
    assert {"numpy", "polars"} & loaded(f"import tenet.data.{module}")
