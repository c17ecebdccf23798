"""How much of the large counts a run takes: a share of each, and all of them under `make fuzz`."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any
from unittest.mock import patch

from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st
from hypothesis.internal.conjecture import providers
from hypothesis.internal.constants_ast import Constants

WHOLE = bool(os.environ.get("FUZZ"))


def share(whole: int, part: int) -> int:
    """All of them under `make fuzz`, else a part."""
    return whole if WHOLE else part


def examine(
    examples: int, number: int, strategy: st.SearchStrategy[Any], check: Callable[[Any], None]
) -> None:
    """Effect: so many examples are checked, the same ones in every run with this number.

    Hypothesis would draw some of the constants of whatever modules are loaded, too, and so other examples
    in every selection of tests; it is told of none.
    """

    @seed(number)
    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def run(example: Any) -> None:
        check(example)

    with patch.object(providers, "_get_local_constants", Constants):
        run()
