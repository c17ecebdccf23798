"""Write the editor grammars, for TextMate and for Pygments, from the terminals of `tenet.lark`."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

from lark import Lark

from tenet.syntax.tables import GRAMMAR
from tenet.syntax.tokens import OPERATORS
from tenet.types.tensor import DType

ROOT = Path(__file__).parents[1]
TEXTMATE = ROOT / "grammar" / "tenet.tmLanguage.json"
PYGMENTS = ROOT / "src" / "tenet" / "syntax" / "highlight.py"

KINDS = {
    "comment": ("Comment.Single", "comment.line.number-sign"),
    "directive": ("Comment.Special", "keyword.other.directive"),
    "string": ("String.Double", "string.quoted.double"),
    "escape": ("String.Escape", "constant.character.escape"),
    "number": ("Number", "constant.numeric"),
    "percent": ("Number.Percent", "constant.numeric.percent"),
    "constant": ("Keyword.Constant", "constant.language"),
    "declaration": ("Keyword.Declaration", "keyword.declaration"),
    "control": ("Keyword", "keyword.control"),
    "logical": ("Operator.Word", "keyword.operator.logical"),
    "type": ("Keyword.Type", "support.type"),
    "arrow": ("Operator.Arrow", "keyword.operator.arrow"),
    "operator": ("Operator", "keyword.operator"),
    "punctuation": ("Punctuation", "punctuation"),
    "section": ("Name.Class", "entity.name.type.section"),
    "namespace": ("Name.Namespace", "entity.name.namespace"),
    "function": ("Name.Function", "entity.name.function"),
    "binding": ("Name.Variable", "variable.other.definition"),
    "parameter": ("Name.Attribute", "variable.parameter"),
    "attribute": ("Name.Property", "variable.other.property"),
    "size": ("Name.Constant", "variable.other.constant"),
    "builtin": ("Name.Builtin", "support.constant"),
    "name": ("Name", "variable.other"),
    "space": ("Whitespace", ""),
}
"""What each kind of text is called by Pygments and by TextMate, which does not name spaces."""

WORDS = {
    "declaration": ("import", "as", "param", "block", "network", "shared", "return"),
    "control": ("for", "in", "repeat", "if", "else"),
    "logical": ("and", "or", "not"),
    "constant": ("true", "false", "none"),
}
"""The reserved words by kind; to forget one is an error."""
NUMBERS = ("inf", "pi")
"""Names that always mean the same number."""

INSIDE = "[A-Za-z0-9_]"
END = f"(?!{INSIDE})"
GAP = r"[ \t]*"


class Rule(NamedTuple):
    """What a pattern matches: a kind for each of its groups, or one for all; and what begins there."""

    pattern: str
    kinds: tuple[str, ...]
    enters: str = ""


class State(NamedTuple):
    """Rules in their order, a name standing for another state's, and what ends them.

    `closes` is matched and belongs to the state, `until` has no width. All text of a state with a
    `kind` is of it, unless a rule says otherwise.
    """

    rules: tuple[Rule | str, ...]
    closes: Rule | None = None
    until: str = ""
    kind: str = ""


class Terminals:
    """The terminals of the grammar, as patterns."""

    def __init__(self, grammar: str) -> None:
        parsed = Lark(grammar, parser="lalr", lexer="basic").terminals
        self.patterns = {
            terminal.name: terminal.pattern.to_regexp().translate({10: r"\n", 13: r"\r", 9: r"\t"})
            for terminal in sorted(parsed, key=lambda terminal: -terminal.pattern.max_width)
        }
        name = self.patterns["NAME"]
        reserved = {text for text in self.patterns.values() if re.fullmatch(name, text)}
        if odd := reserved ^ {word for words in WORDS.values() for word in words}:
            raise SystemExit(f"WORDS and the grammar disagree about {sorted(odd)}")
        self.plain = f"(?!{_words(reserved)}){name}"
        plain = {"NAME", "NUMBER", "PERCENT", "STRING", "COMMENT", "_NL", "_SPACE"}
        signs = {name for name, text in self.patterns.items() if text not in reserved} - plain
        operators = signs & OPERATORS | {"EQUAL"}
        self.operators = self.any_of(operators - {"ARROW"})
        self.punctuation = self.any_of(signs - operators)

    def __getitem__(self, name: str) -> str:
        return self.patterns[name]

    def any_of(self, names: set[str]) -> str:
        """A pattern for these, the longest first."""
        return "|".join(text for name, text in self.patterns.items() if name in names)


def _words(words: Iterable[str]) -> str:
    """A pattern for whole words."""
    return f"(?:{'|'.join(sorted(words))}){END}"


def states(terminals: Terminals) -> dict[str, State]:
    """The states of both grammars; they begin in `root`."""
    plain, name = terminals.plain, terminals["NAME"]
    # No expression holds one of these words: what was left open ends before them.
    starts = _words({*WORDS["declaration"], "for", "repeat"} - {"as"})
    escaped = r"\\[^\r\n]"
    return {
        "root": State(
            (
                Rule(rf"^({GAP})({plain})(?={GAP}\{{)", ("space", "section")),
                Rule(rf"(import|as)([ \t]+)({plain})", ("declaration", "space", "namespace")),
                Rule(_words(("block", "network")), ("declaration",), "header"),
                Rule(f"for{END}", ("control",), "turn"),
                "words",
                Rule(rf"{name}(?={GAP}(?:,{GAP}{name}{GAP})*(?:=(?!=)|:))", ("binding",)),
                "expression",
            )
        ),
        "header": State(
            (
                Rule(rf"(:)({GAP})({plain})?", ("punctuation", "space", "type"), "value"),
                Rule("=(?!=)", ("operator",), "value"),
                Rule(terminals["ARROW"], ("arrow",)),
                Rule(r"[()]", ("punctuation",)),
                "words",
                Rule(rf"{name}(?={GAP}\()", ("function",)),
                Rule(name, ("parameter",)),
                "expression",
            ),
            until=rf"(?=[{{}}]|{starts})",
        ),
        "value": State(("expression",), until=rf"(?=[,;){{}}]|{starts})"),
        "turn": State(
            (
                Rule(name, ("binding",)),
                Rule(",", ("punctuation",)),
                Rule(terminals["_SPACE"], ("space",)),
            ),
            until=rf"(?![ \t,]|{plain})",
        ),
        "brackets": State(
            ("words", Rule(rf"{name}(?={GAP}=(?!=))", ("parameter",)), "expression"),
            closes=Rule(r"[)\]]", ("punctuation",)),
            until=rf"(?=[{{}}]|{starts})",
        ),
        "string": State(
            (Rule(escaped, ("escape",)), Rule(r'[^"\\\r\n]+|\\', ("string",))),
            closes=Rule('"', ("string",)),
            until=r"(?=\r)|$",
            kind="string",
        ),
        "expression": State(_expression(terminals)),
        "words": State(tuple(Rule(_words(words), (kind,)) for kind, words in WORDS.items())),
    }


def _expression(terminals: Terminals) -> tuple[Rule | str, ...]:
    """What may stand anywhere outside strings."""
    plain, name, arrow = terminals.plain, terminals["NAME"], terminals["ARROW"]
    directive = rf"(#{GAP})(tenet:{GAP}allow\([A-Za-z0-9_-]+\))([^\r\n]*)"
    return (
        Rule(directive, ("comment", "directive", "comment")),
        Rule(terminals["COMMENT"], ("comment",)),
        Rule(terminals["_SPACE"], ("space",)),
        Rule(terminals["_NL"], ("space",)),
        Rule('"', ("string",), "string"),
        Rule(r"[(\[]", ("punctuation",), "brackets"),
        Rule(rf"(:)({GAP})({plain})", ("punctuation", "space", "type")),
        Rule(rf"({arrow})({GAP})({plain})(?!{INSIDE}|{GAP}\.)", ("arrow", "space", "function")),
        Rule(rf"(\.)({GAP})({plain})(?!{INSIDE}|{GAP}\()", ("punctuation", "space", "attribute")),
        "words",
        Rule(_words(tuple(DType)), ("type",)),
        Rule(rf"{name}(?={GAP}\()", ("function",)),
        Rule(_words(NUMBERS), ("builtin",)),
        Rule(f"[A-Z]{INSIDE}*", ("size",)),
        Rule(name, ("name",)),
        Rule(terminals["PERCENT"], ("percent",)),
        Rule(terminals["NUMBER"], ("number",)),
        Rule(arrow, ("arrow",)),
        Rule(terminals.operators, ("operator",)),
        Rule(terminals.punctuation, ("punctuation",)),
    )


# ── TextMate ──


def textmate(grammar: dict[str, State]) -> str:
    """The grammar as TextMate reads it."""
    document = {
        "comment": "made by `make grammars`; edit grammar/generate.py instead",
        "name": "Tenet",
        "scopeName": "source.tenet",
        "fileTypes": ["tenet"],
        "patterns": [{"include": "#root"}],
        "repository": {
            name: {
                "patterns": [_pattern(rule, grammar) for rule in state.rules if _told(rule, state)]
            }
            for name, state in grammar.items()
        },
    }
    return json.dumps(document, indent=2) + "\n"


def _told(rule: Rule | str, state: State) -> bool:
    """Whether a rule says more than where it stands."""
    return isinstance(rule, str) or rule.kinds not in (("space",), (state.kind,))


def _pattern(rule: Rule | str, grammar: dict[str, State]) -> dict[str, Any]:
    if isinstance(rule, str):
        return {"include": f"#{rule}"}
    if not rule.enters:
        if len(rule.kinds) == 1:
            return {"match": rule.pattern, "name": _scope(rule.kinds[0])}
        return {"match": rule.pattern, "captures": _captures(rule)}
    state = grammar[rule.enters]
    ends = [state.closes.pattern] if state.closes else []
    entered: dict[str, Any] = {"begin": rule.pattern, "end": "|".join([*ends, state.until])}
    if state.kind:
        entered["name"] = _scope(state.kind)
    else:
        entered["beginCaptures"] = _captures(rule)
        if state.closes:
            entered["endCaptures"] = _captures(state.closes)
    return {**entered, "patterns": [{"include": f"#{rule.enters}"}]}


def _captures(rule: Rule) -> dict[str, Any]:
    first = 0 if len(rule.kinds) == 1 else 1
    numbered = enumerate(rule.kinds, first)
    return {str(group): {"name": _scope(kind)} for group, kind in numbered if kind != "space"}


def _scope(kind: str) -> str:
    own = f"{KINDS[kind][1]}.tenet"
    return f"{KINDS['comment'][1]}.tenet {own}" if kind == "directive" else own


# ── Pygments ──

HEAD = '''\
"""Tenet for Pygments: its tokens, and its names by where they stand; made by `make grammars`."""

from __future__ import annotations

from typing import ClassVar

from pygments.lexer import RegexLexer, bygroups, include
from pygments.token import {families}


class TenetLexer(RegexLexer):  # type: ignore[misc]  # Pygments has no types
    """Tenet, a declarative language for neural networks."""

    name = "Tenet"
    aliases: ClassVar = ["tenet"]
    filenames: ClassVar = ["*.tenet"]
    mimetypes: ClassVar = ["text/x-tenet"]

    tokens: ClassVar = {{
'''
WIDTH = 100


def pygments(grammar: dict[str, State]) -> str:
    """The grammar as a lexer of Pygments."""
    families = sorted({token.partition(".")[0] for token, _ in KINDS.values()})
    lines = [HEAD.format(families=", ".join(families))]
    for name, state in grammar.items():
        lines.append(f'        "{name}": [\n')
        if state.closes:
            lines.append(_row([*_parts(state.closes), '"#pop"']))
        if state.until:
            lines.append(_row([_raw(state.until), "Whitespace", '"#pop"']))
        for rule in state.rules:
            if isinstance(rule, str):
                lines.append(f'            include("{rule}"),\n')
            else:
                lines.append(_row([*_parts(rule), *([f'"{rule.enters}"'] if rule.enters else [])]))
        lines.append("        ],\n")
    return "".join([*lines, "    }\n"])


def _parts(rule: Rule) -> list[str]:
    tokens = [KINDS[kind][0] for kind in rule.kinds]
    told = tokens[0] if len(tokens) == 1 else f"bygroups({', '.join(tokens)})"
    return [_raw(rule.pattern), told]


def _raw(pattern: str) -> str:
    quote = "'" if '"' in pattern else '"'
    return f"r{quote}{pattern}{quote}"


def _row(parts: list[str]) -> str:
    """A tuple as the formatter lays it out."""
    line = f"            ({', '.join(parts)}),\n"
    if len(line) <= WIDTH + 1:
        return line
    return "".join(
        ["            (\n", *(f"                {p},\n" for p in parts), "            ),\n"]
    )


def files() -> dict[Path, str]:
    """The text of each generated file."""
    grammar = states(Terminals(GRAMMAR.read_text("utf-8")))
    return {TEXTMATE: textmate(grammar), PYGMENTS: pygments(grammar)}


if __name__ == "__main__":
    for file, text in files().items():
        file.write_text(text, "utf-8")
