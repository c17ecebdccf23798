"""The editor grammars are fresh, colour what they should, and cut a text up as Tenet does."""

from __future__ import annotations

import json
import re
import runpy
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from functools import cache, reduce
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

import pygments.token
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tenet.source import Source
from tenet.syntax.highlight import TenetLexer
from tenet.syntax.tables import load
from tenet.syntax.tokens import scan
from tenet.types.tensor import DType

ROOT = Path(__file__).parents[2]
GENERATOR = runpy.run_path(str(ROOT / "grammar" / "generate.py"))
KINDS = {name: kinds for name, kinds in GENERATOR["KINDS"].items() if name != "space"}
BY_TOKEN = {
    reduce(getattr, token.split("."), pygments.token): kind for kind, (token, _) in KINDS.items()
}
BY_SCOPE = {f"{scope}.tenet": kind for kind, (_, scope) in KINDS.items()}

SPECS = sorted([*ROOT.glob("specs/**/*.tenet"), *ROOT.glob("src/tenet/std/**/*.tenet")])

SNIPPETS = {
    # comments, strings, numbers
    '# data { f32 true "a" 1': "comment",
    "# tenet: allow(softmax-twice) it is meant": "comment directive comment",
    "# tenet: allow it": "comment",
    "x  # behind": "name comment",
    r'"a # b \"c\" \n"': "string string escape string escape string escape string",
    '""': "string string",
    '"open\nx': "string string name",
    "1_000 2.5e-3 1E5 15% 0.5% 0..9": "number number number percent percent number operator number",
    "true false none inf pi": "constant constant constant builtin builtin",
    "infinity pie truer": "name name name",
    " ".join(DType): " ".join("type" for _ in DType),
    # declarations
    "import vision as v": "declaration namespace declaration namespace",
    'import "a.tenet" as unet': "declaration string string string declaration namespace",
    "param width: int in 4..256 = 32": "declaration binding type control number operator number operator number",
    "shared table = embedding(8)": "declaration binding operator function number",
    "block residual(x; stride=1, act=relu) {\n return x }": "declaration function parameter parameter operator number parameter operator name declaration name",
    "network(x: i64[T <= 9] in 0.., y: f32 = none) -> z: f32[2, C], k {": "declaration parameter type size operator number control number operator parameter type operator constant arrow parameter type number size parameter",
    "network generator(\n x: f32[3],\n)\n -> fake {\n fake = x }": "declaration function parameter type number arrow parameter binding operator name",
    # sections and bindings
    'data {\n source = csv("a")\n}': "section binding operator function string string string",
    "train {\n  metrics { f = f1(a, b) }\n}": "section section binding operator function name name",
    "x = {": "binding operator",
    "a, b = c": "binding binding operator name",
    "y: f32[C] in 0..1 = x": "binding type size control number operator number operator name",
    "a == b": "name operator name",
    # calls
    "conv(width, 3, bias=false)": "function name number parameter operator constant",
    "conv(\n  width,\n  bias = false,\n)\nx = 1": "function name parameter operator constant binding operator number",
    "x -> relu -> f(2) -> v.g(3) + y": "name arrow function arrow function number arrow name function number operator name",
    "init=[a(b=1)]": "binding operator function parameter operator number",
    "monitor.loss data.x.classes 0..inf": "name attribute name attribute attribute number operator builtin",
    # statements
    "for channels, depth in [[a, 3]] {": "control binding binding control name number",
    "repeat 12 { x = x -> f }": "control number binding operator name arrow function",
    "if a != 1 or not b {\n} else {\n}": "control name operator number logical logical name control",
    "x = 1 if a in [1] else 2 and b": "binding operator number control name control number control number logical name",
    # what an unclosed bracket or header swallows ends with the next declaration
    "x = f(a\nparam b = 1": "binding operator function name declaration binding operator number",
    "network(x\nblock g(y) { return y }": "declaration parameter declaration function parameter declaration name",
    # a layer is no word of the language
    "conv relu dense dropout": "name name name name",
}  # fmt: skip
"""Texts, with the kinds of all their pieces but punctuation."""


class Piece(NamedTuple):
    """A stretch of a text and the kind that a grammar gives it."""

    start: int
    end: int
    kind: str


Grammar: TypeAlias = Callable[[str], list[Piece]]


# ── Pygments ──

UNCOLOURED = (pygments.token.Error, pygments.token.Whitespace)


def by_pygments(text: str) -> list[Piece]:
    """The coloured pieces of a text; what is no token has no colour."""
    pieces = TenetLexer().get_tokens_unprocessed(text)
    told = [piece for piece in pieces if piece[1] not in UNCOLOURED]
    return [Piece(at, at + len(word), BY_TOKEN[token]) for at, token, word in told]


# ── TextMate, as far as the grammar goes ──

GRAMMAR: dict[str, Any] = json.loads((ROOT / "grammar" / "tenet.tmLanguage.json").read_text())


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def flat(rules: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The rules, with those that are included in their places."""
    for rule in rules:
        if "include" in rule:
            yield from flat(GRAMMAR["repository"][rule["include"].removeprefix("#")]["patterns"])
        else:
            yield rule


def by_textmate(text: str) -> list[Piece]:
    """The coloured pieces of a text, line by line: the leftmost match wins, then the end, then order."""
    pieces: list[Piece] = []
    stack: list[dict[str, Any]] = [{"patterns": GRAMMAR["patterns"]}]
    before = 0
    for line in re.findall(r"[^\r\n]*(?:\r\n?|\n)|[^\r\n]+", text):
        found = [(before + start, before + end, scope) for start, end, scope in colour(line, stack)]
        pieces += [Piece(a, b, BY_SCOPE[c.split()[-1]]) for a, b, c in found if a < b and c]
        before += len(line)
    return pieces


def colour(line: str, stack: list[dict[str, Any]]) -> Iterator[tuple[int, int, str]]:
    """The stretches of a line with their scopes. Effect: enters and leaves states on the stack."""
    at = 0
    while True:
        state = stack[-1]
        tried = [("end", state)] if "end" in state else []
        tried += [
            ("match" if "match" in rule else "begin", rule) for rule in flat(state["patterns"])
        ]
        found = [(compiled(rule[key]).search(line, at), key, rule) for key, rule in tried]
        matches = [(match, key, rule) for match, key, rule in found if match]
        if not matches:
            yield at, len(line), state.get("name", "")
            return
        match, key, rule = min(matches, key=lambda found: found[0].start())
        yield at, match.start(), state.get("name", "")
        yield from captured(match, rule, "captures" if key == "match" else f"{key}Captures")
        if key == "begin":
            stack.append(rule)
        elif key == "end":
            stack.pop()
        assert match[0] or key == "end", "what has no width can only end a state"
        at = match.end()


def captured(
    match: re.Match[str], rule: dict[str, Any], told: str
) -> Iterator[tuple[int, int, str]]:
    """The groups of a match with their scopes."""
    if "name" in rule:
        yield match.start(), match.end(), rule["name"]
    for group, scope in rule.get(told, {}).items():
        yield *match.span(int(group)), scope["name"]


# ── agreement with the tokeniser ──

BY_WORD = {
    **dict.fromkeys(
        ["import", "as", "param", "block", "network", "shared", "return"], "declaration"
    ),
    **dict.fromkeys(["for", "in", "repeat", "if", "else"], "control"),
    **dict.fromkeys(["and", "or", "not"], "logical"),
    **dict.fromkeys(["true", "false", "none"], "constant"),
}
NAMED = {
    "name", "type", "size", "builtin", "function",
    "section", "namespace", "binding", "parameter", "attribute",
}  # fmt: skip
OPERATORS = ["PLUS", "MINUS", "STAR", "SLASH", "FLOOR", "POWER", "COMPARISON", "DOTS", "EQUAL"]
SIGNS = ["LPAR", "RPAR", "LSQB", "RSQB", "LBRACE", "RBRACE", "COMMA", "SEMICOLON", "COLON", "DOT"]
BY_TYPE = {
    "NAME": NAMED,
    "NUMBER": {"number"},
    "PERCENT": {"percent"},
    "STRING": {"string", "escape"},
    "COMMENT": {"comment", "directive"},
    "ARROW": {"arrow"},
    **{name: {"operator"} for name in OPERATORS},
    **{name: {"punctuation"} for name in SIGNS},
}


def agree(text: str, pieces: list[Piece]) -> None:
    """Every token is covered by pieces of its class, no piece leaves its token, none is elsewhere."""
    words = scan(Source("t", text), load())
    assert not words.diagnostics
    tokens = [(word.start, word.end, word.type) for word in words.tokens if word.type != "_NL"]
    tokens += [(at.span.start, at.span.end, "COMMENT") for at in words.comments]
    left = sorted(pieces)
    for start, end, type_ in sorted(tokens):
        word = text[start:end]
        expected = {BY_WORD[word]} if type_ == load().keywords.get(word) else BY_TYPE[type_]
        own = [piece for piece in left if start <= piece.start < end]
        left = left[len(own) :]
        assert "".join(text[piece.start : piece.end] for piece in own) == word
        assert {piece.kind for piece in own} <= expected, (word, own)
    assert not left, "a colour where no token is"


GRAMMARS = pytest.mark.parametrize("grammar", [by_pygments, by_textmate])


@GRAMMARS
@pytest.mark.parametrize("path", SPECS, ids=[path.stem for path in SPECS])
def test_specs(path: Path, grammar: Grammar) -> None:
    text = path.read_text("utf-8")

    agree(text, grammar(text))


@GRAMMARS
@pytest.mark.parametrize(("text", "kinds"), SNIPPETS.items())
def test_snippets(text: str, kinds: str, grammar: Grammar) -> None:
    pieces = grammar(text)

    assert [piece.kind for piece in pieces if piece.kind != "punctuation"] == kinds.split()
    if text.count('"') % 2 == 0:  # the tokeniser does not say where an unclosed string ends
        agree(text, pieces)


WORDS = (
    *load().keywords, *DType, "inf", "x", "T", "_y1", "0", "1_0", "2.5e-3", "15%", '"a # \\" \\n"', '""',
    *["(", ")", "[", "]", "{", "}", ",", ";", ":", ".", "..", "=", "==", "!=", "<=", "<", "->", "+", "-", "*", "**", "/", "//"],
    "# c\n", "# tenet: allow(rule) reason\n", "\ndata {", "for a, b in", "network(", " ", "\n", "\t", "\r\n",
)  # fmt: skip
ODD = (*WORDS, '"', "'", "\\", "%", "!", "é", "\f", "\u2028", "\0", "😀")


@GRAMMARS
@given(words=st.lists(st.sampled_from(WORDS)), between=st.sampled_from(["", " "]))
def test_any_tokens(words: list[str], between: str, grammar: Grammar) -> None:
    text = between.join(words)
    assume(not scan(Source("t", text), load()).diagnostics)

    agree(text, grammar(text))


@given(st.text() | st.lists(st.sampled_from(ODD)).map("".join))
def test_any_text(text: str) -> None:
    pieces = list(TenetLexer().get_tokens_unprocessed(text))

    assert "".join(word for _, _, word in pieces) == text
    text = text.replace("\r", "\n")  # which Pygments does before it asks a lexer
    assert spread(by_pygments(text)) == spread(by_textmate(text))


def spread(pieces: list[Piece]) -> dict[int, str]:
    """The kind at each offset."""
    return {at: piece.kind for piece in pieces for at in range(piece.start, piece.end)}


# ── the files ──


def test_grammars_are_fresh() -> None:
    for path, text in GENERATOR["files"]().items():
        assert path.read_text("utf-8") == text, "run `make grammars`"


def test_patterns_mean_the_same_to_every_engine() -> None:
    group, escape, possessive = r"\(\?(?![:=!])", r"\\(?![trn])[A-Za-z]", r"(?<!\\)[*+?}]\+"
    for pattern in patterns(GRAMMAR):
        assert not re.search(f"{group}|{escape}|{possessive}|&&", pattern), pattern


def patterns(part: Any) -> Iterator[str]:
    """Every regular expression of a grammar."""
    if isinstance(part, list):
        for each in part:
            yield from patterns(each)
    elif isinstance(part, dict):
        yield from (part[key] for key in ("match", "begin", "end") if key in part)
        yield from patterns(list(part.values()))


def test_the_lexer_is_found_by_pygments() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    module, _, name = project["entry-points"]["pygments.lexers"]["tenet"].partition(":")

    assert getattr(import_module(module), name) is TenetLexer
    assert TenetLexer.filenames == ["*.tenet"]


def test_checking_does_without_pygments() -> None:
    program = f"import sys, tenet; tenet.check({str(SPECS[0])!r}); print('pygments' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    assert done.stdout == "False\n"
