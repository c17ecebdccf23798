"""Find what carries out a stage, step, source or split: the function of the same name."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, cast

from tenet.discovery import modules


@cache
def implementation(package: str, term: str) -> Callable[..., Any]:
    """The function called `term` in a module of the package.

    Raises:
        LookupError: the package has none; a definition lacks its other half.
    """
    for module in modules(package):
        found = vars(module).get(term)
        if callable(found) and found.__module__ == module.__name__:
            return cast("Callable[..., Any]", found)
    raise LookupError(f"`{package}` has no function `{term}`")
