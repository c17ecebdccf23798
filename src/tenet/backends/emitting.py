"""Write the body of a function for a run of nodes, one readable statement each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from tenet.backends.mistakes import UNKNOWN_SIZE
from tenet.backends.naming import Names, hints
from tenet.frozen import frozen
from tenet.ir.graph import Graph, Node, Value
from tenet.ops.reshape import Reshape
from tenet.ops.source import Constant, Input
from tenet.types.dim import names

WIDTH = 100
INDENT = "    "


def _plain(node: Node, name: str, text: str) -> str:
    return f"{name} = {text}"


@frozen
class Body:
    """A function to write: the nodes, what is given to it, and what it gives back."""

    nodes: Sequence[Node]
    given: Mapping[str, Value]
    returned: Mapping[str, Value]
    reserved: frozenset[str]


def statements(
    body: Body,
    call: Callable[[Node, list[str]], str],
    assign: Callable[[Node, str, str], str] = _plain,
) -> tuple[list[str], list[str]]:
    """The statements of a body, and the expressions that it returns.

    `call` writes one node, given the texts of its inputs; `assign` gives the text to a name. The last
    node is returned as it stands when it alone is asked for and its assignment is a plain one.
    """
    nodes = [node for node in body.nodes if not isinstance(node.op, Input)]
    names_ = Names(nodes, body.returned.values(), body.reserved)
    wanted = hints(nodes, body.given, body.returned)
    for name, value in body.given.items():
        names_.give(value, name, -1)
    lines: list[str] = []
    for position, node in enumerate(nodes):
        text = call(node, [names_.of[value.number] for value in node.inputs])
        if isinstance(node.op, Constant):
            names_.of[node.output.number] = text
            continue
        plain = assign(node, "x", text) == _plain(node, "x", text)
        if plain and position == len(nodes) - 1 and list(body.returned.values()) == [node.output]:
            return lines, [text]
        name = names_.give(node.output, wanted[node.output.number], position)
        lines.append(assign(node, name, text))
    return lines, [names_.of[value.number] for value in body.returned.values()]


def heading(graph: Graph, doc: str, framework: str) -> str:
    """The docstring that emitted source opens with."""
    first = (doc.strip() or f"The network {graph.name}.").replace("\\", "\\\\").replace('"', "'")
    return f'"""{first}\n\nWritten by Tenet; it needs {framework} alone.\n"""\n'


def infix(sign: str, node: Node) -> str:
    """The template of an elementwise sign between two inputs.

    Shapes align at the right without the batch axis, so a value of lower rank gets its missing axes
    after the batch.
    """
    sides = []
    for place, kind in enumerate(node.types):
        missing = node.output.type.rank - kind.rank
        stretched = f"[:{', None' * missing}]" if kind.batched and missing else ""
        sides.append(f"{{{place}}}{stretched}")
    return f"{sides[0]} {sign} {sides[1]}"


def row_sizes(op: Reshape, node: Node) -> str:
    """The sizes that rows are laid out on, the batch before them; an unknown one is inferred."""
    sizes = [str(size) if isinstance(size, int) else "-1" for size in op.sizes]
    return ", ".join(["{0}.shape[0]", *sizes] if node.output.type.batched else sizes) or "()"


def indented(lines: list[str], depth: int = 1) -> list[str]:
    """Lines at a depth; one that is too wide is broken inside its outermost call."""
    return [piece for line in lines for piece in _broken(INDENT * depth + line, depth)]


def _broken(line: str, depth: int) -> list[str]:
    if len(line) <= WIDTH or not line.endswith(")"):
        return [line]
    opening = _matching(line)
    inner, margin = line[opening + 1 : -1], INDENT * (depth + 1)
    if len(margin + inner) <= WIDTH:
        return [line[: opening + 1], margin + inner, INDENT * depth + ")"]
    return [line[: opening + 1], *(f"{margin}{a}," for a in _split(inner)), INDENT * depth + ")"]


def _matching(line: str) -> int:
    """Where the bracket opens that the last character closes."""
    depth = 0
    for place in range(len(line) - 1, -1, -1):
        depth += (line[place] in ")]}") - (line[place] in "([{")
        if depth == 0:
            return place
    raise AssertionError(line)


def _split(text: str) -> list[str]:
    """Arguments between the commas that stand in no bracket."""
    parts, depth = [""], 0
    for character in text:
        depth += (character in "([{") - (character in ")]}")
        if character == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += character
    return [part.strip() for part in parts]


def unknown_sizes(node: Node) -> set[str]:
    """The names of sizes, among those of a node's parameters, that only the data tells."""
    return {name for p in node.parameters for dim in p.shape for name in names(dim)}


def require_known_sizes(graph: Graph) -> None:
    """Check that every parameter has a size in numbers.

    Raises:
        TenetError: one does not, since the data that decides it has not been read.
    """
    for node in graph.nodes:
        unknown = unknown_sizes(node)
        if unknown:
            raise UNKNOWN_SIZE.error(
                node.span,
                f"`{node.path}` has parameters whose size depends on {', '.join(sorted(unknown))},"
                " which is known only when the data is read",
                help="give the input its sizes in numbers, or the spec a `data` section that tells them",
            )
