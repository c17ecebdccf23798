"""What could have stood at a place, in a modeller's words."""

from __future__ import annotations

from collections.abc import Callable

from tenet.syntax.tokens import END, LINE_END, Token

_SIGNS = {
    "AS": "`as`",
    "IN": "`in`",
    "ELSE": "`else`",
    "ARROW": "`->`",
    "EQUAL": "`=`",
    "COLON": "`:`",
    "COMMA": "`,`",
    "SEMICOLON": "`;`",
    "LPAR": "`(`",
    "RPAR": "`)`",
    "LSQB": "`[`",
    "RSQB": "`]`",
    "LBRACE": "`{`",
    "RBRACE": "`}`",
}
_VALUE = {"NAME", "STRING", "LPAR", "LSQB", "DOTS"}
_OPERATOR = {"ARROW", "IN", "LPAR", "LSQB", "IF", "DOTS", "DOT"}

# The first line whose type is accepted gives the words, and takes the types that they cover.
_KINDS: tuple[tuple[str, str, set[str]], ...] = (
    ("PARAM", "a declaration", {"NAME"}),
    ("FOR", "a statement", {"NAME", "IF"}),
    ("NUMBER", "a value", _VALUE),
    ("PLUS", "an operator", _OPERATOR),
    ("COMPARISON", "an operator", _OPERATOR),
    ("NAME", "a name", set()),
)


def expected(accepts: Callable[[str], bool], before: Token) -> str:
    """The things that are accepted, joined: "a value, `,` or `)`"."""
    words: list[str] = []
    covered: set[str] = set()
    if before.type == "ARROW":
        return "an operation"
    for kind, name, covers in _KINDS:
        if kind not in covered and name not in words and accepts(kind):
            words.append(name)
            covered |= covers
    ends = accepts(LINE_END) or accepts(END)
    if ends:
        covered.add("RBRACE")
    words += [sign for kind, sign in _SIGNS.items() if kind not in covered and accepts(kind)]
    if ends:
        words.append("a line end")
    return ", ".join(words[:-1]) + (" or " if words[:-1] else "") + words[-1] if words else ""


def called(token: Token) -> str:
    """What a message calls a token."""
    if token.type == END:
        return "the end of the file"
    if token.type == LINE_END:
        return "the end of the line"
    return token.text if token.type == "STRING" else f"`{token.text}`"
