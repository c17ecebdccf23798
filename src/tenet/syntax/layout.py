"""The filter between lexer and parser: which line ends count, and that every bracket is closed."""

from __future__ import annotations

from tenet.diagnostics import Diagnostic, Label
from tenet.frozen import frozen
from tenet.source import Source, Span
from tenet.syntax import mistakes
from tenet.syntax.tokens import BAD, CLOSERS, END, LINE_END, OPENERS, OPERATORS, Token

DEEPEST = 64
LONGEST = 200

_CONTINUES = OPERATORS | {"ELSE"}
_DEEPENS = OPERATORS | {"ELSE", "NOT", "IF", "DOT"}
_DECLARES = frozenset({"IMPORT", "PARAM", "BLOCK", "NETWORK"})
_BEGINS = _DECLARES | {"FOR", "REPEAT", "RETURN", "SHARED"}
_SECTIONS = frozenset({"data", "train", "export", "sweep"})
_SIGNS = {"RPAR": ")", "RSQB": "]", "RBRACE": "}"}
_ATOMS = frozenset({"NAME", "NUMBER", "PERCENT", "STRING", "TRUE", "FALSE", "NONE"})


@frozen
class Layout:
    """Tokens as the parser wants them: their brackets pair up, and the last is the end.

    `unclosed` are the stretches in which a `)` or `]` was missing and reported, so that whatever
    else is odd there is no news.
    """

    tokens: list[Token]
    diagnostics: list[Diagnostic]
    unclosed: list[tuple[int, int]]


def arrange(source: Source, words: list[Token]) -> Layout:
    """The tokens that the grammar speaks of, from all the tokens of a text."""
    return _Filter(source, words).run()


class _Level:
    """An open bracket, and how deep a tree may grow from the operators after its last comma."""

    def __init__(self, opener: Token, indent: int, operators: int = 0) -> None:
        self.opener = opener
        self.indent = indent
        self.operators = operators


class _Filter:
    def __init__(self, source: Source, words: list[Token]) -> None:
        self.source = source
        self.words = words
        self.layout = Layout([], [], [])
        self.levels: list[_Level] = []
        self.pending: Token | None = None
        self.operators = 0
        self.surplus = 0
        self.line = 0

    def run(self) -> Layout:
        kinds = [word.type for word in self.words]
        self.surplus = kinds.count("LBRACE") - kinds.count("RBRACE")
        self.levels.append(_Level(Token("", "", 0, 0), 0))
        first, place, count = True, 0, len(self.words)
        while place < count:
            word = self.words[place]
            if word.type == LINE_END:
                if self.in_lines():
                    self.pending = self.pending or word
                first = True
                place += 1
                continue
            if first:
                self.line = word.start
                self.begin_line(word, place)
            first = False
            place = self.take(word, place)
        end = Token(END, "", len(self.source.text), len(self.source.text))
        self.close_until(1, end)
        self.layout.tokens.append(end)
        return self.layout

    def in_lines(self) -> bool:
        """Whether line ends count here."""
        return self.levels[-1].opener.type in ("", "LBRACE")

    def begin_line(self, word: Token, place: int) -> None:
        """Closes brackets that the lines before left open, as this line shows."""
        if not self.in_lines() and (word.type in _BEGINS or self.begins_anew(word)):
            self.close_round(word)
            self.pending = Token(LINE_END, "", word.start, word.start)
        if self.surplus <= 0:
            return
        if self.declares(word, place):
            self.close_until(1, word)
        indent = self.column(word.start)
        while word.type == "RBRACE" and len(self.levels) > 2 and indent < self.levels[-1].indent:
            self.close_until(len(self.levels) - 1, word)

    def begins_anew(self, word: Token) -> bool:
        """Whether a line in a bracket begins a statement: after a value, and not indented."""
        before = self.layout.tokens[-1].type
        return (
            word.type in _ATOMS
            and (before in _ATOMS or before in CLOSERS)
            and self.column(word.start) <= self.levels[-1].indent
        )

    def declares(self, word: Token, place: int) -> bool:
        """Whether a declaration begins here, in column one."""
        if self.column(word.start) != 1:
            return False
        after = self.words[place + 1].type if place + 1 < len(self.words) else END
        return word.type in _DECLARES or (word.text in _SECTIONS and after == "LBRACE")

    def column(self, offset: int) -> int:
        return self.source.position(offset).column

    def take(self, word: Token, place: int) -> int:
        """Passes a token on, after the line end before it if that counts; the next place."""
        kind = word.type
        if kind in ("LBRACE", "RBRACE"):
            self.close_round(word)
        if kind in CLOSERS:
            self.close(word)
            return place + 1
        self.end_line(kind)
        level = self.levels[-1]
        if kind in OPENERS and len(self.levels) > DEEPEST:
            return self.leave_out(word, place, f"brackets nest more than {DEEPEST} deep here")
        if kind == "COMMA":
            self.operators -= level.operators
            level.operators = 0
        elif kind in _DEEPENS or (kind in OPENERS and self.after_closer()):
            level.operators += 1
            self.operators += 1
            if self.operators > LONGEST:
                return self.leave_out(word, place, f"a value holds more than {LONGEST} operators")
        if kind in OPENERS:
            self.levels.append(_Level(word, self.column(self.line)))
        self.layout.tokens.append(word)
        return place + 1

    def after_closer(self) -> bool:
        return bool(self.layout.tokens) and self.layout.tokens[-1].type in ("RPAR", "RSQB")

    def end_line(self, kind: str) -> None:
        """Lets the waiting line end through before a token of a kind, unless it does not count."""
        if self.pending is None:
            return
        tokens = self.layout.tokens
        if tokens and tokens[-1].type != "LBRACE" and kind not in _CONTINUES:
            tokens.append(self.pending)
            self.operators -= self.levels[-1].operators
            self.levels[-1].operators = 0
        self.pending = None

    def close(self, word: Token) -> None:
        """Pairs a closing bracket with the innermost open one, or reports why it does not."""
        opener = CLOSERS[word.type]
        depth = len(self.levels) - 1
        while depth and self.levels[depth].opener.type not in (opener, "LBRACE"):
            depth -= 1
        at = Span(self.source, word.start, word.end)
        if self.levels[depth].opener.type == opener and depth:
            self.close_until(depth + 1, word)
        elif self.in_lines():
            self.layout.diagnostics.append(
                mistakes.UNOPENED_BRACKET.at(at, f"`{word.text}` closes nothing")
            )
            return
        else:
            first = self.levels[-1].opener
            right = _SIGNS[OPENERS[first.type]]
            self.layout.diagnostics.append(
                mistakes.MISMATCHED_BRACKET.at(
                    at,
                    f"`{word.text}` stands where `{first.text}` is to be closed",
                    help=f"write `{right}`",
                    labels=(Label(self.span(first), "opened here"),),
                )
            )
        self.pop(word)

    def pop(self, word: Token) -> None:
        """Closes the innermost bracket with a token, whatever its text."""
        level = self.levels.pop()
        self.operators -= level.operators
        self.pending = None
        closer = OPENERS[level.opener.type]
        self.layout.tokens.append(Token(closer, word.text, word.start, word.end))

    def close_round(self, word: Token) -> None:
        """Closes what is open of ( and [ before a token that cannot stand inside."""
        depth = len(self.levels)
        while self.levels[depth - 1].opener.type in ("LPAR", "LSQB"):
            depth -= 1
        self.close_until(depth, word)

    def close_until(self, depth: int, word: Token) -> None:
        """Adds the closing brackets that are missing before a token, down to a depth."""
        if len(self.levels) <= depth:
            return
        after = self.layout.tokens[-1].end
        while len(self.levels) > depth:
            first = self.levels[-1].opener
            self.surplus -= first.type == "LBRACE"
            sign = _SIGNS[OPENERS[first.type]]
            where = Span(self.source, word.start, word.end)
            self.layout.diagnostics.append(
                mistakes.UNCLOSED_BRACKET.at(
                    where,
                    f"`{first.text}` is never closed",
                    help=f"write `{sign}` before {_called(word)}",
                    labels=(Label(self.span(first), "opened here"),),
                )
            )
            if first.type != "LBRACE":
                self.layout.unclosed.append((first.start, after))
            self.pop(Token("", sign, after, after))
        self.pending = Token(LINE_END, "", after, after) if self.in_lines() else None
        if word.type in ("LBRACE", *CLOSERS, END):
            self.pending = None

    def span(self, token: Token) -> Span:
        return Span(self.source, token.start, token.end)

    def leave_out(self, word: Token, place: int, message: str) -> int:
        """Replaces the rest of a statement or bracket by one bad token; the place after it."""
        self.layout.diagnostics.append(
            mistakes.DEEP_NESTING.at(self.span(word), message, help="give a part of it a name")
        )
        depth, lines = 0, self.in_lines()
        while place < len(self.words):
            kind = self.words[place].type
            if depth == 0 and (kind in CLOSERS or (lines and kind == LINE_END)):
                break
            depth += (kind in OPENERS) - (kind in CLOSERS)
            place += 1
        self.layout.tokens.append(Token(BAD, word.text, word.start, self.words[place - 1].end))
        return place


def _called(word: Token) -> str:
    return "the end of the file" if word.type == END else f"this `{word.text}`"
