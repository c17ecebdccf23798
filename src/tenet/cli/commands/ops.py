"""`tenet ops`: everything that a spec can name, and the page of one of them."""

from __future__ import annotations

import sys

from tenet.catalogue.definition import Definition
from tenet.cli.pages import catalogue, page, sections, summary
from tenet.cli.table import table
from tenet.diagnostics import nearest


def ops(name: str | None = None, /) -> int:
    """List what a spec can name, or explain one of it.

    Args:
        name: an operation, a loss, an optimizer, a transform …, or a section such as train.
    """
    things = catalogue()
    if name is None:
        sys.stdout.write("\n".join(_listed(kind, found) for kind, found in things.items() if found))
        return 0
    everything = [thing for found in things.values() for thing in found] + sections()
    pages = [page(thing) for thing in everything if thing.term() == name]
    if not pages:
        close = nearest(name, [thing.term() for thing in everything])
        hint = f"; did you mean `{close}`?" if close is not None else ""
        sys.stderr.write(f"error: there is nothing called `{name}`{hint}\n")
        return 1
    sys.stdout.write("\n\n".join(pages))
    return 0


def _listed(kind: str, found: list[type[Definition]]) -> str:
    rows = [(f"  {thing.term()}", summary(thing)) for thing in found]
    heading = f"{kind}es" if kind.endswith("s") else f"{kind}s"
    return table((heading, ""), rows, frozenset())
