"""From a text to tokens and comments; what is no token is reported and stepped over."""

from __future__ import annotations

import re
from typing import NamedTuple

from tenet.diagnostics import Diagnostic, TenetError
from tenet.limits import DEFAULT, Limits
from tenet.source import Source, Span
from tenet.syntax import mistakes
from tenet.syntax.tables import Tables
from tenet.syntax.tree import Comment

BAD = "BAD"
"""The type of a token that has been reported already and that no rule takes."""
END = "$END"
LINE_END = "_NL"

OPENERS = {"LPAR": "RPAR", "LSQB": "RSQB", "LBRACE": "RBRACE"}
CLOSERS = {closer: opener for opener, closer in OPENERS.items()}
OPERATORS = frozenset(
    "ARROW PLUS MINUS STAR SLASH FLOOR POWER COMPARISON DOTS AND OR IN".split()  # noqa: SIM905
)
"""What joins two values; a line that begins with one continues the line before."""

_BAD = (
    r"(?P<blank>[^\S\r\n]+|[\x00-\x08\x0e-\x1f\x7f\ufeff\u200b-\u200f\u2060]+)"
    r"|'(?P<single>[^'\"\r\n]*)'"
    r'|(?P<open>"[^\r\n]*)'
    r"|(?P<sign>&&|\|\||[%!&|^~?@$`'\\])"
    r"|[^\x00-\x7f]+|."
)
_INSTEAD = {
    "%": "the remainder of a division is `mod(a, b)`; a percentage is a number and `%`, as in `15%`",
    "!": "write `not`",
    "&": "write `and`",
    "&&": "write `and`",
    "|": "write `or`",
    "||": "write `or`",
    "^": "a power is written `a ** b`",
}


class Token(NamedTuple):
    """A word of a text. One that the parser or the layout adds covers no text."""

    type: str
    text: str
    start: int
    end: int

    @property
    def added(self) -> bool:
        """Whether the token stands in for text that is missing, and has been reported."""
        return self.start == self.end and self.type != END


class Words(NamedTuple):
    """A text cut up."""

    tokens: list[Token]
    comments: list[Comment]
    diagnostics: list[Diagnostic]


def scan(source: Source, tables: Tables, limits: Limits = DEFAULT) -> Words:
    """The tokens of a text, line ends among them, and apart from them its comments.

    Raises:
        TenetError: there are too many.
    """
    text, keywords = source.text, tables.keywords
    match = tables.pattern.match
    words = Words([], [], [])
    tokens = words.tokens
    at, length, most = (1 if text.startswith("\ufeff") else 0), len(text), limits.words
    while at < length:
        if len(tokens) > most or len(words.diagnostics) > most:
            raise _too_many(source, at, most)
        found = match(text, at)
        if found is None:
            at = _step_over(source, at, words)
            continue
        kind, end = found.lastgroup, found.end()
        if kind not in tables.ignored:
            word = found[0]
            if kind == "NAME":
                kind = keywords.get(word, kind)
            tokens.append(Token(str(kind), word, at, end))
        elif kind == "COMMENT":
            alone = not tokens or tokens[-1].type == LINE_END
            words.comments.append(Comment(Span(source, at, end), alone))
        at = end
    return words


def _too_many(source: Source, at: int, most: int) -> TenetError:
    return mistakes.MANY_WORDS.error(
        Span(source, at, at),
        f"the text goes on after {most:,} names, numbers, signs and line ends",
        help=f"if that is meant, raise the limit: `--limit words={2 * most}`",
    )


def _step_over(source: Source, at: int, words: Words) -> int:
    """Reports what stands at an offset where no token does; the offset after it."""
    found = re.compile(_BAD).match(source.text, at)
    if found is None:
        raise AssertionError(at)
    if found["open"] is not None:
        return _unclosed_string(source, at, found["open"], words)
    span = Span(source, at, found.end())
    if found["single"] is not None:
        body = found["single"].replace("\\", "\\\\")
        words.tokens.append(Token("STRING", f'"{body}"', at, found.end()))
        words.diagnostics.append(
            mistakes.SINGLE_QUOTES.at(
                span,
                f"{found[0]} stands in single quotes",
                help=f'write `"{found["single"]}"`',
            )
        )
    elif found["blank"] is not None:
        words.diagnostics.append(
            mistakes.UNKNOWN_CHARACTER.at(
                span,
                f"an invisible character, {_codes(found[0])}, stands outside strings and comments",
                help="write a plain space, or nothing",
            )
        )
    else:
        words.diagnostics.append(_unknown(source, span, words))
        words.tokens.append(Token(BAD, found[0], at, found.end()))
    return found.end()


def _codes(text: str) -> str:
    return " ".join(dict.fromkeys(f"U+{ord(character):04X}" for character in text))


def _unknown(source: Source, span: Span, words: Words) -> Diagnostic:
    sign = span.text
    if sign != "%":
        return mistakes.UNKNOWN_CHARACTER.at(
            span, f"`{sign}` means nothing in Tenet", help=_INSTEAD.get(sign)
        )
    left = words.tokens[-1].text if words.tokens else ""
    right = re.compile(r"[ \t]*(\w+)").match(source.text, span.end)
    if right is None or not left.isalnum():
        return mistakes.PERCENT_AS_REMAINDER.at(span, "`%` is not an operator", help=_INSTEAD[sign])
    return remainder(span, left, right[1])


def remainder(span: Span, left: str, right: str) -> Diagnostic:
    """The finding that `%` was written for a remainder."""
    return mistakes.PERCENT_AS_REMAINDER.at(
        span,
        "`%` makes a percentage and is not an operator",
        help=f"the remainder is `mod({left}, {right})`",
    )


def _unclosed_string(source: Source, at: int, text: str, words: Words) -> int:
    """Takes a string up to the line's end, without the brackets and commas that close the line."""
    inner = text[1:]
    kept = inner.rstrip(")]}, \t")
    end = at + 1 + len(kept)
    body = kept.replace("\\", "\\\\")
    words.tokens.append(Token("STRING", f'"{body}"', at, end))
    words.diagnostics.append(
        mistakes.UNCLOSED_STRING.at(
            Span(source, at, end), "this string has no closing quote", help=f'write `"{kept}"`'
        )
    )
    return end
