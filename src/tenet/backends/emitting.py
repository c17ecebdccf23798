"""Write the body of a function for a run of nodes, one readable statement each."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Mapping, Sequence
from math import inf
from typing import Literal

from tenet.backends.mistakes import UNKNOWN_SIZE
from tenet.backends.naming import Names, hints
from tenet.backends.outlining import Step, Unit
from tenet.frozen import frozen
from tenet.ir.graph import Graph, Node, Value
from tenet.ops.attention import Attention, Rotary
from tenet.ops.loop import Generate
from tenet.ops.reshape import Reshape
from tenet.ops.source import Constant, Tied
from tenet.types.dim import Dim, named, names
from tenet.types.tensor import DType, TensorType

WIDTH = 100
INDENT = "    "


UNREAD = "_"
"""What a value is called that nobody reads."""


def _plain(step: Step, name: str, text: str) -> str:
    return f"{name} = {text}"


@frozen
class Body:
    """A function to write: its statements, what is given to it, and what it gives back."""

    steps: Sequence[Step]
    given: Mapping[str, Value]
    returned: Mapping[str, Value]
    reserved: frozenset[str]


def statements(
    body: Body,
    call: Callable[[Step, list[str]], str],
    assign: Callable[[Step, str, str], str] = _plain,
) -> tuple[list[str], list[str]]:
    """The statements of a body, and the expressions that it returns.

    `call` writes one step, given the texts of its inputs; `assign` gives the text to a name. The last
    step is returned as it stands when it alone is asked for and its assignment is a plain one.
    """
    names_ = Names(body.steps, body.returned.values(), body.reserved)
    wanted = hints(body.steps, body.given, body.returned)
    for name, value in body.given.items():
        names_.give(value, name, -1)
    lines: list[str] = []
    for position, step in enumerate(body.steps):
        text = call(step, [names_.of[value.number] for value in step.reads])
        if isinstance(step.what, Node) and isinstance(step.what.op, Constant | Tied):
            names_.of[step.gives[0].number] = text
            continue
        plain = assign(step, "x", text) == _plain(step, "x", text)
        last = position == len(body.steps) - 1
        whole = isinstance(step.what, Unit) or len(step.gives) == 1  # else it may be a list
        if plain and last and whole and tuple(body.returned.values()) == step.gives:
            return lines, [text]
        names = [
            names_.give(value, wanted[value.number], position) if names_.reads(value) else UNREAD
            for value in step.gives
        ]
        lines.append(assign(step, ", ".join(names), text))
    return lines, [names_.of[value.number] for value in body.returned.values()]


def averaged(text: str) -> str:
    """The mean of an expression over the batch.

    >>> averaged("f(x + y)"), averaged("x + y")
    ('f(x + y).mean()', '(x + y).mean()')
    """
    one = isinstance(ast.parse(text, mode="eval").body, ast.Name | ast.Call | ast.Subscript)
    return f"{text}.mean()" if one else f"({text}).mean()"


def sentence(text: str) -> str:
    """The text with a full stop, unless it ends in an open range, whose dots would run into it."""
    return text if text.endswith(".") else f"{text}."


def heading(graph: Graph, doc: str, framework: str) -> str:
    """The docstring that emitted source opens with."""
    first = (doc.strip() or f"The network {graph.name}.").replace("\\", "\\\\").replace('"', "'")
    return f'"""{first}\n\nWritten by Tenet; it needs {framework} alone.\n"""\n'


def arguments(*positional: object, **named: object) -> str:
    """Arguments of a call as text; a named one that is None is left out.

    >>> arguments(1, 32, 3, padding=1, bias=None)
    '1, 32, 3, padding=1'
    """
    shown = [str(value) for value in positional]
    shown += [f"{name}={value}" for name, value in named.items() if value is not None]
    return ", ".join(shown)


def listed(texts: list[str]) -> str | None:
    """A tuple of these, as text; none of nothing."""
    return f"({', '.join(texts)}{',' if len(texts) == 1 else ''})" if texts else None


def told(op: Generate, node: Node, repeat: str) -> dict[str, object]:
    """What a decoder is run with: the further inputs, then the sizes in its order; and the rest.

    `repeat` writes a value `{x}` with each row so often as there are `{beams}`.
    """
    texts = [
        repeat.format(x=f"{{{i}}}", beams=op.beams) if kind.batched and op.beams > 1 else f"{{{i}}}"
        for i, kind in enumerate(node.types)
    ]
    further, sizes = texts[: len(texts) - len(op.sizes)], iter(texts[len(texts) - len(op.sizes) :])
    counts = ["None" if name == op.prefix else next(sizes) for name in op.body.lengths]
    rows = next(i for i, kind in enumerate(node.types) if kind.batched)
    return {
        "given": listed([*further, *counts]),
        "rows": f"{{{rows}}}.shape[0]",
        "limit": op.limit,
        "beams": op.beams if op.beams > 1 else None,
        "start": op.start or None,
        "end": op.end,
    }


def infix(sign: str, node: Node) -> str:
    """The template of an elementwise sign between two inputs."""
    left, right = sides(node)
    return f"{left} {sign} {right}"


def sides(node: Node) -> list[str]:
    """The templates of the inputs of an elementwise operation, ready to stretch.

    Shapes align at the right without the batch axis, so a value of lower rank gets its missing axes
    after the batch.
    """
    texts = []
    for place, kind in enumerate(node.types):
        missing = node.output.type.rank - kind.rank
        stretched = f"[:{', None' * missing}]" if kind.batched and missing else ""
        texts.append(f"{{{place}}}{stretched}")
    return texts


def only_number(kind: TensorType) -> float | None:
    """The number that a value always is, such as a constant; none where it varies."""
    low, high = kind.range.low, kind.range.high
    if kind.batched or kind.shape or low != high or abs(low) == inf:
        return None
    return int(low) if kind.dtype.is_integer else float(low)


def attended(op: Attention, node: Node) -> str:
    """The call of a kit's attention; what all rows have in common gets a batch axis of size 1."""

    def batched(place: int) -> str:
        return f"{{{place}}}" if node.types[place].batched else f"{{{place}}}[None]"

    given = arguments(
        "{0}, {1}, {2}",
        op.heads,
        kv_heads=op.kv_heads if op.shared_heads != op.heads else None,
        causal=True if op.causal else None,
        scale=op.scale,
        **{name: batched(place) for name, place in op.places.items()},
    )
    return f"attend({given})"


def rotated(op: Rotary) -> str:
    """The call of a kit's rotation of pairs."""
    base = f", {float(op.base)!r}" if op.base != 10000 else ""
    return f"rotate({{0}}, {op.heads}{base})"


def row_sizes(op: Reshape, node: Node) -> str:
    """The sizes that rows are laid out on, the batch before them; an unknown one is inferred."""
    sizes = [str(size) if isinstance(size, int) else "-1" for size in op.sizes]
    return ", ".join(["{0}.shape[0]", *sizes] if node.output.type.batched else sizes) or "()"


def sized(node: Node, dim: Dim) -> str:
    """A size as Python text: names that are known only later are read off the inputs that tell them."""
    text = str(dim)
    for name in names(dim):
        place, axis = teller(node, name)
        read = f"{{{place}}}.shape[{axis}]"
        text = re.sub(rf"\b{re.escape(name)}\b", read, text)
    return text


def computed(dim: Dim, known: Sequence[str]) -> str:
    """A size as Python text in which the named sizes are the inputs, in their order."""
    text = str(dim)
    for place, name in enumerate(known):
        text = re.sub(rf"\b{re.escape(name)}\b", f"{{{place}}}", text)
    return text


def limit(value: float, node: Node, target: Literal["torch", "jax"]) -> str:
    """A number of a node's element type as Python text, where infinity is the largest that there is."""
    dtype = node.output.type.dtype
    module = "torch" if target == "torch" else "jnp"
    if value in {inf, -inf}:
        if dtype.is_float:
            return f'float("{"-" if value < 0 else ""}inf")'
        end = "min" if value < 0 else "max"
        return (
            f"{module}.iinfo({module}.int64).{end}"
            if module == "torch"
            else f"jnp.iinfo(jnp.int32).{end}"
        )
    if dtype is DType.BOOL:
        return str(bool(value))
    return repr(float(value)) if dtype.is_float else str(int(value))


def teller(node: Node, size: str) -> tuple[int, int]:
    """The input of a node that has an axis of a named size, and the axis, the batch counted."""
    for place, kind in enumerate(node.types):
        if named(size) in kind.shape:
            return place, kind.shape.index(named(size)) + kind.batched
    raise AssertionError(f"{node.path} has no input that tells {size}")


def indented(lines: list[str], depth: int = 1) -> list[str]:
    """Lines at a depth; one that is too wide is broken inside its outermost call."""
    return [piece for line in lines for piece in _broken(f"{INDENT * depth}{line}".rstrip(), depth)]


def _broken(line: str, depth: int) -> list[str]:
    """The line, broken inside its longest bracket where it is too wide, and again inside that."""
    if len(line) <= WIDTH:
        return [line]
    opening, closing = _longest_bracket(line)
    inner, margin = line[opening + 1 : closing], INDENT * (depth + 1)
    if not inner.strip():
        return [line]
    first, last = line[: opening + 1], INDENT * depth + line[closing:]
    if len(margin + inner) <= WIDTH:
        return [first, margin + inner, last]
    parts = _split(inner)
    if len(parts) == 1:
        return [first, *_broken(margin + inner, depth + 1), last]
    return [first, *(piece for a in parts for piece in _broken(f"{margin}{a},", depth + 1)), last]


def _longest_bracket(line: str) -> tuple[int, int]:
    """Where the longest of the outermost brackets of a line opens and closes."""
    found, depth, opening, text = (0, 0), 0, 0, False
    for place, character in enumerate(line):
        text = text is not (character == '"')
        if text:
            continue
        if character in "([{":
            opening = place if depth == 0 else opening
            depth += 1
        elif character in ")]}":
            depth -= 1
            if depth == 0 and place - opening > found[1] - found[0]:
                found = (opening, place)
    return found


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
