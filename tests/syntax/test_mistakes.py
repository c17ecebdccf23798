"""What is said of each mistake, and that one mistake hides or invents no other."""

from __future__ import annotations

import pytest

from tenet.diagnostics import Diagnostic, Rule
from tenet.source import Source
from tenet.syntax import mistakes, tree
from tenet.syntax.parse import parse


def findings(text: str) -> tuple[Diagnostic, ...]:
    return parse(Source("t", text))[1]


def said(text: str) -> list[tuple[str, str, str]]:
    """Place and rule, headline, and help of each finding."""
    lines = []
    for found in findings(text):
        assert found.span is not None
        first = found.span.first
        place = f"{first.line}:{first.column} {found.rule.name}"
        lines.append((place, found.message, found.help or ""))
    return lines


BODY = "network(x) -> y {{\n    {}\n}}\n"

IN_BODY = [
    ("y = x -> dense(3) + x", "2:23 operator-after-arrow",
     "`+` stands after an operation of a pipeline",
     "write `(x -> dense(3)) + x`"),
    ("y = f(a, c -> d + e, k=1)", "2:21 operator-after-arrow",
     "`+` stands after an operation of a pipeline",
     "write `(c -> d) + e`"),
    ("y = x -> lstm(3)[0]", "2:21 operator-after-arrow",
     "`[` stands after an operation of a pipeline",
     "write `(x -> lstm(3))[0]`"),
    ("y = x if c else x -> dense(3)", "2:23 bare-conditional-before-arrow",
     "a conditional stands before an arrow without parentheses",
     "write `(x if c else x) -> dense(3)`"),
    ("y = 7 % 2", "2:11 percent-as-remainder",
     "`%` makes a percentage and is not an operator",
     "the remainder is `mod(7, 2)`"),
    ("y = 7%2", "2:10 percent-as-remainder",
     "`%` makes a percentage and is not an operator",
     "the remainder is `mod(7, 2)`"),
    ("y = x +\n        3", "2:11 operator-at-line-end",
     "the line ends in `+`",
     "begin the next line with `+` instead"),
    ("y = x ->\n    z = 3", "2:11 operator-at-line-end",
     "the line ends in `->`",
     "write a value after it"),
    ("y =", "2:7 operator-at-line-end",
     "the line ends in `=`",
     "write a value after it"),
    ("return y", "2:5 return-outside-block",
     "`return` stands in a network",
     "bind the names of the outputs instead: `probability = …`"),
    ("y = f(1, 2\n    z = 3", "3:5 unclosed-bracket",
     "`(` is never closed",
     "write `)` before this `z`"),
    ("y = [1, (2]", "2:15 unclosed-bracket",
     "`(` is never closed",
     "write `)` before this `]`"),
    ("y = (1]", "2:11 mismatched-bracket",
     "`]` stands where `(` is to be closed",
     "write `)`"),
    ("y = 3)", "2:10 unopened-bracket",
     "`)` closes nothing",
     ""),
    ('y = f("abc)', "2:11 unclosed-string",
     "this string has no closing quote",
     'write `"abc"`'),
    ("y = 'abc'", "2:9 single-quotes",
     "'abc' stands in single quotes",
     'write `"abc"`'),
    ('y = "a\\d"', "2:11 unknown-escape",
     "`\\d` means nothing in a string",
     "a backslash itself is written `\\\\`: `\\\\d`"),
    ("y = 1e999", "2:9 oversized-number",
     "this number is too large",
     "infinity is written `inf`"),
    ("y = 3 z = 4", "2:11 crowded-line",
     "a second statement begins at `z` on the same line",
     "begin a new line before `z`"),
    ("y = 3; z = 4", "2:10 crowded-line",
     "`;` does not separate statements",
     "begin a new line instead"),
    ("for = 3", "2:5 reserved-name",
     "`for` is a word of the language and cannot be a name",
     "write another name, such as `for_`"),
    ("y = f(none=3)", "2:11 reserved-name",
     "`none` is a word of the language and cannot be a name",
     "write another name, such as `none_`"),
    ("if a = b { y = x }", "2:10 confused-equals",
     "`=` stands where values are compared",
     "write `==`"),
    ("y == 3", "2:7 confused-equals",
     "`==` stands where a name is bound",
     "write `=`"),
    ("y += 3", "2:7 confused-equals",
     "`+=` is not an operator",
     "write `y = y + …`"),
    ("x -> dense(3)", "2:5 unbound-value",
     "this line binds its value to no name",
     "write `name = …`"),
    ("param a = 3", "2:5 misplaced-statement",
     "`param` stands inside braces",
     "move it to the top of the file, outside every brace"),
    ("y = a b", "2:11 unexpected-text",
     "`b` was not expected here",
     "expected an operator or a line end"),
    ("y = f(a,, b)", "2:13 unexpected-text",
     "`,` was not expected here",
     "expected a value or `)`"),
    ("y = x -> 3", "2:14 unexpected-text",
     "`3` was not expected here",
     "expected an operation"),
    ("y = a < b < c", "2:15 unexpected-text",
     "`<` was not expected here",
     "comparisons do not chain; write `a < b and b < c`"),
    ("y = .5", "2:9 unexpected-text",
     "`.` was not expected here",
     "write `0.5`"),
    ("y = if a { 3 }", "2:9 unexpected-text",
     "`if` was not expected here",
     "a conditional value is written `a if test else b`"),
    ("fr i in 0..3 { y = x }", "2:8 unexpected-text",
     "`i` was not expected here",
     "did you mean `for`?"),
    ("for i im x { y = x }", "2:11 unexpected-text",
     "`im` was not expected here",
     "expected `in` or `,`"),
    ("y = a && b", "2:11 unknown-character",
     "`&&` means nothing in Tenet",
     "write `and`"),
    ("y = a\u00a0-> f", "2:10 unknown-character",
     "an invisible character, U+00A0, stands outside strings and comments",
     "write a plain space, or nothing"),
    ("y = é", "2:9 unknown-character",
     "`é` means nothing in Tenet",
     ""),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "place", "message", "advice"), IN_BODY, ids=[row[0] for row in IN_BODY]
)
def test_in_body(text: str, place: str, message: str, advice: str) -> None:
    assert said(BODY.format(text)) == [(place, message, advice)]


AT_TOP = [
    ("x = 3\n", "1:1 misplaced-statement",
     "`x` is bound outside every block and network",
     "write `param x = …`, or move it into a block or network"),
    ("for i in 0..3 { x = 1 }\n", "1:1 misplaced-statement",
     "`for` stands outside every block and network",
     "move it into a block or network"),
    ("data {\n    for i in 0..3 { x = 1 }\n}\n", "2:5 misplaced-statement",
     "`for` stands in a section",
     "a section holds `name = value` and further sections"),
    ("network(x) {\n    y = x\n}\n", "1:1 missing-outputs",
     "this network names no outputs",
     "name them in its header: `network(…) -> probability { … }`"),
    ("network(x; a) -> y { y = x }", "1:12 unexpected-text",
     "a network has no settings",
     "declare a `param` above it"),
    ("block f(x) {\n    y = x\n}\n", "3:1 missing-return",
     "this block ends without `return`",
     "end it with `return …`, its results"),
    ("block f(x) {}\n", "1:13 missing-return",
     "this block ends without `return`",
     "end it with `return …`, its results"),
    ("block f(x) {\n    return x\n    y = 3\n}\n", "2:5 return-not-last",
     "statements stand after `return`",
     "make `return` the last line"),
    ("block f(x) {\n    if a { return x }\n    return y\n}\n", "2:12 return-not-last",
     "`return` stands inside `if`",
     "bind a name there, and return it in the last line of the block"),
    ("block f(x) {\n    return\n}\n", "2:11 unexpected-text",
     "the line ends too early after `return`",
     "expected a value"),
    ("param repeat = 4\n", "1:7 reserved-name",
     "`repeat` is a word of the language and cannot be a name",
     "write another name, such as `repeat_`"),
    ("param x: int\n", "1:13 unexpected-text",
     "the line ends too early after `int`",
     "expected an operator or `=`"),
    ("import\n", "1:7 unexpected-text",
     "the line ends too early after `import`",
     "expected a name"),
    ("netwrok(x) -> y {\n    y = x\n}\n", "1:8 unexpected-text",
     "`(` was not expected here",
     "did you mean `network`?"),
    ("}\n", "1:1 unopened-bracket",
     "`}` closes nothing",
     ""),
    ("train {\n    loss = a\n\nexport {\n    b = c\n}\n", "4:1 unclosed-bracket",
     "`{` is never closed",
     "write `}` before this `export`"),
    ("data {\n    x = f(1\n", "3:1 unclosed-bracket",
     "`(` is never closed",
     "write `)` before the end of the file"),
    ("network(x -> y {\n    y = x\n}\n", "1:16 unclosed-bracket",
     "`(` is never closed",
     "write `)` before this `{`"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "place", "message", "advice"), AT_TOP, ids=[row[0] for row in AT_TOP]
)
def test_at_top(text: str, place: str, message: str, advice: str) -> None:
    assert said(text)[:1] == [(place, message, advice)]


def test_unclosed_bracket_points_at_its_opener() -> None:
    (found,) = findings("data {\n    x = f(1\n}\n")
    (label,) = found.labels

    assert (label.span.text, label.span.first.line) == ("(", 2)


def test_missing_brace_is_found_by_indentation() -> None:
    (found,) = findings("network(x) -> y {\n    repeat 2 {\n        y = x\n}\ndata {}\n")
    (label,) = found.labels

    assert (label.span.first.line, found.span and found.span.first.line) == (2, 4)


@pytest.mark.parametrize(
    "text", ["y = x -> f(1) + x", "y = a if b else c -> f", "y = f(x -> g < 2)"]
)
def test_fix_makes_the_text_parse(text: str) -> None:
    text = BODY.format(text)
    (found,) = findings(text)
    assert found.fix is not None
    for edit in sorted(found.fix.edits, key=lambda edit: -edit.span.start):
        text = text[: edit.span.start] + edit.replacement + text[edit.span.end :]

    assert findings(text) == ()


MANY = """import
param width 16
param rate = 3e-3

data {
    source = csv("a.csv"
    image  = column('x')
    label  = = column("y")
    split  = random(train=70 % 30)
}

block f(x; k {
    y = x -> g(k) + 1
    for i im 0..3 {
        z = y w
        v = z
    }
    return y
}

network(image) -> probability {
    probability = image -> f(3)
    if a = 3 { probability = image $ 3 }
    repeat { x = 1 2 }
    good = image
}

train {
    loss = a +
    optimizer = adam(1e-3))
}
"""


def test_independent_mistakes_are_each_reported_once() -> None:
    spec, found = parse(Source("t", MANY))

    assert [(d.span.first.line if d.span else 0, d.rule.name) for d in found] == [
        (1, "unexpected-text"),
        (2, "unexpected-text"),
        (7, "unclosed-bracket"),
        (7, "single-quotes"),
        (8, "unexpected-text"),
        (9, "percent-as-remainder"),
        (12, "unclosed-bracket"),
        (13, "operator-after-arrow"),
        (14, "unexpected-text"),
        (15, "unexpected-text"),
        (23, "confused-equals"),
        (23, "unknown-character"),
        (24, "unexpected-text"),
        (24, "unexpected-text"),
        (29, "operator-at-line-end"),
        (30, "unopened-bracket"),
    ]
    kinds = [type(item).__name__ for item in spec.items]
    assert kinds == ["Error", "Error", "Param", "Section", "Block", "Network", "Section"]
    data, block, network, train = spec.items[3:]
    assert isinstance(data, tree.Section)
    assert isinstance(block, tree.Block)
    assert isinstance(network, tree.Network)
    assert isinstance(train, tree.Section)
    assert [type(entry).__name__ for entry in data.entries] == ["Bind", "Bind", "Error", "Error"]
    assert [type(part).__name__ for part in block.body] == ["Error", "Error"]
    assert len(block.results) == 1
    assert [type(part).__name__ for part in network.body] == ["Bind", "If", "Error", "Bind"]
    assert [type(entry).__name__ for entry in train.entries] == ["Error", "Bind"]


def test_nesting_is_bounded() -> None:
    good = "data {{ x = {}1{} }}"

    assert findings(good.format("(" * 63, ")" * 63)) == ()
    assert [d.rule for d in findings(good.format("(" * 64, ")" * 64))] == [mistakes.DEEP_NESTING]
    assert [d.rule for d in findings(good.format("-" * 201, ""))] == [mistakes.DEEP_NESTING]
    assert findings(good.format("[" + "-1, " * 500, "]")) == ()


def test_codes_and_names_are_unique() -> None:
    rules = [rule for rule in vars(mistakes).values() if isinstance(rule, Rule)]

    own = [rule.code for rule in rules if rule.code.startswith("SYN")]
    assert own == [f"SYN{n:03}" for n in range(1, len(own) + 1)]
    assert len({rule.code for rule in rules}) == len(rules)
    assert len({rule.name for rule in rules}) == len(rules)
