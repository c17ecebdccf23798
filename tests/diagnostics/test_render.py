"""Every form of a finding, as it is written: one for each shape of a span, a label or a fix."""

from __future__ import annotations

import json
from collections.abc import Callable
from types import ModuleType
from unicodedata import category

import pytest

from tenet.diagnostics import Diagnostic, Edit, Fix, Label, Rule, Severity
from tenet.diagnostics.diagnostic import Safety
from tenet.diagnostics.fixing import fixed
from tenet.diagnostics.render import concise, github, sarif, text
from tenet.diagnostics.render import json as as_json
from tenet.diagnostics.render.cells import shown, width
from tenet.source import Source, Span

Golden = Callable[[str], None]

ERROR = Rule("NAM002", "unknown-operation", "What is called must be in the catalogue.")
WARNING = Rule("ACT003", "hidden-softmax", "A softmax starves what follows.", Severity.WARNING)
ADVICE = Rule("INI008", "forget-bias", "A forget gate starts open.", Severity.INFO)


def spot(where: Source, part: str, occurrence: int = 0) -> Span:
    """The span of an occurrence of a part in a source."""
    start = -1
    for _ in range(occurrence + 1):
        start = where.text.index(part, start + 1)
    return Span(where, start, start + len(part))


def source(content: str, name: str = "specs/x.tenet") -> Source:
    """A source of this text."""
    return Source(name, content)


def _misspelt() -> Diagnostic:
    span = spot(source("network(x: f32[4]) -> y {\n    y = x -> dens(10)\n}\n"), "dens")
    fix = Fix(Safety.SAFE, (Edit(span, "dense"),))
    message = "there is no operation `dens`; did you mean `dense`?"
    return ERROR.at(span, message, help="`tenet ops` lists them", fix=fix)


def _labelled() -> Diagnostic:
    where = source("a = softmax\nb = 1\nc = 2\nd = softmax\n")
    label = Label(spot(where, "softmax"), "the first is here")
    fix = Fix(Safety.UNSAFE, (Edit(spot(where, "d = softmax\n"), ""),))
    return WARNING.at(spot(where, "softmax", 1), "a second softmax", labels=(label,), fix=fix)


def _imported() -> Diagnostic:
    label = Label(spot(source("block f(x) {\n", "blocks/f.tenet"), "f(x)"), "defined here")
    return ERROR.at(spot(source("y = x -> f(3)\n"), "3"), "`f` takes no settings", labels=(label,))


def _at(content: str, part: str, message: str = "look here") -> Diagnostic:
    return ADVICE.at(spot(source(content), part), message)


def _end() -> Diagnostic:
    where = source("network {\n")
    return ERROR.at(Span(where, len(where.text), len(where.text)), "`}` is missing")


FINDINGS = {
    "misspelt": _misspelt(),
    "labelled": _labelled(),
    "imported": _imported(),
    "tab": _at("\ty =\tx\n", "x"),
    "wide": _at('title = "層数" + y\n', "y"),
    "combining": _at('title = "e\u0301" + y\n', "y"),
    "control": _at('title = "\x1b[31m\u202e" + y\n', "y"),
    "crlf": _at("a = 1\r\nb = 2\r\n", "b = 2"),
    "lines": _at("a = [\n    1,\n    2,\n]\n", "[\n    1,\n    2,\n]"),
    "many-lines": _at("a = [\n" + "    1,\n" * 9 + "]\n", "[\n" + "    1,\n" * 9 + "]"),
    "line-end": _at("a = 1\nb = 2\n", "a = 1\n"),
    "long-line": _at("x = " + "1 + " * 99 + "oops" + " + 1" * 99, "oops"),
    "astral": _at('"\U0001f600" y\n', "y"),
    "end": _end(),
    "empty": ERROR.at(Span(source(""), 0, 0), "the file is empty"),
    "nowhere": ERROR.at(None, "there is no param `widht`", help="the params are width"),
    "awkward": ERROR.at(Span(source("y", "a,b:c%.tenet"), 0, 1), "50% of\nit: a, b"),
}
EVERYTHING = tuple(FINDINGS.values())


@pytest.mark.parametrize("name", FINDINGS)
def test_text(name: str, golden: Golden) -> None:
    golden(text.findings((FINDINGS[name],)))


def test_text_in_colour(golden: Golden) -> None:
    golden(text.findings((FINDINGS["misspelt"], FINDINGS["labelled"]), colour=True))


@pytest.mark.parametrize("form", [text, concise, as_json, sarif, github], ids=lambda f: f.__name__)
def test_form(form: ModuleType, golden: Golden) -> None:
    golden(form.render(EVERYTHING, 3))


@pytest.mark.parametrize(
    ("names", "files", "expected"),
    [
        ((), 1, "1 file checked: no findings"),
        ((), 2, "2 files checked: no findings"),
        (("end",), 1, "1 error in 1 file"),
        (("end", "misspelt"), 1, "2 errors in 1 file; `--fix` mends 1"),
        (("labelled",), 4, "1 warning in 1 file (4 checked); `--fix --unsafe` mends 1"),
        (("tab", "nowhere"), 1, "1 error, 1 note in 1 file"),
    ],
)
def test_summary(names: tuple[str, ...], files: int, expected: str) -> None:
    assert text.summary(tuple(FINDINGS[name] for name in names), files) == expected


@pytest.mark.parametrize(
    ("written", "cells"),
    [("abc", 3), ("\t", 4), ("層数", 4), ("e\u0301", 1), ("\ufeff", 0), ("\u202e", 8), ("", 0)],
)
def test_cells(written: str, cells: int) -> None:
    assert width(written) == cells


def test_nothing_shown_moves_the_cursor() -> None:
    everything = "".join(map(chr, [*range(0x300), *range(0x2000, 0x2070), 0xD800]))
    moving = {"Cc", "Cf", "Cs", "Zl", "Zp"}

    assert not {category(character) for character in shown(everything)} & moving


def test_carets_stand_under_the_span() -> None:
    diagnostic = FINDINGS["tab"]
    line, carets = text.findings((diagnostic,)).splitlines()[2:4]

    assert line[carets.index("^")] == "x"


def test_sarif_counts_utf16() -> None:
    log = json.loads(sarif.render((FINDINGS["astral"],), 1))
    region = log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"]

    assert log["runs"][0]["columnKind"] == "utf16CodeUnits"
    assert region == {"startLine": 1, "startColumn": 6, "endLine": 1, "endColumn": 7}


def test_sarif_declares_each_rule_once() -> None:
    run = json.loads(sarif.render(EVERYTHING, 1))["runs"][0]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]

    assert sorted(rules) == ["ACT003", "INI008", "NAM002"]
    assert all(rules[result["ruleIndex"]] == result["ruleId"] for result in run["results"])


def test_github_escapes_what_separates() -> None:
    line = github.render((FINDINGS["awkward"],), 1)

    assert line.startswith("::error file=a%2Cb%3Ac%25.tenet,line=1,endLine=1,col=1,endColumn=2,")
    assert line.endswith("::50%25 of%0Ait: a, b\n")


SOURCE = Source("s", "a b c")


def _fix(*edits: tuple[int, int, str], of: Source = SOURCE) -> Fix:
    return Fix(Safety.SAFE, tuple(Edit(Span(of, a, b), new) for a, b, new in edits))


@pytest.mark.parametrize(
    ("fixes", "expected"),
    [
        ((), "a b c"),
        ((_fix((0, 1, "x")), _fix((4, 5, "z"))), "x b z"),
        ((_fix((0, 3, "x")), _fix((2, 5, "y"))), "x c"),
        ((_fix((2, 3, "y")), _fix((2, 3, "y"))), "a y c"),
        ((_fix((2, 2, "y")), _fix((2, 2, "z"))), "a yb c"),
        ((_fix((0, 1, "x"), (4, 5, "z")), _fix((4, 5, "q"), (2, 3, "p"))), "x b z"),
        ((_fix((0, 1, "x"), of=Source("other", "a")),), "a b c"),
    ],
    ids=["none", "apart", "overlap", "same", "same-place", "whole-or-not", "other-source"],
)
def test_fixes(fixes: tuple[Fix, ...], expected: str) -> None:
    assert fixed(SOURCE, fixes) == expected
