"""Stages of a pipeline as a block of their own: what it is given, and what stands in their place."""

from __future__ import annotations

from tenet.analysis.names import Kind, Occurrence
from tenet.diagnostics import Edit
from tenet.ir.graph import Value
from tenet.lsp.document import Document
from tenet.lsp.inlining import above
from tenet.source import Span
from tenet.syntax.tree import Block, Chain, Network
from tenet.syntax.walk import nodes

NAME = "extracted"
INPUT = "x"
LOCAL = (Kind.INPUT, Kind.SETTING, Kind.TURN, Kind.VALUE, Kind.FIELD)
"""What a block does not see of where it is used, and so must be given."""


def extracted(document: Document, start: int, end: int) -> tuple[Edit, ...] | None:
    """The edits that make the stages between two offsets a block; none where they are no stages, or use what cannot be given."""
    source = document.source
    stages = _stages(document, start, end)
    if stages is None:
        return None
    span = Span(source, stages[0].stage.span.start, stages[-1].stage.span.end)
    item = next(i for i in document.tree.items if i.span.start <= span.start < i.span.end)
    given: dict[str, bool] = {}
    for place in document.names.occurrences:
        if span.start <= place.span.start < span.end and place.symbol.within is not None:
            tensor = _is_tensor(document, place)
            if tensor is None:
                return None
            given[place.symbol.name] = tensor
    taken = {symbol.name for symbol in document.names.symbols}
    name = next(n for n in (NAME, *(f"{NAME}_{i}" for i in range(2, 1000))) if n not in taken)
    piped = next(n for n in (INPUT, *(f"{INPUT}_{i}" for i in range(2, 1000))) if n not in given)
    inputs = [piped, *(n for n, tensor in given.items() if tensor)]
    settings = [n for n, tensor in given.items() if not tensor]
    header = f"{', '.join(inputs)}{'; ' if settings else ''}{', '.join(settings)}"
    block = f"block {name}({header}) {{\n    return {piped} -> {span.text}\n}}\n\n"
    call = f"{name}({', '.join(f'{n}={n}' for n in given)})" if given else name
    start = above(document, item.span.start)
    return Edit(Span(source, start, start), block), Edit(span, call)


def _stages(document: Document, start: int, end: int) -> list[Chain] | None:
    """The arrows of one pipeline whose stages a stretch covers, and nothing else."""
    text = document.text[start:end]
    low = start + len(text) - len(text.lstrip(" \t\r\n->"))
    high = start + len(text.rstrip())
    bodies = [item for item in document.tree.items if isinstance(item, Block | Network)]
    inside = [node for item in bodies for node in nodes(item) if isinstance(node, Chain)]
    last = next((chain for chain in inside if chain.stage.span.end == high), None)
    found: list[Chain] = []
    while last is not None and last.stage.span.start >= low:
        found.insert(0, last)
        last = last.value if isinstance(last.value, Chain) else None
    return found if found and found[0].stage.span.start == low else None


def _is_tensor(document: Document, place: Occurrence) -> bool | None:
    """Whether a name stands for a tensor; none where that is not known, or it cannot be given."""
    sighting = document.sightings.first(place.span)
    if sighting is None or place.symbol.kind not in LOCAL:
        return None
    return isinstance(sighting.value, Value)
