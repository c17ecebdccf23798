"""Elaborate the `export` section: settings, and the outputs that it names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tenet.diagnostics import Diagnostic, nearest
from tenet.elaborate.context import Context, StaticPlace
from tenet.elaborate.mistakes import NAME_TAKEN, UNKNOWN_NAME
from tenet.elaborate.scope import Scope
from tenet.elaborate.section import fill
from tenet.elaborate.variants import Bodies
from tenet.ir.graph import Graph
from tenet.policy.export import Export
from tenet.policy.formats.onnx import Onnx
from tenet.syntax.tree import Expression, ListOf, Section


def elaborate_export(
    section: Section | None,
    scope: Scope,
    bodies: Mapping[str, Bodies | None],
    reports: list[Diagnostic],
) -> Export:
    """What is exported; where mistakes leave a network out, the outputs that it names are not judged."""
    default = Export(format=Onnx())
    if section is None:
        return default
    made, spans = fill(Context(scope, StaticPlace(), reports), Export, section)
    if made is None:
        return default
    graphs = {name: body.inference.graph for name, body in bodies.items() if body is not None}
    if len(graphs) == len(bodies) > 0 and "outputs" in spans:
        reports.extend(_wrong_outputs(made.outputs, spans["outputs"], graphs))
    return made if made.format is not None else made.model_copy(update={"format": Onnx()})


def _wrong_outputs(
    wanted: tuple[str, ...], expression: Expression, networks: Mapping[str, Graph]
) -> Iterator[Diagnostic]:
    several = len(networks) > 1
    there = [f"{n}.{o}" if several else o for n, graph in networks.items() for o in graph.outputs]
    items = expression.items if isinstance(expression, ListOf) else ()
    for place, name in enumerate(wanted):
        span = items[place].span if len(items) == len(wanted) else expression.span
        if name in wanted[:place]:
            yield NAME_TAKEN.at(span, f"`{name}` is there twice")
        elif name not in there:
            close = next((n for n in there if n.endswith(f".{name}")), None) or nearest(name, there)
            hint = f"; did you mean `{close}`?" if close is not None else ""
            help_ = f"there are {', '.join(there)}"
            yield UNKNOWN_NAME.at(span, f"there is no output `{name}`{hint}", help=help_)
