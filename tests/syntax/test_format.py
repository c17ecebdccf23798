"""The canonical style, one habit at a time."""

from __future__ import annotations

import pytest

from tenet.diagnostics import TenetError
from tenet.source import Source
from tenet.syntax.format import format_text

BODY = "network(x) -> y {{\n    {}\n}}\n"

STATEMENTS = [
    ("y=x->f( a,b = 3 )", "y = x -> f(a, b=3)"),
    ("y = f(k = 1 if a else 2)", "y = f(k = 1 if a else 2)"),
    ("y = f(k = g(1 if a else 2))", "y = f(k=g(1 if a else 2))"),
    ("y : f32 [ 3 ]=x [ 1 .. ]", "y: f32[3] = x[1..]"),
    ("y = x[ .. , i .. i , .. - 2]", "y = x[.., i..i, ..-2]"),
    ("y = - a*( - b )**-2-c", "y = -a * (-b) ** -2 - c"),
    ("y = not a==b and c<=d", "y = not a == b and c <= d"),
    ("y = a in 0 .. 9", "y = a in 0..9"),
    ("y = a in -1..", "y = a in -1.."),
    ("y = a in ..9", "y = a in ..9"),
    ("y = ( a,b )->f . g", "y = (a, b) -> f.g"),
    ("y = [ ]", "y = []"),
    ("y = (a -> f) [0]", "y = (a -> f)[0]"),
    ("y = 15% #why", "y = 15%  #why"),
    ("repeat 2{y = x}", "repeat 2 { y = x }"),
    ("if a{y = b}else{y = c}", "if a { y = b } else { y = c }"),
    ("for a,b in[[1,2]]{ y = x }", "for a, b in [[1, 2]] { y = x }"),
    ("if a { }", "if a {}"),
]


@pytest.mark.parametrize(("text", "expected"), STATEMENTS, ids=[new for _, new in STATEMENTS])
def test_spacing(text: str, expected: str) -> None:
    assert format_text(Source("t", BODY.format(text))) == BODY.format(expected)


LAYOUTS = {
    "header": ("block f( x,y : f32=none ;k,act = relu ){ return x }",
               "block f(x, y: f32 = none; k, act=relu) { return x }\n"),
    "indentation": ("network(x)->y {\nif a {\ny = x\n}\n else {\n  y = 3\n}\n}",
                    "network(x) -> y {\n    if a {\n        y = x\n    } else {\n        y = 3\n    }\n}\n"),
    "comment before else": ("network(x) -> y {\n  if a {\n y = x\n } # b\n # c\n else { y = 3 }\n}",
                            "network(x) -> y {\n    if a {\n        y = x\n    } else {\n        # b\n        # c\n        y = 3\n    }\n}\n"),
    "continuation": ("network(x) -> y {\n  y = x\n -> f  # one\n  # two\n -> g(a\n + b)\n}",
                     "network(x) -> y {\n    y = x\n        -> f  # one\n        # two\n        -> g(a\n            + b)\n}\n"),
    "aligned": ("train {\nloss=a\noptimizer=b\na,b = c\nmore { x=1\nlong=2\n}\nk=1\n\nz=1\n}",
                "train {\n    loss      = a\n    optimizer = b\n    a, b = c\n    more {\n        x    = 1\n        long = 2\n    }\n    k         = 1\n\n    z = 1\n}\n"),
    "blank lines": ("\n\n# top\n\n\n\nimport a\nparam b = 1\nparam c = 2\ndata {\n\n x = 1\n\n\n\n y = 2\n\n}\ntrain {}\n\n\n",
                    "# top\n\nimport a\n\nparam b = 1\nparam c = 2\n\ndata {\n    x = 1\n\n    y = 2\n}\n\ntrain {}\n"),
    "docs stay": ("param a = 1\n# doc\ndata {\n # in\n}\n# last",
                  "param a = 1\n\n# doc\ndata {\n    # in\n}\n# last\n"),
    "brackets joined": ("export { a = f(1,\n  2) }", "export {\n    a = f(1, 2)\n}\n"),
    "brackets kept": ("data {\n a = f(\n 1, b=2)\n}",
                      "data {\n    a = f(\n        1,\n        b=2\n    )\n}\n"),
    "comment in brackets": ("data {\n a = [1, # one\n 2]\n}",
                            "data {\n    a = [\n        1,  # one\n        2\n    ]\n}\n"),
    "line ends": ("param a = 1\r\n\tparam b = 2\r\n", "param a = 1\nparam b = 2\n"),
    "nothing": ("", ""),
}  # fmt: skip


@pytest.mark.parametrize("case", LAYOUTS)
def test_layout(case: str) -> None:
    text, expected = LAYOUTS[case]

    assert format_text(Source("t", text)) == expected


def test_long_statement_breaks_at_arrows_then_sums_then_brackets() -> None:
    a, b, c = "a" * 40, "b" * 40, "c" * 40
    text = f"network(x) -> y {{\n    y = {a} -> {b} -> {c}\n    z = {a} + {b} + {c}\n    w = f({a}, {b}, {c})\n}}\n"
    expected = (
        f"network(x) -> y {{\n    y = {a} -> {b}\n        -> {c}\n    z = {a} + {b}\n        + {c}\n"
        f"    w = f(\n        {a},\n        {b},\n        {c}\n    )\n}}\n"
    )

    assert format_text(Source("t", text)) == expected
    assert format_text(Source("t", expected)) == expected


def test_text_with_mistakes_is_refused() -> None:
    with pytest.raises(TenetError, match="closes nothing"):
        format_text(Source("t", "param a = 1)\n"))
