"""From a rule of the grammar and its parts to a node of the tree.

Each function below builds what the rule or alias of its name stands for. It gets all parts of the
rule, tokens too, so that a span is exact; a part is a node, a token, or a tuple that a rule without
a node of its own left here.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Any

from tenet.diagnostics import Diagnostic
from tenet.frozen import frozen
from tenet.source import Source, Span
from tenet.syntax import mistakes, tree
from tenet.syntax.tokens import Token

Parts = list[Any]

_ESCAPES = {'"': '"', "\\": "\\", "n": "\n", "t": "\t"}
_CONSTANTS = {"TRUE": True, "FALSE": False, "NONE": None}
_LONGEST_INTEGER = 400


@frozen
class Builder:
    """What building needs besides the parts.

    `docs` has the comment lines above a line, by its number; findings go to `diagnostics`.
    """

    source: Source
    docs: dict[int, str]
    diagnostics: list[Diagnostic]

    def span(self, parts: Parts) -> Span:
        """From the first part to the last."""
        return Span(self.source, _first(parts[0]), _last(parts[-1]))

    def token(self, token: Token) -> Span:
        """The span of one token."""
        return Span(self.source, token.start, token.end)

    def name(self, token: Token) -> tree.Name:
        """A name out of its token."""
        return tree.Name(self.token(token), token.text)

    def doc(self, first: Token) -> str:
        """The comment lines directly above a token's line."""
        return self.docs.get(self.source.position(first.start).line, "") if self.docs else ""


def _first(part: Any) -> int:
    start: int = part.start if isinstance(part, Token) else part.span.start
    return start


def _last(part: Any) -> int:
    end: int = part.end if isinstance(part, Token) else part.span.end
    return end


def _nodes(parts: Parts) -> tuple[Any, ...]:
    return tuple(part for part in parts if not isinstance(part, Token))


def _after(parts: Parts, sign: str) -> Any:
    """The part behind a token of a type, or none where it is left out."""
    for place, part in enumerate(parts):
        if isinstance(part, Token) and part.type == sign:
            return parts[place + 1]
    return None


# ── declarations ─────────────────────────────────────────────────────────────────────────────


def _start(_: Builder, parts: Parts) -> tuple[tree.Item, ...]:
    return _nodes(parts)


def _import_(b: Builder, parts: Parts) -> tree.Import:
    path = parts[1].type == "STRING"
    module = _string(b, [parts[1]]) if path else b.name(parts[1])
    alias = b.name(parts[3]) if len(parts) > 2 else None
    return tree.Import(b.span(parts), module, alias)


def _param(b: Builder, parts: Parts) -> tree.Param:
    kind = _after(parts, "COLON")
    return tree.Param(b.span(parts), b.name(parts[1]), kind, parts[-1], b.doc(parts[0]))


def _parameter(b: Builder, parts: Parts) -> tree.Parameter:
    kind, default = _after(parts, "COLON"), _after(parts, "EQUAL")
    return tree.Parameter(b.span(parts), b.name(parts[0]), kind, default)


def _params(_: Builder, parts: Parts) -> tuple[tuple[tree.Parameter, ...], ...]:
    """Inputs and settings."""
    kinds = [part.type if isinstance(part, Token) else "" for part in parts]
    cut = kinds.index("SEMICOLON") if "SEMICOLON" in kinds else len(parts)
    return _nodes(parts[:cut]), _nodes(parts[cut:])


@frozen
class _Body:
    """Statements in braces, and what they return."""

    span: Span
    statements: tuple[tree.Statement, ...]
    results: tuple[tree.Expression, ...] = ()


@frozen
class _Return:
    span: Span
    results: tuple[tree.Expression, ...]


def _block(b: Builder, parts: Parts) -> tree.Block:
    inputs, settings = parts[3]
    code: _Body = parts[-1]
    name, doc = b.name(parts[1]), b.doc(parts[0])
    return tree.Block(b.span(parts), name, inputs, settings, code.statements, code.results, doc)


def _block_body(b: Builder, parts: Parts) -> _Body:
    nodes = _nodes(parts)
    if nodes and isinstance(nodes[-1], _Return):
        return _Body(b.span(parts), nodes[:-1], nodes[-1].results)
    return _Body(b.span(parts), nodes)


def _return_(b: Builder, parts: Parts) -> _Return:
    return _Return(b.span(parts), _nodes(parts))


def _network(b: Builder, parts: Parts) -> tree.Network:
    named = parts[1].type == "NAME"
    inputs, settings = parts[2 + named]
    if settings:
        b.diagnostics.append(
            mistakes.UNEXPECTED_TEXT.at(
                settings[0].span.to(settings[-1].span),
                "a network has no settings",
                help="declare a `param` above it",
            )
        )
    name = b.name(parts[1]) if named else None
    outputs = tuple(part for part in parts if isinstance(part, tree.Target))
    body = parts[-1].statements
    return tree.Network(b.span(parts), name, inputs, outputs, body, b.doc(parts[0]))


def _output(b: Builder, parts: Parts) -> tree.Target:
    return tree.Target(b.span(parts), b.name(parts[0]), _after(parts, "COLON"))


def _section(b: Builder, parts: Parts) -> tree.Section:
    return tree.Section(b.span(parts), b.name(parts[0]), _nodes(parts[1:]), b.doc(parts[0]))


def _broken(b: Builder, parts: Parts) -> tree.Error:
    return tree.Error(b.span(parts))


# ── statements ───────────────────────────────────────────────────────────────────────────────


def _body(b: Builder, parts: Parts) -> _Body:
    return _Body(b.span(parts), _nodes(parts))


def _bind(b: Builder, parts: Parts) -> tree.Bind:
    targets = tuple(part for part in parts[:-1] if isinstance(part, tree.Target))
    return tree.Bind(b.span(parts), targets, parts[-1])


def _shared(b: Builder, parts: Parts) -> tree.Shared:
    return tree.Shared(b.span(parts), b.name(parts[1]), parts[3])


def _for_(b: Builder, parts: Parts) -> tree.For:
    names = tuple(b.name(part) for part in parts[1:-3] if part.type == "NAME")
    return tree.For(b.span(parts), names, parts[-2], parts[-1].statements)


def _repeat(b: Builder, parts: Parts) -> tree.Repeat:
    return tree.Repeat(b.span(parts), parts[1], parts[2].statements)


def _if_(b: Builder, parts: Parts) -> tree.If:
    other = _after(parts, "ELSE")
    otherwise = other.statements if isinstance(other, _Body) else (other,) if other else ()
    return tree.If(b.span(parts), parts[1], parts[2].statements, otherwise)


def _misplaced_return(b: Builder, parts: Parts) -> tree.Error:
    return tree.Error(b.span(parts))


# ── expressions ──────────────────────────────────────────────────────────────────────────────


def _chain(b: Builder, parts: Parts) -> tree.Chain:
    return tree.Chain(b.span(parts), parts[0], parts[2])


def _conditional(b: Builder, parts: Parts) -> tree.Conditional:
    return tree.Conditional(b.span(parts), parts[2], parts[0], parts[4])


def _binary(b: Builder, parts: Parts) -> tree.Binary:
    return tree.Binary(b.span(parts), parts[1].text, parts[0], parts[2])


def _unary(b: Builder, parts: Parts) -> tree.Unary:
    return tree.Unary(b.span(parts), parts[0].text, parts[1])


def _range_both(b: Builder, parts: Parts) -> tree.Range:
    return tree.Range(b.span(parts), parts[0], parts[2])


def _range_from(b: Builder, parts: Parts) -> tree.Range:
    return tree.Range(b.span(parts), parts[0], None)


def _range_to(b: Builder, parts: Parts) -> tree.Range:
    return tree.Range(b.span(parts), None, parts[1])


def _range_all(b: Builder, parts: Parts) -> tree.Range:
    return tree.Range(b.span(parts), None, None)


def _call(b: Builder, parts: Parts) -> tree.Call:
    return tree.Call(b.span(parts), parts[0], _nodes(parts[1:]))


def _argument(b: Builder, parts: Parts) -> tree.Argument:
    return tree.Argument(b.span(parts), None, parts[0])


def _keyword(b: Builder, parts: Parts) -> tree.Argument:
    return tree.Argument(b.span(parts), b.name(parts[0]), parts[2])


def _attribute(b: Builder, parts: Parts) -> tree.Attribute:
    return tree.Attribute(b.span(parts), parts[0], b.name(parts[2]))


def _index(b: Builder, parts: Parts) -> tree.Index:
    return tree.Index(b.span(parts), parts[0], _nodes(parts[1:]))


def _list_of(b: Builder, parts: Parts) -> tree.ListOf:
    return tree.ListOf(b.span(parts), _nodes(parts))


def _group(b: Builder, parts: Parts) -> tree.Group:
    return tree.Group(b.span(parts), _nodes(parts))


def _name(b: Builder, parts: Parts) -> tree.Name:
    return b.name(parts[0])


def _constant(b: Builder, parts: Parts) -> tree.Literal:
    return tree.Literal(b.token(parts[0]), _CONSTANTS[parts[0].type])


def _number(b: Builder, parts: Parts) -> tree.Literal:
    word: Token = parts[0]
    digits = word.text.replace("_", "")
    if digits.isdigit() and len(digits) <= _LONGEST_INTEGER:
        return tree.Literal(b.token(word), int(digits))
    value = float(digits)
    if digits.isdigit() or math.isinf(value):
        _oversized(b, word)
        value = 0.0
    return tree.Literal(b.token(word), value)


def _percent(b: Builder, parts: Parts) -> tree.Percent:
    word: Token = parts[0]
    # The power of ten is part of the literal, so that 15% is the float nearest to 0.15.
    value = float(f"{word.text[:-1]}e-2")
    if math.isinf(value):
        _oversized(b, word)
        value = 0.0
    return tree.Percent(b.token(word), value)


def _oversized(b: Builder, word: Token) -> None:
    b.diagnostics.append(
        mistakes.OVERSIZED_NUMBER.at(
            b.token(word), "this number is too large", help="infinity is written `inf`"
        )
    )


def _string(b: Builder, parts: Parts) -> tree.Literal:
    word: Token = parts[0]

    def plain(found: re.Match[str]) -> str:
        if found[1] not in _ESCAPES:
            at = word.start + 1 + found.start()
            b.diagnostics.append(
                mistakes.UNKNOWN_ESCAPE.at(
                    Span(b.source, at, at + 2),
                    f"`{found[0]}` means nothing in a string",
                    help=f"a backslash itself is written `\\\\`: `\\\\{found[1]}`",
                )
            )
        return _ESCAPES.get(found[1], found[0])

    text = word.text[1:-1]
    value = re.sub(r"\\(.)", plain, text) if "\\" in text else text
    return tree.Literal(b.token(word), value)


ACTIONS: dict[str, Callable[[Builder, Parts], Any]] = {
    function.__name__[1:]: function
    for function in (
        _start, _import_, _param, _parameter, _params, _block, _block_body, _return_,
        _network, _output, _section, _broken, _body, _bind, _shared, _for_, _repeat, _if_,
        _misplaced_return, _chain, _conditional, _binary, _unary, _range_both, _range_from,
        _range_to, _range_all, _call, _argument, _keyword, _attribute, _index, _list_of,
        _group, _name, _constant, _number, _percent, _string,
    )
}  # fmt: skip
"""What makes the value of each rule and alias, by its name."""
