"""The space between two tokens of a line, in the canonical style."""

from __future__ import annotations

from tenet.syntax.tokens import CLOSERS, OPENERS, OPERATORS, Token

_ATOMS = frozenset({"NAME", "NUMBER", "PERCENT", "STRING", "TRUE", "FALSE", "NONE"})
_VALUE_ENDS = _ATOMS | {"RPAR", "RSQB"}
_VALUE_BEGINS = _ATOMS | {"LPAR", "LSQB", "MINUS", "NOT"}
_NEVER_BEFORE = frozenset({"COMMA", "SEMICOLON", "COLON", "DOT", "RPAR", "RSQB"})
_NEVER_AFTER = frozenset({"DOT", "LPAR", "LSQB"})


def spaces(tokens: list[Token]) -> list[bool]:
    """For each token, whether a space stands before it."""
    tight = _tight_equals(tokens)
    wide = [False]
    for place in range(1, len(tokens)):
        joined = place in tight or place - 1 in tight or _joined(tokens, place)
        wide.append(not joined)
    return wide


def _joined(tokens: list[Token], place: int) -> bool:
    before, kind = tokens[place - 1].type, tokens[place].type
    if kind in _NEVER_BEFORE or before in _NEVER_AFTER:
        return True
    if kind in ("LPAR", "LSQB"):
        return before in _VALUE_ENDS or before in ("NETWORK", "DOTS") or _sign(tokens, place - 1)
    if before == "LBRACE":
        return kind == "RBRACE"
    if kind == "DOTS":
        return before in _VALUE_ENDS or before == "DOTS"
    if before == "DOTS":
        return kind in _VALUE_BEGINS and kind != "NOT"
    return _sign(tokens, place - 1)


def _sign(tokens: list[Token], place: int) -> bool:
    """Whether a token is the minus of a negative value."""
    return tokens[place].type == "MINUS" and (
        place == 0 or tokens[place - 1].type not in _VALUE_ENDS
    )


def _tight_equals(tokens: list[Token]) -> set[int]:
    """The `=` that give an argument or a default: no type before them, no conditional after."""
    tight: set[int] = set()
    depth, typed = 0, [False]
    for place, token in enumerate(tokens):
        kind = token.type
        if kind in ("LPAR", "LSQB"):
            depth += 1
            typed.append(False)
        elif kind in ("RPAR", "RSQB"):
            depth -= 1
            typed.pop()
        elif kind in ("COMMA", "SEMICOLON"):
            typed[-1] = False
        elif kind == "COLON":
            typed[-1] = True
        elif kind == "EQUAL" and depth and not typed[-1] and not _conditional(tokens, place + 1):
            tight.add(place)
    return tight


def _conditional(tokens: list[Token], place: int) -> bool:
    """Whether the argument that begins at a place is a conditional."""
    depth = 0
    while depth >= 0 and place < len(tokens):
        kind = tokens[place].type
        if depth == 0 and kind in ("COMMA", "SEMICOLON", "IF"):
            return kind == "IF"
        depth += (kind in OPENERS) - (kind in CLOSERS)
        place += 1
    return False


def continues(token: Token) -> bool:
    """Whether a line that begins with the token continues the line before."""
    return token.type in OPERATORS or token.type == "ELSE"
