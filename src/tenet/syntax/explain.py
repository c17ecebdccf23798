"""What to say of a token that cannot stand where it does, and how to read on past it."""

from __future__ import annotations

from typing import Any

from tenet.diagnostics import Diagnostic, nearest
from tenet.source import Source, Span
from tenet.syntax import mistakes
from tenet.syntax.expected import called, expected
from tenet.syntax.tokens import END, LINE_END, Token
from tenet.syntax.traps import TRAPS
from tenet.syntax.trouble import DECLARES, STATES, Finding, Trouble, opener


def explain(trouble: Trouble) -> Finding:
    """The most specific thing to say."""
    for trap in TRAPS:
        finding = trap(trouble)
        if finding is not None:
            return finding
    return _anything(trouble)


def explain_return(source: Source, values: list[Any], span: Span) -> Diagnostic:
    """What is wrong with a return that does not end a block."""
    inner, _ = opener(values)
    kinds = {value.type for value in values if isinstance(value, Token)}
    first = Span(source, span.start, span.start + len("return"))
    if "BLOCK" not in kinds:
        return mistakes.RETURN_OUTSIDE_BLOCK.at(
            first,
            "`return` stands in a network" if "NETWORK" in kinds else "`return` stands in no block",
            help="bind the names of the outputs instead: `probability = …`",
        )
    if inner == "BLOCK":
        return mistakes.RETURN_NOT_LAST.at(
            first, "statements stand after `return`", help="make `return` the last line"
        )
    return mistakes.RETURN_NOT_LAST.at(
        first,
        f"`return` stands inside `{inner.lower()}`",
        help="bind a name there, and return it in the last line of the block",
    )


def _anything(t: Trouble) -> Finding:
    """What stands there, and what could."""
    token, before = t.token, t.before
    if token.type in (LINE_END, END) or (
        token.type == "RBRACE" and "\n" in t.source.text[before.end : token.start]
    ):
        at = Span(t.source, before.end, before.end)
        message = f"the line ends too early after {called(before)}"
    else:
        at, message = t.span(token), f"{called(token)} was not expected here"
    could = expected(t.accepts, before)
    advice = _hint(t) or (f"expected {could}" if could else None)
    return Finding(mistakes.UNEXPECTED_TEXT.at(at, message, help=advice))


def _hint(t: Trouble) -> str | None:
    """What was probably meant, where it is plain."""
    token, after = t.token, t.after
    if token.type == "DOT" and after.type == "NUMBER" and after.start == token.end:
        return f"write `0.{after.text}`"
    if token.type == "IF" and t.accepts("NUMBER"):
        return "a conditional value is written `a if test else b`"
    if token.type == "ELSE":
        return "`else` follows the `}` of an `if`"
    if token.type == "COMPARISON" and "COMPARISON" in t.open():
        return "comparisons do not chain; write `a < b and b < c`"
    second = t.place == 1 or (t.place and t.tokens[t.place - 2].type in (LINE_END, "LBRACE"))
    word = t.before if second else token
    if word.type != "NAME" or not (second or t.begins_line):
        return None
    meant = nearest(word.text, [*DECLARES.values(), *STATES.values()])
    return f"did you mean `{meant}`?" if meant else None
