"""One statement as lines: where it breaks, and how far each line is indented."""

from __future__ import annotations

from dataclasses import dataclass, field

from tenet.syntax.spacing import continues, spaces
from tenet.syntax.tokens import CLOSERS, OPENERS, Token

WIDTH = 100
INDENT = 4

_BREAKS = frozenset({"ARROW", "PLUS", "AND", "OR"})


@dataclass(slots=True)
class Piece:
    """A token with what surrounds it in the text.

    `fresh`: it begins a line there. `blank`: an empty line stands before it, or before the first of
    its `lead`, the comment lines above it. `trail` is the comment behind it.
    """

    token: Token
    fresh: bool
    lead: list[tuple[str, bool]] = field(default_factory=list)
    trail: str = ""
    blank: bool = False
    starts: bool = False


def broken(pieces: list[Piece], indent: int, pad: int = 0) -> list[str]:
    """The lines of a statement, without the comments above it; `pad` widens its first ` = `."""
    return _Statement(pieces, indent, pad).lines()


def joined(pieces: list[Piece]) -> str:
    """The statement on one line."""
    wide = spaces([piece.token for piece in pieces])
    return "".join(
        (" " if space else "") + piece.token.text for piece, space in zip(pieces, wide, strict=True)
    )


@dataclass(slots=True)
class _Statement:
    pieces: list[Piece]
    indent: int
    pad: int
    partner: dict[int, int] = field(default_factory=dict)
    exploded: set[int] = field(default_factory=set)
    breaks: set[int] = field(default_factory=set)
    words: list[str] = field(default_factory=list)

    def lines(self) -> list[str]:
        """The text, broken further until every line fits or cannot be broken."""
        self.prepare()
        stuck: set[int] = set()
        while True:
            starts = self.starts()
            places = sorted(starts)
            long = None
            for start, end in zip(places, [*places[1:], len(self.pieces)], strict=True):
                if start not in stuck and starts[start] + self.length(start, end) > WIDTH:
                    long = (start, end)
                    break
            if long is None:
                return self.written(starts)
            if not self.split(long[0], long[1], starts[long[0]]):
                stuck.add(long[0])

    def prepare(self) -> None:
        """Finds the brackets, and the breaks that the author made or a comment makes."""
        pieces = self.pieces
        wide = spaces([piece.token for piece in pieces])
        self.words = [
            (" " if space else "") + piece.token.text
            for piece, space in zip(pieces, wide, strict=True)
        ]
        if self.pad:
            first = next(i for i, piece in enumerate(pieces) if piece.token.type == "EQUAL")
            self.words[first] = " " * self.pad + self.words[first]
        open_: list[int] = []
        for place, piece in enumerate(pieces):
            commented = bool(place and (piece.lead or pieces[place - 1].trail))
            if commented:
                self.exploded.update(open_)
            if place and (commented or (piece.fresh and continues(piece.token))):
                self.breaks.add(place)
            if piece.token.type in ("LPAR", "LSQB"):
                open_.append(place)
            elif piece.token.type in ("RPAR", "RSQB"):
                start = open_.pop()
                self.partner[start] = place
                if pieces[start + 1].fresh and start + 1 < place:
                    self.exploded.add(start)

    def starts(self) -> dict[int, int]:
        """The places at which a line begins, each with its indentation."""
        starts = {0: self.indent}
        here, after_comma = self.indent, False
        # Of each open bracket: where its content stands if it is exploded, else none.
        inside: list[int | None] = []
        for place, piece in enumerate(self.pieces):
            kind = piece.token.type
            closes = kind in ("RPAR", "RSQB")
            content = inside[-1] if inside else None
            if content is not None and (after_comma or closes):
                here = content - INDENT * closes
                starts[place] = here
            elif place in self.breaks:
                flat = 0
                while flat < len(inside) and inside[-1 - flat] is None:
                    flat += 1
                base = inside[-1 - flat] if flat < len(inside) else self.indent
                here = (self.indent if base is None else base) + INDENT * (1 + flat)
                starts[place] = here
            after_comma = kind in ("COMMA", "SEMICOLON")
            if closes:
                inside.pop()
            elif kind in ("LPAR", "LSQB"):
                inside.append(here + INDENT if place in self.exploded else None)
                after_comma = place in self.exploded
        return starts

    def length(self, start: int, end: int) -> int:
        return len("".join(self.words[start:end]).strip())

    def split(self, start: int, end: int, indent: int) -> bool:
        """Breaks a line that is too long: before an arrow, before a sum or in its widest brackets."""
        arrows, sums, brackets, place = list[int](), list[int](), list[int](), start
        while place < end:
            kind = self.pieces[place].token.type
            if place > start and kind in _BREAKS:
                (arrows if kind == "ARROW" else sums).append(place)
            if kind in ("LPAR", "LSQB") and place not in self.exploded:
                if self.partner[place] > place + 1:
                    brackets.append(place)
                place = self.partner[place]
            place += 1
        for signs in (arrows, sums):
            if signs:
                fitting = [sign for sign in signs if indent + self.length(start, sign) <= WIDTH]
                self.breaks.add(fitting[-1] if fitting else signs[0])
                return True
        if brackets:
            self.exploded.add(max(brackets, key=lambda b: self.length(b, self.partner[b])))
            return True
        return False

    def written(self, starts: dict[int, int]) -> list[str]:
        lines: list[str] = []
        for place, piece in enumerate(self.pieces):
            if place in starts:
                if place:
                    lines += [" " * starts[place] + text for text, _ in piece.lead]
                lines.append(" " * starts[place] + self.words[place].lstrip())
            else:
                lines[-1] += self.words[place]
            if piece.trail:
                lines[-1] += f"  {piece.trail}"
        return lines


def brace(pieces: list[Piece], place: int) -> int:
    """The place of the brace that closes the one at a place."""
    depth = 0
    while True:
        kind = pieces[place].token.type
        depth += (kind == "LBRACE") - (kind == "RBRACE")
        if depth == 0:
            return place
        place += 1


def flat(pieces: list[Piece]) -> list[tuple[int, str]]:
    """The places and types of the tokens that stand in no bracket."""
    found, depth = list[tuple[int, str]](), 0
    for place, piece in enumerate(pieces):
        kind = piece.token.type
        depth -= kind in CLOSERS
        if depth == 0:
            found.append((place, kind))
        depth += kind in OPENERS
    return found
