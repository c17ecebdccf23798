"""Build a graph node by node: types are derived, paths numbered, parameters named."""

from __future__ import annotations

from tenet.catalogue.operation import Operation, ParameterSpec
from tenet.frozen import replace
from tenet.ir.graph import Graph, Node, Parameter, Value
from tenet.ops.source import Input
from tenet.source import Span


class GraphBuilder:
    """A graph in the making."""

    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self._uses: dict[str, int] = {}
        self._paths: set[str] = set()

    def add(
        self,
        op: Operation,
        inputs: tuple[Value, ...],
        *,
        span: Span,
        hint: str = "",
        scope: tuple[str, ...] = (),
    ) -> Value:
        """The output of an operation applied to values.

        Raises:
            Misfit: the operation does not take inputs of these types.
        """
        path = self._path((*scope, hint if isinstance(op, Input) else op.term()))
        node = apply(op, inputs, number=len(self.nodes), path=path, hint=hint, span=span)
        self.nodes.append(node)
        return node.output

    def rename(self, value: Value, hint: str) -> Value:
        """The same value under the name that the spec has given it since."""
        node = self.nodes[value.number]
        renamed = replace(value, hint=hint)
        self.nodes[value.number] = replace(node, output=renamed)
        return renamed

    def graph(self, name: str, outputs: dict[str, Value]) -> Graph:
        """The graph so far, with these outputs."""
        latest = {n: self.nodes[v.number].output for n, v in outputs.items()}
        return Graph(name, tuple(self.nodes), latest)

    def _path(self, parts: tuple[str, ...]) -> str:
        wanted = ".".join(parts)
        while True:
            self._uses[wanted] = number = self._uses.get(wanted, 0) + 1
            path = wanted if number == 1 else f"{wanted}_{number}"
            if path not in self._paths:
                self._paths.add(path)
                return path


def apply(  # the fields of a node, all by name
    op: Operation, inputs: tuple[Value, ...], *, number: int, path: str, hint: str, span: Span
) -> Node:
    """The node of an operation applied to values, its type and parameters derived.

    Raises:
        Misfit: the operation does not take inputs of these types.
    """
    types = tuple(value.type for value in inputs)
    result = replace(op.result(*types), range=op.value_range(*(t.range for t in types)))
    parameters = tuple(_parameter(path, spec) for spec in op.parameters(*types))
    return Node(op, inputs, Value(number, result, hint), path, parameters, span)


def _parameter(path: str, spec: ParameterSpec) -> Parameter:
    full = f"{path}.{spec.name}" if spec.name else path
    return Parameter(full, spec.shape, spec.role, spec.init, spec.fans)
