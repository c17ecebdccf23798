"""Elaborate the `export` section: settings, and the outputs that it names."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from tenet.diagnostics import Diagnostic, nearest
from tenet.elaborate.context import Context, StaticPlace
from tenet.elaborate.mistakes import CONTRADICTION, NAME_TAKEN, NOTHING_TO_BUILD, UNKNOWN_NAME
from tenet.elaborate.scope import Scope
from tenet.elaborate.section import fill
from tenet.elaborate.variants import Bodies
from tenet.ir.graph import Graph
from tenet.ops.loop import Generate
from tenet.policy.export import Export
from tenet.policy.formats.onnx import Onnx
from tenet.policy.quantization import Quantization
from tenet.source import Span
from tenet.syntax.tree import Expression, ListOf, Section


def elaborate_export(
    section: Section | None,
    scope: Scope,
    bodies: Mapping[str, Bodies | None],
    reports: list[Diagnostic],
    *,
    trained: bool,
) -> Export:
    """What is exported; where mistakes leave a network out, the outputs that it names are not judged.

    `trained` says whether there is data, and a section of training.
    """
    default = Export(format=Onnx())
    if section is None:
        return default
    made, spans = fill(Context(scope, StaticPlace(), reports), Export, section)
    if made is None:
        return default
    graphs = {name: body.inference.graph for name, body in bodies.items() if body is not None}
    if len(graphs) == len(bodies) > 0 and "outputs" in spans:
        reports.extend(_wrong_outputs(made.outputs, spans["outputs"], graphs))
    if made.quantize is not None:
        at = spans["quantize"].span
        reports.extend(_unquantizable(made.quantize, graphs.values(), at, trained=trained))
    if made.stepwise:
        reports.extend(_undivided(graphs.values(), spans["stepwise"].span))
    return made if made.format is not None else made.model_copy(update={"format": Onnx()})


def _unquantizable(
    form: Quantization, networks: Collection[Graph], at: Span, *, trained: bool
) -> Iterator[Diagnostic]:
    """What keeps a network from being quantized."""
    word = form.term()
    if not trained:
        message = (
            f"`{word}` measures how large numbers are on training rows, but nothing is trained here"
        )
        yield NOTHING_TO_BUILD.at(at, message, help="give the sections `data` and `train`")
    elif networks and not any(node.macs != 0 for graph in networks for node in graph.nodes):
        message = f"`{word}` quantizes products with weights, and the network has none"
        yield CONTRADICTION.at(at, message, help="leave `quantize` out")


def _undivided(networks: Collection[Graph], at: Span) -> Iterator[Diagnostic]:
    """What keeps a network from being divided into an encoder and a step."""
    for network in networks:
        count = sum(isinstance(node.op, Generate) for node in network.nodes)
        if count != 1:
            what = "does not generate" if count == 0 else f"generates {count} times"
            message = f"`stepwise` divides a network at its `generate`, but `{network.name}` {what}"
            yield CONTRADICTION.at(at, message, help="leave `stepwise` out")


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
