"""Fixes carried out on a text."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from tenet.diagnostics.diagnostic import Edit, Fix
from tenet.source import Source


def fixed(source: Source, fixes: Iterable[Fix]) -> str:
    """The text after these fixes, each carried out whole or not at all.

    A fix that touches another source, or what an earlier one has touched, is left out: once the
    text has been read again it may come back.
    """
    chosen: list[Edit] = []
    for fix in fixes:
        own = all(edit.span.source is source for edit in fix.edits)
        if own and _apart([*chosen, *(edit for edit in fix.edits if edit not in chosen)]):
            chosen += [edit for edit in fix.edits if edit not in chosen]
    text = source.text
    for edit in sorted(chosen, key=lambda e: e.span.start, reverse=True):
        text = text[: edit.span.start] + edit.replacement + text[edit.span.end :]
    return text


def _apart(edits: list[Edit]) -> bool:
    """Whether no two edits overlap or start at one place, where their order would matter."""
    ordered = sorted(edits, key=lambda edit: (edit.span.start, edit.span.end))
    return all(
        before.span.end <= after.span.start and before.span.start != after.span.start
        for before, after in pairwise(ordered)
    )
