"""The tables are those of the grammar, and the lexer that they hold is lark's."""

from __future__ import annotations

from lark import Lark

from tenet.source import Source
from tenet.syntax.tables import DATA, GRAMMAR, generate, load
from tenet.syntax.tokens import scan

TEXT = """# A comment.
param width: int in 4..256 = 16  # behind
network(x: f32[T <= 1_024] in 0..) -> y {
\tfor a, b in [[1, 2.5e-3]] { y = x[..-2] -> f(a ** -b // 3, k="\\"#\\n") }
    if not a == none and true or false { y = 15% } else { y = (x, y) -> block_.g }
}\r
"""


def test_tables_are_fresh() -> None:
    fresh = generate(GRAMMAR.read_text(encoding="utf-8"))

    assert DATA.read_text(encoding="utf-8") == fresh, "run python -m tenet.syntax.tables"


def test_tokens_are_those_of_lark() -> None:
    lark = Lark(GRAMMAR.read_text(encoding="utf-8"), parser="lalr", lexer="basic")
    expected = [(token.type, token.start_pos, token.end_pos) for token in lark.lex(TEXT)]
    words = scan(Source("t", TEXT), load())

    assert [(token.type, token.start, token.end) for token in words.tokens] == expected
    assert not words.diagnostics
