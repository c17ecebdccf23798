"""A text in the canonical style: spacing, indentation, line breaks; never another meaning."""

from __future__ import annotations

from dataclasses import dataclass, field

from tenet.diagnostics import TenetError
from tenet.source import Source
from tenet.syntax.layout import arrange
from tenet.syntax.lines import INDENT, WIDTH, Piece, brace, broken, flat, joined
from tenet.syntax.parse import parse
from tenet.syntax.tables import load
from tenet.syntax.tokens import LINE_END, scan
from tenet.syntax.tree import Comment

_SHORT = frozenset({"IMPORT", "PARAM"})


def format_text(source: Source) -> str:
    """The text in canonical style; raises `TenetError` with its mistakes if it has any."""
    _, found = parse(source)
    if found:
        raise TenetError(*found)
    pieces = _pieces(source)
    page = _Page()
    page.body(pieces[:-1], 0, section=False)
    page.comments(pieces[-1], 0)
    return "".join(f"{line.rstrip()}\n" for line in page.lines)


def _pieces(source: Source) -> list[Piece]:
    """The tokens that the grammar speaks of, with their comments; the last is the end."""
    words = scan(source, load())
    pieces: list[Piece] = []
    comments = iter([*words.comments, None])
    comment = next(comments)
    ended, line = True, 1
    for token in arrange(source, words.tokens).tokens:
        if token.type == LINE_END:
            ended = True
            continue
        piece = Piece(token, fresh=False, starts=ended)
        ended = token.type == "LBRACE"
        while comment is not None and comment.span.start < token.start:
            line = _attach(comment, line, piece, pieces)
            comment = next(comments)
        at = token.start if token.type != "$END" else len(source.text)
        number = source.position(at).line
        piece.fresh = number > line
        if piece.lead:
            piece.fresh = True
        piece.blank = number > line + 1
        line = source.position(token.end).line
        pieces.append(piece)
    return pieces


def _attach(comment: Comment, line: int, piece: Piece, before: list[Piece]) -> int:
    """Gives a comment to the token behind or before which it stands; the line it is on."""
    number = comment.span.first.line
    if comment.alone or not before:
        piece.lead.append((comment.span.text.rstrip(), number > line + 1))
    else:
        before[-1].trail = comment.span.text.rstrip()
    return number


@dataclass(slots=True)
class _Page:
    lines: list[str] = field(default_factory=list)

    def comments(self, piece: Piece, indent: int) -> None:
        """Writes the comment lines above a token."""
        for text, blank in piece.lead:
            self.blank(wanted=blank)
            self.lines.append(" " * indent + text)

    def blank(self, *, wanted: bool) -> None:
        """Writes an empty line, unless one stands there or braces have just been opened."""
        if wanted and self.lines and self.lines[-1] and not self.opened():
            self.lines.append("")

    def opened(self) -> bool:
        return self.lines[-1].split("  #")[0].endswith("{")

    def body(self, pieces: list[Piece], indent: int, *, section: bool) -> None:
        """Writes statements, each on lines of its own."""
        statements = _statements(pieces)
        pads = _pads(statements) if section else [0] * len(statements)
        before: list[Piece] = []
        for statement, pad in zip(statements, pads, strict=True):
            first = statement[0]
            apart = bool(indent == 0 and before) and _apart(before, statement)
            if apart and not first.blank and not any(blank for _, blank in first.lead):
                if first.lead:
                    first.lead[0] = (first.lead[0][0], True)
                else:
                    first.blank = True
            self.comments(first, indent)
            self.blank(wanted=first.blank)
            self.statement(statement, indent, pad)
            before = statement

    def statement(self, pieces: list[Piece], indent: int, pad: int) -> None:
        """Writes a statement, on one line if the author did and it fits."""
        if not any(piece.token.type == "LBRACE" for piece in pieces):
            self.lines += broken(pieces, indent, pad)
            return
        text = " " * indent + joined(pieces)
        together = not any(piece.fresh or piece.lead for piece in pieces[1:])
        if together and len(text) <= WIDTH and not any(piece.trail for piece in pieces[:-1]):
            trail = pieces[-1].trail
            self.lines.append(f"{text}  {trail}" if trail else text)
            return
        self.braced(pieces, indent)

    def braced(self, pieces: list[Piece], indent: int) -> None:
        """Writes a statement whose bodies stand on lines of their own."""
        section = pieces[0].token.type == "NAME"
        while pieces:
            opening = next(
                (i for i, piece in enumerate(pieces) if piece.token.type == "LBRACE"), None
            )
            if opening is None:
                self.lines += broken(pieces, indent)
                return
            self.lines += broken(pieces[: opening + 1], indent)
            closing = brace(pieces, opening)
            self.body(pieces[opening + 1 : closing], indent + INDENT, section=section)
            self.comments(pieces[closing], indent + INDENT)
            pieces = pieces[closing:]
            pieces[0].lead = []
            _join_else(pieces)


def _join_else(pieces: list[Piece]) -> None:
    """Puts `else` behind the brace before it; a comment between them goes into the body."""
    if len(pieces) == 1:
        return
    closing, word = pieces[0], pieces[1]
    inner = pieces[next(i for i, piece in enumerate(pieces) if piece.token.type == "LBRACE") + 1]
    moved = [(closing.trail, False)] if closing.trail else []
    inner.lead = moved + word.lead + inner.lead
    closing.trail, word.lead, word.fresh = "", [], False


def _statements(pieces: list[Piece]) -> list[list[Piece]]:
    statements: list[list[Piece]] = []
    depth = 0
    for piece in pieces:
        if depth == 0 and piece.starts:
            statements.append([])
        statements[-1].append(piece)
        depth += (piece.token.type == "LBRACE") - (piece.token.type == "RBRACE")
    return statements


def _apart(before: list[Piece], statement: list[Piece]) -> bool:
    """Whether two declarations must have an empty line between them."""
    kinds = before[0].token.type, statement[0].token.type
    return kinds[0] != kinds[1] or kinds[0] not in _SHORT


def _pads(statements: list[list[Piece]]) -> list[int]:
    """How much the ` = ` of each entry moves right, to stand beneath those of its neighbours.

    An empty line ends a neighbourhood; entries of several names, and sections, take no part.
    """
    widths: list[int | None] = []
    groups: list[int] = []
    group = 0
    for statement in statements:
        first = statement[0]
        group += first.blank or any(blank for _, blank in first.lead)
        groups.append(group)
        widths.append(_width(statement))
    widest: dict[int, int] = {}
    for number, width in zip(groups, widths, strict=True):
        widest[number] = max(widest.get(number, 0), width or 0)
    return [
        0 if width is None else widest[number] - width
        for number, width in zip(groups, widths, strict=True)
    ]


def _width(statement: list[Piece]) -> int | None:
    kinds = flat(statement)
    equal = next((place for place, kind in kinds if kind == "EQUAL"), None)
    if equal is None or any(kind == "COMMA" for place, kind in kinds if place < equal):
        return None
    return len(joined(statement[:equal]))
