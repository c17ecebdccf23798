"""The graph as text: one line a node, to read, to compare, and to read back.

    graph tiny
    %0 = input() {"type": {"type": ["f32", [4], null, true]}} @x :x f32[4]
    %1 = dense(%0) {"units": 3} @dense :y f32[3]
      dense.weight auto
      dense.bias {"thing": ["zeros", {}]}
    return y=%1

A further result stands below its node: `  %2 :cell f32[64]`. What lives in another layer, since it is shared, has that after its path: `@tower_2.dense=tower.dense`.
A line holds the number, the operation and its inputs, the settings that were given, as JSON, the path,
the name in the spec, and the type; each parameter with its initialiser stands below.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any, Literal

from tenet.catalogue.definition import Definition
from tenet.catalogue.initialiser import Initialiser
from tenet.catalogue.lookup import find
from tenet.catalogue.operation import Operation
from tenet.frozen import fields, replace
from tenet.ir.body import Body
from tenet.ir.builder import apply
from tenet.ir.graph import Graph, Node, Value
from tenet.ops.slice import Place
from tenet.ops.source import Tied
from tenet.policy.loss import Loss
from tenet.source import Span
from tenet.types.dim import Quotient, Symbolic
from tenet.types.tensor import EVERYTHING, DType, Interval, TensorType

NODE = re.compile(r"%(\d+) = (\w+)\(([^)]*)\) (\{.*\}) @([^\s=]+)(?:=(\S+))? :(\S*) (.*)")
FURTHER = re.compile(r"  %(\d+) :(\S*) (.*)")
INIT = re.compile(r"  (\S+) (auto|\{.*\})")


class NotAGraph(ValueError):
    """The text is no graph that `print_graph` wrote."""


def print_graph(graph: Graph) -> str:
    """The graph as text; `read_graph` gives back an equal one."""
    lines = [f"graph {graph.name}"]
    for node in graph.nodes:
        inputs = ", ".join(f"%{value.number}" for value in node.inputs)
        settings = json.dumps(_settings(node.op), ensure_ascii=False)
        made = f"%{node.output.number} = {node.op.term()}({inputs}) {settings}"
        path = node.path if node.layer == node.path else f"{node.path}={node.layer}"
        lines.append(f"{made} @{path} :{node.output.hint} {node.output.type}")
        lines += [f"  %{v.number} :{v.hint} {v.type}" for v in node.further]
        lines += [f"  {p.path} {_written_init(p.init)}" for p in node.parameters]
    outputs = ", ".join(f"{name}=%{value.number}" for name, value in graph.outputs.items())
    return "\n".join([*lines, f"return {outputs}"]) + "\n"


def read_graph(text: str, span: Span, around: Sequence[Node] = ()) -> Graph:
    """The graph in a text; its nodes all stand at `span`, for where they stood is not written.

    The body of a loop may read parameters of the nodes around it.

    Raises:
        NotAGraph: the text is none.
    """
    lines = text.splitlines()
    if len(lines) < 2 or not lines[0].startswith("graph ") or not lines[-1].startswith("return "):
        raise NotAGraph("a graph begins with `graph` and ends with `return`")
    nodes: list[Node] = []
    values: dict[str, Value] = {}
    for line in lines[1:-1]:
        if line.startswith("  "):
            further = FURTHER.fullmatch(line)
            changed = (
                _with_init(nodes[-1], line, [*around, *nodes])
                if further is None
                else _named(nodes[-1], further)
            )
            nodes[-1] = changed
        else:
            nodes.append(_read_node(line, values, span, [*around, *nodes]))
        values |= {f"%{value.number}": value for value in nodes[-1].outputs}
    pairs = (pair.split("=") for pair in lines[-1].removeprefix("return ").split(", "))
    outputs = {name: values[number] for name, number in pairs}
    return Graph(lines[0].removeprefix("graph "), tuple(nodes), outputs)


def _read_node(line: str, values: dict[str, Value], span: Span, before: Sequence[Node]) -> Node:
    match_ = NODE.fullmatch(line)
    if match_ is None:
        raise NotAGraph(f"not a node: {line}")
    number, term, inputs, settings, path, layer, hint, shown = match_.groups()
    kinds: tuple[type[Operation], ...] = (Operation, Loss)
    definition = next((found for kind in kinds if (found := find(kind, term))), None)
    if definition is None:
        raise NotAGraph(f"there is no operation {term}")
    made = json.loads(settings).items()
    op = definition(**{name: _decoded(value, span, before) for name, value in made})
    given = tuple(values[name] for name in inputs.split(", ") if name)
    node = apply(
        op, given, number=int(number), path=path, layer=layer or path, hint=hint, span=span
    )
    if str(node.output.type) == shown:
        return node
    narrowed = _within(node.output.type, shown)
    if narrowed is None:
        raise NotAGraph(f"{path} is {node.output.type}, not {shown}")
    return replace(node, output=replace(node.output, type=narrowed))


def _within(kind: TensorType, shown: str) -> TensorType | None:
    """The type where a pass knows more of where elements lie: a mean made of a sum keeps the mean's range."""
    bare, _, span = shown.partition(" in ")
    low, _, high = span.partition("..")
    try:
        range_ = Interval(float(low or "-inf"), float(high or "inf"))
    except ValueError:
        return None
    found = replace(kind, range=range_)
    same = bare == str(kind.bare) and str(found) == shown
    return found if same and range_ <= kind.range else None


def _named(node: Node, line: re.Match[str]) -> Node:
    """The node with the name of one of its further results."""
    number, hint, shown = line.groups()
    found = next((v for v in node.further if v.number == int(number)), None)
    if found is None or str(found.type) != shown:
        raise NotAGraph(f"{node.path} does not give %{number} {shown}")
    further = tuple(replace(v, hint=hint) if v is found else v for v in node.further)
    return replace(node, further=further)


def _with_init(node: Node, line: str, before: Sequence[Node]) -> Node:
    found = INIT.fullmatch(line)
    if found is None:
        raise NotAGraph(f"not a parameter: {line}")
    path, written = found.groups()
    init = "auto" if written == "auto" else _decoded(json.loads(written), node.span, before)
    if isinstance(node.op, Tied):
        owner = next((p for n in before for p in n.parameters if p.path == path), None)
        if owner is None:
            raise NotAGraph(f"no layer has learned {path}")
        return replace(node, parameters=(owner,))
    changed = tuple(replace(p, init=init) if p.path == path else p for p in node.parameters)
    return replace(node, parameters=changed)


def _written_init(init: Initialiser | Literal["auto"]) -> str:
    return "auto" if init == "auto" else json.dumps(_encoded(init))


def _settings(definition: Definition) -> dict[str, Any]:
    given = sorted(definition.model_fields_set)
    return {name: _encoded(getattr(definition, name)) for name in given}


def _encoded(value: Any) -> Any:
    """A static value as JSON; what JSON has not is an object with one key that says what it is."""
    match value:
        case TensorType():
            ends = None if value.range == EVERYTHING else [value.range.low, value.range.high]
            shape = [_encoded(dim) for dim in value.shape]
            return {"type": [value.dtype, shape, ends, value.batched]}
        case Symbolic():
            terms = [[[_encoded(atom) for atom in atoms], count] for atoms, count in value.terms]
            return {"size": terms}
        case Quotient():
            return {"quotient": [_encoded(part) for part in value.parts]}
        case Definition():
            return {"thing": [value.term(), _settings(value)]}
        case Body():
            return {"body": [print_graph(value.graph), value.states, list(value.lengths)]}
        case Place():
            return {"place": [_encoded(getattr(value, name)) for name in fields(value)]}
        case tuple():
            return [_encoded(item) for item in value]
        case _:
            return value


def _decoded(value: Any, span: Span, before: Sequence[Node]) -> Any:
    """A static value of its JSON; the nodes of a body in it stand at the span, after those before."""

    def inner(item: Any) -> Any:
        return _decoded(item, span, before)

    match value:
        case {"type": [dtype, shape, ends, batched]}:
            range_ = EVERYTHING if ends is None else Interval(*ends)
            return TensorType(DType(dtype), tuple(map(inner, shape)), range_, batched)
        case {"size": terms}:
            return Symbolic(tuple((tuple(map(inner, atoms)), count) for atoms, count in terms))
        case {"quotient": parts}:
            numerator, denominator = map(inner, parts)
            return Quotient(str(numerator), str(denominator), (numerator, denominator))
        case {"place": parts}:
            return Place(*map(inner, parts))
        case {"body": [text, states, lengths]}:
            return Body(read_graph(text, span, before), states, tuple(lengths))
        case {"thing": [term, settings]}:
            kinds: tuple[type[Definition], ...] = (Initialiser, Operation)
            definition = next(found for kind in kinds if (found := find(kind, term)) is not None)
            return definition(**{name: inner(item) for name, item in settings.items()})
        case list():
            return tuple(map(inner, value))
        case _:
            return value
