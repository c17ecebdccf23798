"""What is known of a value in numbers, in words for an editor: its scale, what it has seen, what it costs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from math import sqrt

from tenet.analysis.moments import Moment
from tenet.analysis.names import Kind, Occurrence
from tenet.analysis.sightings import Sighting
from tenet.analysis.windows import fields, places
from tenet.ir.graph import BlockUse, Graph, Parameter
from tenet.lsp.document import Document
from tenet.types.dim import Dim, product
from tenet.types.shape import shown


def number(size: Dim) -> str:
    """A size as people read it."""
    return f"{size:,}" if isinstance(size, int) else str(size)


def moment_of(document: Document, sighting: Sighting) -> Moment | None:
    """What is predicted of a tensor before training; none where nothing can be said."""
    if sighting.number is None or sighting.network not in document.elaborated.seen:
        return None
    return document.moments(sighting.network).of(sighting.number)


def scale(document: Document, sighting: Sighting) -> Iterator[str]:
    """The predicted mean and standard deviation."""
    found = moment_of(document, sighting)
    if found is not None:
        yield (
            f"before training: mean {found.mean:.2g}, standard deviation {sqrt(found.variance):.2g},"
            f" size {found.rms:.2g} ({found.low:.2g} to {found.high:.2g})"
        )


def seen_of_image(sighting: Sighting) -> Iterator[str]:
    """How much of an image or sequence one place of a tensor has seen."""
    if sighting.number is None:
        return
    graph = sighting.seen.graph
    for name, value in graph.inputs.items():
        seen = fields(graph, value).get(sighting.number) if places(value) else None
        if seen is not None and max(seen.reach, default=1) > 1:
            reach, step = ("x".join(map(str, sizes)) for sizes in (seen.reach, seen.step))
            yield f"one place sees {reach} of `{name}`, its neighbour {step} further"


def node_cost(sighting: Sighting) -> Iterator[str]:
    """The operation that computes a tensor: its path, its parameters, its multiply-adds."""
    node = sighting.node
    if node is None:
        return
    learned = total(p for p in node.parameters if p.trainable)
    parts = [f"`{node.path}`"]
    if node.parameters:
        sizes = ", ".join(f"{p.path.rpartition('.')[2]} {shown(p.shape)}" for p in node.parameters)
        parts.append(f"{number(learned)} parameters ({sizes})")
    if node.macs != 0:
        parts.append(f"{number(node.macs)} multiply-adds")
    yield ": ".join([parts[0], ", ".join(parts[1:])]) if len(parts) > 1 else parts[0]


def block_cost(document: Document, found: Occurrence) -> Iterator[str]:
    """How many parameters and multiply-adds a block has at this use, or at its first."""
    if found.symbol.kind is not Kind.BLOCK:
        return
    for seen in document.elaborated.seen.values():
        uses = [
            (path, use) for path, use in seen.graph.blocks.items() if use.name == found.symbol.name
        ]
        here = [
            (path, use)
            for path, use in uses
            if use.span.source is found.span.source
            and use.span.start <= found.span.start <= use.span.end
        ]
        for path, use in (here or uses)[:1]:
            count, macs = parameters_of(seen.graph, use), macs_of(seen.graph, path)
            told = f"{number(count)} parameters and {number(macs)} multiply-adds in `{path}`"
            yield told + ("" if here else ", its first use")
        if uses:
            return


def parameters_of(graph: Graph, use: BlockUse) -> Dim:
    """How many numbers a use of a block learns."""
    inside = f"{use.layer}."
    found = graph.parameters.values()
    return total(p for p in found if p.trainable and p.path.startswith(inside))


def macs_of(graph: Graph, path: str) -> Dim:
    """The multiply-adds of a use of a block, for one row."""
    found: Dim = 0
    for node in graph.nodes:
        if node.path.startswith(f"{path}."):
            found = found + node.macs
    return found


def total(parameters: Iterable[Parameter]) -> Dim:
    """How many numbers parameters hold together."""
    found: Dim = 0
    for parameter in parameters:
        found = found + product(parameter.shape)
    return found
