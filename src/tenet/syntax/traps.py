"""The mistakes that have an explanation of their own: each trap tells whether it was met.

The first that was met explains; so a trap may rely on those before it in `TRAPS`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tenet.diagnostics import Diagnostic, Edit, Fix, Label
from tenet.diagnostics.diagnostic import Safety
from tenet.source import Span
from tenet.syntax import mistakes
from tenet.syntax.expected import called
from tenet.syntax.tokens import CLOSERS, END, LINE_END, OPENERS, OPERATORS, Token, remainder
from tenet.syntax.trouble import DECLARES, STATES, Finding, Trouble, opener

_KEYWORDS = frozenset(
    {*DECLARES, *STATES, "AS", "IN", "ELSE", "AND", "OR", "NOT", "TRUE", "FALSE", "NONE"}
)
_NAMED = frozenset({"EQUAL", "COLON", "COMMA"})
_FOLLOWS_NAME = _NAMED | OPERATORS | OPENERS.keys() | CLOSERS.keys() | {"AS", LINE_END, END}
_AROUND_VALUE = frozenset({"LPAR", "LSQB", "LBRACE", "COLON", "RETURN", LINE_END})
_POSTFIX = frozenset({"LSQB", "LPAR", "DOT"})


def _crowded(t: Trouble) -> Finding | None:
    """`x = a y = b`."""
    token = t.token
    if not t.accepts(LINE_END):
        return None
    if token.type == "SEMICOLON":
        more = t.after.type not in (LINE_END, "RBRACE", END)
        return Finding(
            mistakes.CROWDED_LINE.at(
                t.span(token), "`;` does not separate statements", help="begin a new line instead"
            ),
            [_line_end(token)] if more else [],
        )
    begins = token.type in DECLARES or token.type in STATES
    binds = token.type == "NAME" and t.after.type == "EQUAL"
    section = token.type == "NAME" and t.after.type == "LBRACE" and t.before.type == "RBRACE"
    if not begins and not binds and not section:
        return None
    return Finding(
        mistakes.CROWDED_LINE.at(
            t.span(token),
            f"a second statement begins at {called(token)} on the same line",
            help=f"begin a new line before {called(token)}",
        ),
        [_line_end(token), token],
    )


def _line_end(token: Token) -> Token:
    return Token(LINE_END, "", token.start, token.start)


def _remainder(t: Trouble) -> Finding | None:
    """`7 %2`, `7% 2`: read as a percentage with a value after it."""
    sign, token = t.before, t.token
    if sign.type != "PERCENT" or token.type not in ("NAME", "NUMBER", "PERCENT"):
        return None
    at = Span(t.source, sign.end - 1, sign.end)
    return Finding(remainder(at, sign.text[:-1], token.text.rstrip("%")))


def _reserved(t: Trouble) -> Finding | None:
    """`param repeat = 4`, `for = 3`, `f(none=3)`."""
    token, before = t.token, t.before
    if token.type in ("EQUAL", "COLON") and before.type in _KEYWORDS:
        return Finding(_reserved_at(t, before))
    if token.type not in _KEYWORDS or not t.accepts("NAME"):
        return None
    if t.after.type not in (_NAMED if t.begins_line else _FOLLOWS_NAME):
        return None
    return Finding(_reserved_at(t, token), [Token("NAME", token.text, token.start, token.end)])


def _reserved_at(t: Trouble, word: Token) -> Diagnostic:
    return mistakes.RESERVED_NAME.at(
        t.span(word),
        f"`{word.text}` is a word of the language and cannot be a name",
        help=f"write another name, such as `{word.text}_`",
    )


def _misplaced(t: Trouble) -> Finding | None:
    """A declaration in a body, a statement at the top or in a section."""
    token, inside = t.token, t.enclosing()
    if inside == "ERROR":
        return None
    if not inside and token.type == "EQUAL" and t.before.type == "NAME":
        name = t.before.text
        advice = f"write `param {name} = …`, or move it into a block or network"
        message = f"`{name}` is bound outside every block and network"
        return Finding(mistakes.MISPLACED_STATEMENT.at(t.span(t.before), message, help=advice))
    if not t.begins_line or not t.accepts("NAME"):
        return None
    if token.type in DECLARES and inside:
        message = f"`{token.text}` stands inside braces"
        advice = "move it to the top of the file, outside every brace"
    elif token.type in STATES and not inside:
        message = f"`{token.text}` stands outside every block and network"
        advice = "move it into a block or network"
    elif token.type in STATES and inside == "NAME":
        message = f"`{token.text}` stands in a section"
        advice = "a section holds `name = value` and further sections"
    else:
        return None
    return Finding(mistakes.MISPLACED_STATEMENT.at(t.span(token), message, help=advice))


def _trailing(t: Trouble) -> Finding | None:
    """A line that ends where a value should follow."""
    before = t.before
    if t.token.type not in (LINE_END, "RBRACE", END) or t.place == 0:
        return None
    if before.type not in OPERATORS and before.type not in ("NOT", "EQUAL", "COMMA"):
        return None
    follows = t.token.type == LINE_END and _indented_after(t)
    comma = before.type == "COMMA"
    sign = "a comma" if comma else f"`{before.text}`"
    if follows and before.type in OPERATORS:
        advice = f"begin the next line with `{before.text}` instead"
    else:
        advice = f"write a {'name' if comma else 'value'} after it"
    diagnostic = mistakes.TRAILING_OPERATOR.at(
        t.span(before), f"the line ends in {sign}", help=advice
    )
    return Finding(diagnostic, [] if follows else None)


def _indented_after(t: Trouble) -> bool:
    """Whether the line after the token is indented deeper than the statement before it."""
    place = t.place - 1
    while place >= 0 and t.tokens[place].type not in (LINE_END, "LBRACE"):
        place -= 1
    first = t.source.position(t.tokens[place + 1].start)
    after = t.source.position(t.after.start)
    return after.column > first.column


def _after_stage(t: Trouble) -> Finding | None:
    """`x -> dense(3) + x`."""
    kind = t.token.type
    if kind == "ARROW" or (kind not in OPERATORS and kind not in _POSTFIX and kind != "IF"):
        return None
    place = t.open().get("ARROW")
    if place is None or t.before.type == "ARROW" or isinstance(t.values[place - 1], Token):
        return None
    diagnostic = mistakes.OPERATOR_AFTER_STAGE.at(
        t.span(t.token),
        f"{called(t.token)} stands after an operation of a pipeline",
        **_in_parentheses(t, t.values[place - 1].span.start),
    )
    return Finding(diagnostic)


def _bare_conditional(t: Trouble) -> Finding | None:
    """`a if c else b -> f`."""
    waiting = t.open()
    if t.token.type != "ARROW" or "ELSE" not in waiting or "IF" not in waiting:
        return None
    first = waiting["IF"] - 1
    if isinstance(t.values[first], Token):
        return None
    diagnostic = mistakes.BARE_CONDITIONAL.at(
        t.span(t.token),
        "a conditional stands before an arrow without parentheses",
        **_in_parentheses(t, t.values[first].span.start),
    )
    return Finding(diagnostic)


def _in_parentheses(t: Trouble, start: int) -> dict[str, Any]:
    """The help and the fix that put parentheses around the text from an offset to the token."""
    end = t.before.end
    inner = " ".join(t.source.text[start:end].split())
    edits = (
        Edit(Span(t.source, start, start), "("),
        Edit(Span(t.source, end, end), ")"),
    )
    follows = t.source.text[t.token.start : _line_stop(t)].strip()
    space = "" if t.token.type in _POSTFIX else " "
    advice = f"write `({inner}){space}{follows}`"
    return {"help": advice, "fix": Fix(Safety.SAFE, edits)}


def _line_stop(t: Trouble) -> int:
    """Where the value that the token is part of ends on its line, for a message."""
    depth, place = 0, t.place
    while t.tokens[place].type not in (LINE_END, END, "LBRACE", "RBRACE"):
        kind = t.tokens[place].type
        if depth == 0 and (kind == "COMMA" or kind in CLOSERS):
            break
        depth += (kind in ("LPAR", "LSQB")) - (kind in CLOSERS)
        place += 1
    return t.tokens[place - 1].end


def _outputs(t: Trouble) -> Finding | None:
    """`network(x) {`."""
    if t.token.type not in ("LBRACE", LINE_END, END) or t.before.type not in ("RPAR", "ARROW"):
        return None
    waiting = t.open(frozenset({LINE_END, "LBRACE"}))
    if "NETWORK" not in waiting:
        return None
    diagnostic = mistakes.MISSING_OUTPUTS.at(
        t.span(t.values[waiting["NETWORK"]]),
        "this network names no outputs",
        help="name them in its header: `network(…) -> probability { … }`",
    )
    return Finding(diagnostic)


def _equals(t: Trouble) -> Finding | None:
    """`if a = b {`, `x == 3` as a statement."""
    token = t.token
    if token.type == "EQUAL" and t.accepts("COMPARISON") and t.enclosing() != "":
        return Finding(
            mistakes.CONFUSED_EQUALS.at(
                t.span(token), "`=` stands where values are compared", help="write `==`"
            ),
            [Token("COMPARISON", "==", token.start, token.end)],
        )
    if token.text == "==" and t.accepts("EQUAL"):
        return Finding(
            mistakes.CONFUSED_EQUALS.at(
                t.span(token), "`==` stands where a name is bound", help="write `=`"
            ),
            [Token("EQUAL", "=", token.start, token.end)],
        )
    return None


def _unbound(t: Trouble) -> Finding | None:
    """`x -> dense(3)` alone on a line."""
    named = t.before.type == "NAME" and t.place > 1
    named = named and t.tokens[t.place - 2].type in (LINE_END, "LBRACE")
    first = t.before if named else t.token
    follows = OPERATORS | _POSTFIX | {LINE_END, "RBRACE"}
    if not t.enclosing() or not (t.begins_line or (named and t.token.type in follows)):
        return None
    if not named and first.type not in ("LPAR", "LSQB", "NUMBER", "STRING", "MINUS", "PERCENT"):
        return None
    return Finding(
        mistakes.UNBOUND_VALUE.at(
            t.span(first), "this line binds its value to no name", help="write `name = …`"
        )
    )


def _missing_return(t: Trouble) -> Finding | None:
    """A block that ends in another statement."""
    inside, brace = opener(t.values)
    if t.token.type != "RBRACE" or inside != "BLOCK":
        return None
    error = Token("ERROR", "", t.token.start, t.token.start)
    repair = [*([_line_end(t.token)] if t.accepts(LINE_END) else []), error, t.token]
    if t.before.type != "LBRACE" and not t.accepts(LINE_END):
        return None
    for other in t.reported:
        if other.rule is mistakes.RETURN_NOT_LAST and other.span and other.span.start > brace:
            return Finding(None, repair)
    return Finding(
        mistakes.MISSING_RETURN.at(
            t.span(t.token),
            "this block ends without `return`",
            help="end it with `return …`, its results",
            labels=(Label(Span(t.source, brace, brace + 1), "it begins here"),),
        ),
        repair,
    )


def _augmented(t: Trouble) -> Finding | None:
    """`x += 1`."""
    if t.token.type not in ("PLUS", "MINUS", "STAR", "SLASH") or t.after.type != "EQUAL":
        return None
    name, sign = t.before.text, t.token.text
    at = Span(t.source, t.token.start, t.after.end)
    advice = f"write `{name} = {name} {sign} …`"
    return Finding(mistakes.CONFUSED_EQUALS.at(at, f"`{at.text}` is not an operator", help=advice))


def _side_by_side(t: Trouble) -> Finding | None:
    """`a, b = x, y`, `metrics = accuracy, f1`."""
    place = t.open(_AROUND_VALUE).get("EQUAL")
    if t.token.type != "COMMA" or place is None:
        return None
    start, stop = t.values[place].end, t.place
    while t.tokens[stop].type not in (LINE_END, END, "RBRACE"):
        stop += 1
    inner = t.source.text[start : t.tokens[stop - 1].end].strip()
    names = t.source.text[: t.values[place].start].rpartition("\n")[2]
    message, help_ = "several values are a list, in brackets", f"write `[{inner}]`"
    if "," in names:
        message, help_ = "values for several names stand in parentheses", f"write `({inner})`"
    return Finding(mistakes.UNEXPECTED_TEXT.at(t.span(t.token), message, help=help_))


TRAPS: tuple[Callable[[Trouble], Finding | None], ...] = (
    _outputs,
    _trailing,
    _crowded,
    _remainder,
    _misplaced,
    _reserved,
    _after_stage,
    _bare_conditional,
    _equals,
    _missing_return,
    _augmented,
    _side_by_side,
    _unbound,
)
