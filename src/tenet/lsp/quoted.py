"""What can be written between quotes: the columns of the data set, and files."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from tenet.data.finding import SUFFIXES
from tenet.data.heading import header
from tenet.data.installed import tables
from tenet.data.sources.files import Files
from tenet.data.sources.package import Package
from tenet.data.transform import Cleaning, Selection, Split, Stage, TableSource
from tenet.diagnostics import TenetError
from tenet.lsp.document import Document
from tenet.pages.definition import named
from tenet.syntax.cursor import Cursor
from tenet.syntax.tree import Bind, Import, Param, Section

NAMING_COLUMNS = (Selection, Cleaning, Split)
"""What texts are given to that are names of columns."""
FIRST = re.compile(r'\s*(?:\w+\s*=\s*)?"([^"\n]+)"')
"""The first argument of a call, where it is a text."""
SPLIT = "split = random(train=80%, validation=20%)"


def columns(document: Document, here: Cursor) -> Iterator[str]:
    """The columns of the data set, where a text names one; reading its header is asked for by asking for them."""
    thing = named(here.call.head, (Stage, Cleaning, Split)) if here.call is not None else None
    naming = thing is not None and (
        issubclass(thing, NAMING_COLUMNS) or (here.call is not None and here.call.name == "group")
    )
    source = _source(document) if naming else None
    if source is None:
        return
    try:
        yield from header(source, document.path.parent)
    except TenetError:
        return


def files(document: Document, here: Cursor, written: str) -> Iterator[str]:
    """The files and folders that a path leads to, where a text is one: with the folder that is written already."""
    thing = named(here.call.head, (TableSource,)) if here.call is not None else None
    if thing is Package and here.call is not None:
        told = FIRST.match(document.source.text, here.call.start)
        yield from tables(told[1]) if told is not None and here.call.commas else ()
        return
    if thing is not None and issubclass(thing, TableSource):
        suffixes: Iterable[str] | None = None if issubclass(thing, Files) else SUFFIXES
    elif here.before == "import":
        suffixes = [".tenet"]
    else:
        return
    before, slash, _ = written.rpartition("/")
    try:
        inside = sorted((document.path.parent / before).iterdir())
    except OSError:
        return
    for path in inside:
        if _is_offered(path, suffixes) and path.name != document.path.name:
            yield f"{before}{slash}{path.name}{'/' if path.is_dir() else ''}"


def _is_offered(path: Path, suffixes: Iterable[str] | None) -> bool:
    shown = suffixes is None or path.suffix in suffixes or path.is_dir()
    return shown and not path.name.startswith(".")


def _source(document: Document) -> TableSource | None:
    """The source of the data, whatever else is wrong with its section: an entry is being written."""
    plan = document.elaborated.experiment.data
    if plan is not None:
        return plan.source
    items = document.tree.items
    entries = (e for item in items if isinstance(item, Section) for e in item.entries)
    found = (e for e in entries if isinstance(e, Bind) and e.targets[0].name.text == "source")
    alone = [f"data {{\n{entry.span.text}\n{SPLIT}\n}}" for entry in found]
    known = [item.span.text for item in items if isinstance(item, Import | Param)]
    plan = document.aside("\n".join([*known, *alone[:1]])).elaborated.experiment.data
    return None if plan is None else plan.source
