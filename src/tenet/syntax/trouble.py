"""A parser that cannot go on, as the explanations see it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from tenet.diagnostics import Diagnostic
from tenet.frozen import frozen
from tenet.source import Source, Span
from tenet.syntax.tokens import CLOSERS, LINE_END, OPENERS, Token
from tenet.syntax.tree import Error

DECLARES = {"IMPORT": "import", "PARAM": "param", "BLOCK": "block", "NETWORK": "network"}
STATES = {"FOR": "for", "REPEAT": "repeat", "IF": "if", "RETURN": "return", "SHARED": "shared"}

_WORDS = frozenset({*DECLARES, *STATES, "ELSE"})
_EDGES = frozenset({"LPAR", "LSQB", "LBRACE", "COMMA", "EQUAL", "COLON", "RETURN", LINE_END})


@frozen
class Trouble:
    """A parser that cannot go on: its tokens and the one at fault, its values, what it accepts."""

    source: Source
    tokens: list[Token]
    place: int
    values: list[Any]
    accepts: Callable[[str], bool]
    reported: list[Diagnostic]

    @property
    def token(self) -> Token:
        """The token at fault."""
        return self.tokens[self.place]

    @property
    def before(self) -> Token:
        """The token before it; a line end where there is none."""
        return self.tokens[self.place - 1] if self.place else Token(LINE_END, "", 0, 0)

    @property
    def after(self) -> Token:
        """The token after it; the end where there is none."""
        return self.tokens[min(self.place + 1, len(self.tokens) - 1)]

    @property
    def begins_line(self) -> bool:
        """Whether a statement would begin at the token."""
        return self.before.type in (LINE_END, "LBRACE")

    def span(self, token: Token) -> Span:
        """The stretch of a token."""
        return Span(self.source, token.start, token.end)

    def open(self, edges: frozenset[str] = _EDGES) -> dict[str, int]:
        """The tokens waiting for the rest of the expression, by type: where in the values."""
        waiting: dict[str, int] = {}
        for place, token in _unpaired(self.values):
            if token.type in edges:
                break
            waiting.setdefault(token.type, place)
        return waiting

    def enclosing(self) -> str:
        """The type of the word that opened the innermost braces; "" at the top of the file."""
        return opener(self.values)[0]


@frozen
class Finding:
    """What is wrong, and the tokens to read in the place of the one at fault.

    Without a repair the statement is given up. Without a diagnostic it has been reported.
    """

    diagnostic: Diagnostic | None
    repair: list[Token] | None = None


def opener(values: list[Any]) -> tuple[str, int]:
    """The type of the word that opened the innermost braces, and the offset of the brace."""
    for place, brace in _unpaired(values):
        if brace.type != "LBRACE":
            continue
        if _kind(values[place - 1]) == "NAME":
            return "NAME", brace.start
        if isinstance(values[place - 1], Error) and _kind(values[place - 2]) not in _WORDS:
            return "ERROR", brace.start
        while _kind(values[place]) not in _WORDS:
            place -= 1  # noqa: PLW2901
        return _kind(values[place]), brace.start
    return "", 0


def _unpaired(values: list[Any]) -> Iterator[tuple[int, Token]]:
    """The tokens among the values, from the top, without brackets in pairs and what they hold."""
    depth = 0
    for place in range(len(values) - 1, -1, -1):
        value = values[place]
        if not isinstance(value, Token):
            continue
        if value.type in CLOSERS:
            depth += 1
        elif depth and value.type in OPENERS:
            depth -= 1
        elif not depth:
            yield place, value


def _kind(value: Any) -> str:
    return value.type if isinstance(value, Token) else ""
