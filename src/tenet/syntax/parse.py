"""A small LALR driver: runs lark's tables over a text, and goes on after every mistake."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import Any

from tenet.diagnostics import Diagnostic, TenetError
from tenet.limits import DEFAULT, Limits
from tenet.source import Source, Span
from tenet.syntax import tree
from tenet.syntax.build import ACTIONS, Builder
from tenet.syntax.layout import Layout, arrange
from tenet.syntax.mistakes import (
    MANY_FINDINGS,
    MISMATCHED_BRACKET,
    UNCLOSED_BRACKET,
    UNCLOSED_STRING,
    UNEXPECTED_TEXT,
    UNOPENED_BRACKET,
)
from tenet.syntax.tables import Tables, load
from tenet.syntax.tokens import BAD, END, LINE_END, Token, scan
from tenet.syntax.tree import Comment, Spec

GUESSES = (UNEXPECTED_TEXT, UNCLOSED_BRACKET, UNOPENED_BRACKET, MISMATCHED_BRACKET)
_STRUCTURE = frozenset({"LBRACE", "RBRACE", LINE_END, END})


def parse(source: Source, limits: Limits = DEFAULT) -> tuple[Spec, tuple[Diagnostic, ...]]:
    """The tree of a text, and what is wrong with it, in the order of the text.

    A tree comes back for any text: `Error` stands where a stretch could not be parsed.
    """
    tables = load()
    try:
        words = scan(source, tables, limits)
    except TenetError as error:
        return Spec(source, (tree.Error(Span(source, 0, 0)),)), error.diagnostics
    layout = arrange(source, words.tokens, limits)
    found = words.diagnostics + layout.diagnostics
    above = _comments_above(source, words.comments)
    builder = Builder(source, {line: text for line, (_, text) in above.items()}, found)
    items = _Parser(source, tables, layout, builder, limits).run()
    found = _plain(found)
    found.sort(key=lambda diagnostic: diagnostic.span.start if diagnostic.span else 0)
    first = layout.tokens[0].start
    top = [text for start, text in above.values() if start < first][:1]
    return Spec(source, items, tuple(words.comments), "".join(top)), bounded(found, limits)


def bounded(found: Sequence[Diagnostic], limits: Limits) -> tuple[Diagnostic, ...]:
    """The findings, up to so many; and where there are more, that there are."""
    most = limits.findings
    if len(found) <= most:
        return tuple(found)
    message = f"after {most:,} findings the others are not told"
    help_ = "mend these first, or raise the limit: `--limit findings=…`"
    return *found[:most], MANY_FINDINGS.at(found[most].span, message, help=help_)


def _plain(found: list[Diagnostic]) -> list[Diagnostic]:
    """The findings without guesses: where a line lacks a quote, nobody knows what is text in it."""
    unclosed = [d.span for d in found if d.rule is UNCLOSED_STRING and d.span is not None]
    if not unclosed:
        return found
    lines = {span.first.line for span in unclosed}
    plain: list[Diagnostic] = []
    for report in found:
        spans = [report.span, *(label.span for label in report.labels)]
        touched = any(span is not None and span.first.line in lines for span in spans)
        if not touched or report.rule not in GUESSES:
            plain.append(report)
    return plain


def _comments_above(source: Source, comments: list[Comment]) -> dict[int, tuple[int, str]]:
    """The blocks of comment lines, each with its offset, by the number of the line after it."""
    blocks: dict[int, tuple[int, str]] = {}
    for comment in comments:
        if not comment.alone:
            continue
        line = source.position(comment.span.start).line
        text = comment.span.text[1:].removeprefix(" ").rstrip()
        if text.startswith("tenet:"):
            text = ""
        start, before = blocks.pop(line, (comment.span.start, ""))
        blocks[line + 1] = (start, f"{before}\n{text}".strip("\n"))
    return blocks


class _Parser:
    def __init__(
        self,
        source: Source,
        tables: Tables,
        layout: Layout,
        builder: Builder,
        limits: Limits,
    ) -> None:
        self.source = source
        self.tables = tables
        self.tokens = layout.tokens
        self.builder = builder
        self.unclosed = layout.unclosed
        self.limits = limits
        self.states: list[int] = []
        self.values: list[Any] = []
        self.before: tuple[list[int], list[Any], int] = ([], [], 0)
        self.grown: list[tuple[list[Any], int]] = []
        self.mended: set[int] = set()
        self.build = {**ACTIONS, "misplaced_return": self.misplaced_return}

    def run(self) -> tuple[tree.Item, ...]:
        """The items of the file."""
        table, end = self.tables.states, self.tables.end
        states, values, tokens = self.states, self.values, self.tokens
        states.append(self.tables.start)
        place, tried = 0, -1
        while states[-1] != end:
            token = tokens[place]
            target = table[states[-1]].get(token.type)
            if target is None:
                # LALR merges look-aheads: it may have reduced before it saw that the token cannot
                # follow. To take that back keeps the stack whole for messages and repairs.
                if tried == place:
                    self.take_back()
                place, tried = self.mend(place), -1
            elif target < 0:
                if tried != place:
                    tried = place
                    self.before = (states[:], values[:], len(self.builder.diagnostics))
                    self.grown.clear()
                self.reduce(target, token.type)
            else:
                states.append(target)
                values.append(token)
                place += 1
        items: tuple[tree.Item, ...] = values[-1]
        self.build = {}  # a method of this parser is in it, which would keep all words until a collection
        return items

    def reduce(self, target: int, kind: str) -> None:
        """Puts the value of a rule in the place of its parts, before a token of a kind."""
        origin, size, action = self.tables.rules[~target]
        states, values = self.states, self.values
        if action:
            parts: list[Any] = []
            if size:
                del states[-size:]
                parts = values[-size:]
                del values[-size:]
            if list in map(type, parts):
                parts = self.spliced(parts)
            values.append(parts if action == "*" else self.build[action](self.builder, parts))
        else:
            states.pop()
        states.append(self.tables.after(states[-1], origin, kind))

    def spliced(self, parts: list[Any]) -> list[Any]:
        """The parts, with those that are lists of parts put in one by one."""
        # Repetitions are left-recursive: to extend the first list keeps them linear.
        spliced: list[Any] = parts[0] if type(parts[0]) is list else [parts[0]]
        self.grown.append((spliced, len(spliced)))
        for part in parts[1:]:
            if type(part) is list:
                spliced.extend(part)
            else:
                spliced.append(part)
        return spliced

    def take_back(self) -> None:
        """Effect: the stack is as it was before the token that is tried, and so are the findings."""
        self.states[:], self.values[:], reported = self.before
        del self.builder.diagnostics[reported:]
        for parts, count in reversed(self.grown):
            del parts[count:]

    def misplaced_return(self, builder: Builder, parts: list[Any]) -> Any:
        """Effect: a return that does not end a block is reported."""
        from tenet.syntax.explain import explain_return  # noqa: PLC0415  # as below

        builder.diagnostics.append(explain_return(self.source, self.values, parts[0].span))
        return ACTIONS["misplaced_return"](builder, parts)

    def mend(self, place: int) -> int:
        """Reports a token that cannot stand at its place and goes on; the place to go on from."""
        token = self.tokens[place]
        silent = token.added or token.type == BAD or token.start in self.mended
        silent = silent or self.in_unclosed(token)
        if silent or len(self.mended) > self.limits.findings:
            return self.recover(place)
        self.mended.add(token.start)
        # Only a mistake needs the words for it, and they take long to import.
        from tenet.syntax.explain import explain  # noqa: PLC0415
        from tenet.syntax.trouble import Trouble  # noqa: PLC0415

        trouble = Trouble(
            self.source, self.tokens, place, self.values, self.accepts, self.builder.diagnostics
        )
        finding = explain(trouble)
        if finding.diagnostic is not None:
            self.builder.diagnostics.append(finding.diagnostic)
        if finding.repair is None:
            return self.recover(place)
        self.tokens[place : place + 1] = finding.repair
        return place

    def in_unclosed(self, token: Token) -> bool:
        """Whether a bracket is missing around a token, so that whatever else is odd is no news."""
        place = bisect_left(self.unclosed, (token.start, 0)) - 1
        return place >= 0 and token.start <= self.unclosed[place][1]

    def accepts(self, kind: str) -> bool:
        """Whether a token of a kind could stand next: the reductions before it, tried out."""
        table, rules = self.tables.states, self.tables.rules
        # The walk only reads the stack beneath `depth`; what it puts on top is kept apart.
        depth, extra = len(self.states), list[int]()
        while True:
            state = extra[-1] if extra else self.states[depth - 1]
            target = table[state].get(kind)
            if target is None or target >= 0:
                return target is not None
            origin, size, _ = rules[~target]
            kept = max(0, len(extra) - size)
            depth -= size - (len(extra) - kept)
            del extra[kept:]
            below = extra[-1] if extra else self.states[depth - 1]
            following = self.tables.after(below, origin, kind)
            if following == self.tables.end:
                return kind == END
            extra.append(following)

    def recover(self, place: int) -> int:
        """Gives up the innermost construct that can be given up; the place to go on from.

        As in yacc: states are dropped until ERROR can be shifted, tokens until one comes that can
        follow it. `depth` counts the braces of the dropped part that are still to be closed.
        """
        start, depth = self.tokens[place].start, 0
        while True:
            target = self.tables.states[self.states[-1]].get("ERROR")
            if target is not None and target < 0:
                self.reduce(target, "ERROR")
                continue
            # Below zero, the walk down is inside braces that have been closed already.
            after = self.synchronise(place, depth, target) if depth >= 0 else None
            if target is not None and after is not None:
                break
            self.states.pop()
            dropped = self.values.pop()
            start = _start(dropped, start)
            if isinstance(dropped, Token):
                depth += (dropped.type == "LBRACE") - (dropped.type == "RBRACE")
        end = self.tokens[after - 1].end if after else start
        self.states.append(target)
        self.values.append(tree.Error(Span(self.source, start, max(start, end))))
        return after

    def synchronise(self, place: int, depth: int, target: int | None) -> int | None:
        """The next place whose token can follow ERROR, if it comes before the construct ends.

        `target` is the state after ERROR; none where it cannot be shifted.
        """
        if target is None:
            return None
        follows = self.follows(place, target)
        while True:
            kind = self.tokens[place].type
            if kind in _STRUCTURE:
                if depth == 0 and kind in follows:
                    return place
                if kind == END or (depth == 0 and kind != "LBRACE"):
                    return None
                depth += (kind == "LBRACE") - (kind == "RBRACE")
            place += 1

    def follows(self, place: int, target: int) -> set[str]:
        """What can follow ERROR here, of the tokens that give a text its structure."""
        self.states.append(target)
        follows = {kind for kind in _STRUCTURE if self.accepts(kind)}
        self.states.pop()
        if LINE_END in follows or END in follows:
            # What stands in braces after a binding's `=` is no body: it goes with the binding.
            first = place
            while first and self.tokens[first - 1].type not in _STRUCTURE:
                first -= 1
            if any(token.type == "EQUAL" for token in self.tokens[first:place]):
                follows.discard("LBRACE")
        return follows


def _start(value: Any, default: int) -> int:
    if isinstance(value, Token):
        return value.start
    if isinstance(value, list):
        return _start(value[0], default) if value else default
    return value.span.start if hasattr(value, "span") else default
