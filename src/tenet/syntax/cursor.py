"""Where in a text a cursor stands, told by the words before it: also in a text that does not parse."""

from __future__ import annotations

from tenet.diagnostics import TenetError
from tenet.frozen import frozen
from tenet.source import Source
from tenet.syntax.tables import load
from tenet.syntax.tokens import LINE_END, OPERATORS, Token, scan

OPEN, CLOSED = ("(", "[", "{"), (")", "]", "}")
DECLARING = ("param", "import", "shared")


@frozen
class Bracket:
    """A bracket that is open at the cursor.

    Attributes:
        sign: the bracket.
        head: what stands before it: what is called, or what has the body; empty for mere brackets.
        commas: how many commas stand in it.
        given: the names by which arguments are given in it.
        name: the name of the argument that the cursor stands in; empty where it has none.
    """

    sign: str
    head: str
    commas: int
    given: tuple[str, ...]
    name: str
    start: int


@frozen
class Cursor:
    """A place in a text.

    Attributes:
        word: the part of a name before the cursor, and `start` where it begins.
        before: the sign or word before that; a line end at the beginning of a statement.
        base: what stands before a dot, `data.digit` in `data.digit.cl`.
        entry: the name that the statement binds.
        brackets: those that are open, the innermost last.
        flow: where the value ends whose arrow leads here; none where no arrow does.
    """

    word: str
    start: int
    before: str
    base: str
    entry: str
    brackets: tuple[Bracket, ...]
    flow: int | None

    @property
    def bodies(self) -> tuple[str, ...]:
        """What the bodies around are: `train`, `metrics`; `network`, `for`."""
        return tuple(bracket.head for bracket in self.brackets if bracket.sign == "{")

    @property
    def call(self) -> Bracket | None:
        """The call whose arguments the cursor stands among."""
        for bracket in reversed(self.brackets):
            if bracket.sign == "{":
                return None
            if bracket.sign == "(" and bracket.head:
                return bracket
        return None


def cursor(source: Source, offset: int) -> Cursor:
    """Where an offset stands."""
    text = source.text[:offset]
    start = len(text)
    while start and (text[start - 1].isalnum() or text[start - 1] == "_"):
        start -= 1
    try:
        tokens = scan(Source(source.name, text[:start]), load()).tokens
    except TenetError:  # there are too many
        tokens = []
    reading = _Reading()
    for place, token in enumerate(tokens):
        reading.take(tokens, place, token)
    last = tokens[-1] if tokens else None
    words = [token for token in tokens if token.type != LINE_END]
    arrow = last is not None and last.text == "->" and len(words) > 1
    return Cursor(
        word=text[start:],
        start=start,
        before="\n" if last is None or last.type == LINE_END else last.text,
        base=_base(tokens) if last is not None and last.text == "." else "",
        entry=reading.entry,
        brackets=tuple(Bracket(*open_) for open_ in reading.open),
        flow=words[-2].end if arrow else None,
    )


class _Reading:
    """What was read of the words so far."""

    def __init__(self) -> None:
        self.open: list[tuple[str, str, int, tuple[str, ...], str, int]] = []
        self.entry = ""
        self.head: list[Token] = []
        """The words of the statement so far, outside of brackets."""

    def take(self, tokens: list[Token], place: int, token: Token) -> None:
        """Effect: a further word was read."""
        if token.text in OPEN:
            self.open.append((token.text, self._head(tokens, place), 0, (), "", token.end))
            if token.text == "{":
                self.head, self.entry = [], ""
        elif token.text in CLOSED:
            if self.open:
                self.open.pop()
            if token.text == "}":
                self.head, self.entry = [], ""
        elif self.open and self.open[-1][0] != "{":
            self._inside(tokens, place, token)
        elif token.type == LINE_END:
            following = tokens[place + 1] if place + 1 < len(tokens) else None
            if (following is not None and following.type not in OPERATORS) or following is None:
                self.head, self.entry = [], ""
        else:
            self.head.append(token)
            if token.text == "=" and not self.entry:
                self.entry = next((t.text for t in self.head if t.text not in DECLARING), "")

    def _inside(self, tokens: list[Token], place: int, token: Token) -> None:
        """Effect: a word inside round or square brackets was read."""
        sign, head, commas, given, name, start = self.open[-1]
        if token.text in {",", ";"}:
            commas, name = commas + 1, ""
        elif token.text == "=" and place:
            name = tokens[place - 1].text
            given = (*given, name)
        self.open[-1] = (sign, head, commas, given, name, start)

    def _head(self, tokens: list[Token], place: int) -> str:
        """What stands before an opening bracket."""
        if tokens[place].text == "{":
            words = [token.text for token in self.head if token.type != LINE_END]
            return words[0] if words else ""
        before = tokens[place - 1] if place else None
        if before is None or before.type != "NAME":
            return ""
        return _base(tokens[:place])


def _base(tokens: list[Token]) -> str:
    """The names and dots at the end of some words."""
    found: list[str] = []
    for token in reversed(tokens):
        dot = token.text == "."
        if (dot and found and found[0] == ".") or (not dot and token.type != "NAME"):
            break
        if not dot and found and found[0] != ".":
            break
        found.insert(0, token.text)
    return "".join(found).strip(".")
