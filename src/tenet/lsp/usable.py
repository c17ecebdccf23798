"""The names that mean something at a cursor."""

from __future__ import annotations

from collections.abc import Iterator

from tenet.analysis.names import Kind, Symbol
from tenet.lsp.document import Document
from tenet.syntax.cursor import Cursor
from tenet.syntax.tree import Network

IN_SECTIONS = {
    "data": (Kind.FIELD, Kind.PARAM),
    "train": (Kind.FIELD, Kind.PARAM, Kind.VALUE, Kind.NETWORK),
    "export": (Kind.PARAM, Kind.NETWORK),
    "sweep": (Kind.PARAM,),
}
"""The kinds of names that a section can use."""
READING = ("train", "export")
"""The sections that read what networks give."""
UNWANTED = "_"


def usable(document: Document, here: Cursor) -> Iterator[Symbol]:
    """The names in force that can be used, those bound further in first."""
    body = here.bodies[0] if here.bodies else ""
    networks = [item for item in document.tree.items if isinstance(item, Network)]
    kinds = IN_SECTIONS.get(body, tuple(Kind))
    inputs = _inputs(networks, here)
    for symbol in document.names.in_force(here.start):
        hidden = symbol.kind is Kind.FIELD and body not in IN_SECTIONS and symbol.name not in inputs
        if symbol.kind in kinds and not hidden and symbol.name != UNWANTED:
            yield symbol
    outputs = {t.name.span for network in networks for t in network.outputs}
    if body in READING:
        yield from (symbol for symbol in document.names.symbols if symbol.span in outputs)


def _inputs(networks: list[Network], here: Cursor) -> set[str]:
    """The fields that enter the network in which a cursor stands."""
    inside = (n for n in networks if n.span.start < here.start <= n.span.end)
    return {parameter.name.text for network in inside for parameter in network.inputs}
