"""Fix all that can be fixed in a text, round by round, and keep its style."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from tenet.diagnostics import Diagnostic, TenetError
from tenet.diagnostics.diagnostic import Safety
from tenet.diagnostics.fixing import fixed
from tenet.source import Source
from tenet.syntax.format import format_text

T = TypeVar("T")
ROUNDS = 10
"""How often fixes are applied; each round may uncover what the next one mends."""


def fixed_all(
    source: Source,
    examine: Callable[[Source], tuple[tuple[Diagnostic, ...], T]],
    safeties: frozenset[Safety],
) -> tuple[str, tuple[tuple[Diagnostic, ...], T]]:
    """The text after all fixes of these safeties, in canonical style if it was, and what is found in it then.

    Args:
        source: the text.
        examine: what is found in a text, and whatever else it tells.
        safeties: which fixes are applied.
    """
    styled = _styled(source) == source.text
    left = examine(source)
    for _ in range(ROUNDS):
        found = left[0]
        fixes = [d.fix for d in found if d.fix is not None and d.fix.safety in safeties]
        text = fixed(source, fixes)
        if text == source.text:
            break
        source = Source(source.name, text)
        if styled:
            source = Source(source.name, _styled(source) or text)
        left = examine(source)
    return source.text, left


def _styled(source: Source) -> str | None:
    """The text in canonical style; none where it cannot be read."""
    try:
        return format_text(source)
    except TenetError:
        return None
