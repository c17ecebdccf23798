"""The filter between lexer and parser: which line ends count, and that every bracket is closed."""

from __future__ import annotations

from tenet.diagnostics import Diagnostic, Label
from tenet.frozen import frozen
from tenet.limits import DEFAULT, Limits
from tenet.source import Source, Span
from tenet.syntax import mistakes
from tenet.syntax.tokens import BAD, CLOSERS, END, LINE_END, OPENERS, OPERATORS, Token

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

    `unclosed` are the stretches, one after the other, in which a `)` or `]` was missing and reported, so that whatever
    else is odd there is no news.
    """

    tokens: list[Token]
    diagnostics: list[Diagnostic]
    unclosed: list[tuple[int, int]]


def arrange(source: Source, words: list[Token], limits: Limits = DEFAULT) -> Layout:
    """The tokens that the grammar speaks of, from all the tokens of a text."""
    return _Filter(source, words, limits).run()


class _Level:
    """An open bracket, and how deep a tree may grow from the operators after its last comma.

    `indent` is the column of the line that opened it, `inner` that of the first line within it.
    """

    def __init__(self, opener: Token, indent: int) -> None:
        self.opener = opener
        self.indent = indent
        self.inner = 0
        self.operators = 0

    @property
    def indents(self) -> bool:
        """Whether it is a brace whose lines stand further in than the line that opened it."""
        return self.opener.type == "LBRACE" and self.inner > self.indent


class _Filter:
    def __init__(self, source: Source, words: list[Token], limits: Limits) -> None:
        self.source = source
        self.words = words
        self.limits = limits
        self.layout = Layout([], [], [])
        self.levels: list[_Level] = []
        self.pending: Token | None = None
        self.operators = 0
        self.line = 0
        self.surpluses = self.counted()
        self.surplus = self.surpluses.get(-1, 0)

    def counted(self) -> dict[int, int]:
        """How many braces are opened and never closed from each declaration in column one to the next.

        The declarations go by their place; what stands before the first by -1.
        """
        found, here, first = dict[int, int](), -1, True
        for place, word in enumerate(self.words):
            if first and self.declares(word, place):
                here = place
            first = word.type == LINE_END
            if word.type in ("LBRACE", "RBRACE"):
                found[here] = found.get(here, 0) + (1 if word.type == "LBRACE" else -1)
        return found

    def run(self) -> Layout:
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
            superfluous = first and word.type == "RBRACE" and self.superfluous(word)
            first = False
            place = place + 1 if superfluous else self.take(word, place)
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
        indent = self.column(word.start)
        if indent == 1 and self.declares(word, place):
            if self.surplus > 0 or (len(self.levels) > 1 and self.levels[1].indents):
                self.close_until(1, word)
            if len(self.levels) == 1:
                self.surplus = 0
            self.surplus += self.surpluses.get(place, 0)
        while self.surplus > 0 and len(self.levels) > 2 and self.ended(word, indent):
            self.close_until(len(self.levels) - 1, word)
        level = self.levels[-1]
        if not level.inner and word.type != "RBRACE":
            level.inner = indent

    def ended(self, word: Token, indent: int) -> bool:
        """Whether the innermost braces have ended before a line that begins so far in."""
        level = self.levels[-1]
        if word.type == "RBRACE":
            return indent < level.indent
        return level.indents and indent <= level.indent

    def superfluous(self, word: Token) -> bool:
        """Whether a brace that begins a line closes nothing, as its column shows. Effect: it is reported."""
        level = self.levels[-1]
        if self.surplus >= 0 or not level.indents or self.column(word.start) <= level.indent:
            return False
        self.surplus += 1
        self.unopened(word)
        return True

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
        if kind in OPENERS and len(self.levels) > self.limits.nesting:
            deepest = self.limits.nesting
            return self.leave_out(word, place, f"brackets nest more than {deepest} deep here")
        if kind == "COMMA":
            self.operators -= level.operators
            level.operators = 0
        elif kind in _DEEPENS or (kind in OPENERS and self.after_closer()):
            level.operators += 1
            self.operators += 1
            if self.operators > self.limits.operators:
                most = self.limits.operators
                return self.leave_out(word, place, f"a value holds more than {most} operators")
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
            self.unopened(word)
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

    def unopened(self, word: Token) -> None:
        """Effect: a bracket is reported that closes nothing."""
        message = f"`{word.text}` closes nothing"
        self.layout.diagnostics.append(mistakes.UNOPENED_BRACKET.at(self.span(word), message))

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
                self.unclose(first.start, after)
            self.pop(Token("", sign, after, after))
        self.pending = Token(LINE_END, "", after, after) if self.in_lines() else None
        if word.type in ("LBRACE", *CLOSERS, END):
            self.pending = None

    def unclose(self, start: int, end: int) -> None:
        """Effect: a stretch is noted in which a bracket was missing; those within it are part of it."""
        stretches = self.layout.unclosed
        while stretches and stretches[-1][0] >= start:
            stretches.pop()
        stretches.append((start, end))

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
