"""`tenet ops`: everything that a spec can name, and the page of one of them."""

from __future__ import annotations

import sys

from tenet.catalogue.definition import Definition
from tenet.cli.table import table
from tenet.diagnostics import nearest
from tenet.pages.definition import catalogue, page, sections, summary
from tenet.pages.library import blocks


def ops(name: str | None = None, /) -> int:
    """List what a spec can name, or explain one of it.

    Args:
        name: an operation, a loss, an optimizer, a transform …, a block of the standard library
            such as vision.residual, or a section such as train.
    """
    things, shelved = catalogue(), blocks()
    if name is None:
        listed = [_listed(kind, found) for kind, found in things.items() if found]
        for heading, written in (
            ("operations written in Tenet", True),
            ("standard library", False),
        ):
            rows = [(f"  {b.name}", b.summary) for b in shelved if b.operation is written]
            listed.append(table((heading, ""), rows, frozenset()))
        sys.stdout.write("\n".join(listed))
        return 0
    everything = [thing for found in things.values() for thing in found] + sections()
    pages = [page(thing) for thing in everything if thing.term() == name]
    pages += [block.page() for block in shelved if block.name == name]
    if not pages:
        names = [thing.term() for thing in everything] + [block.name for block in shelved]
        close = nearest(name, names)
        hint = f"; did you mean `{close}`?" if close is not None else ""
        sys.stderr.write(f"error: there is nothing called `{name}`{hint}\n")
        return 1
    sys.stdout.write("\n\n".join(pages))
    return 0


def _listed(kind: str, found: list[type[Definition]]) -> str:
    rows = [(f"  {thing.term()}", summary(thing)) for thing in found]
    heading = f"{kind}es" if kind.endswith("s") else f"{kind}s"
    return table((heading, ""), rows, frozenset())
