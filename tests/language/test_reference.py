"""The language reference is true: every example in the pages beside this file runs.

`docs/language.md` says how an example reads. What an example shows is written anew by
`--update-goldens`, as in the pages of diagnostics, whose machinery plays the commands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from lark import Lark, Token
from lark.grammar import Rule
from tests.diagnostics.test_cases import (
    FENCE,
    LANGUAGE_ALONE,
    TITLES,
    Case,
    _plain,  # noqa: F401  # used by itself
    output,
)

from tenet.catalogue.setting import spelled
from tenet.elaborate.context import POISON, Context, StaticPlace
from tenet.elaborate.evaluate import evaluate
from tenet.elaborate.experiment import elaborate
from tenet.elaborate.scope import Scope
from tenet.ir.graph import Value
from tenet.limits import DEFAULT, NAMES
from tenet.ops.elementwise import Elementwise
from tenet.source import Source, Span
from tenet.syntax.format import format_text
from tenet.syntax.layout import arrange
from tenet.syntax.parse import parse
from tenet.syntax.tables import GRAMMAR, load
from tenet.syntax.tokens import END, scan
from tenet.syntax.tree import Param

PAGES = sorted(Path(__file__).parent.glob("*.md"))
ENTRANCE = Path(__file__).parents[2] / "docs" / "language.md"
MAIN = TITLES["tenet"]
SOUND = "1 file checked: no findings\n"
LINE = re.compile(r"^(?P<expression>.*?)(?:\s+# .*)?$")
"""A line of a `values` block."""
ELSEWHERE = re.compile(r"_any$|broken$|misplaced_")
"""Rules of the grammar that are no part of the language."""


@dataclass(frozen=True)
class Example:
    """A spec, the files that are there beside it, and the blocks that show what comes of it."""

    name: str
    files: dict[str, str]
    shown: list[re.Match[str]] = field(default_factory=list)

    @property
    def text(self) -> str:
        """What the spec says."""
        return self.files[self.name]

    @property
    def sound(self) -> bool:
        """Whether nothing may be wrong with it: whether no findings are shown."""
        return not any("$ tenet check" in block["body"] for block in self.shown)


def examples(page: str) -> Iterator[Example]:
    """The examples of a page, in order; a file with a title is there for all that follow."""
    kept: dict[str, str] = {}
    found: Example | None = None
    for block in FENCE.finditer(page):
        kind, title = block["kind"], block["title"]
        if kind in {"csv", "text"}:
            kept[title or TITLES[kind]] = block["body"]
        elif kind == "tenet":
            if found is not None:
                yield found
            text = spec(block["body"])
            if title is not None:
                kept[title] = text
            found = Example(title or MAIN, {**kept, (title or MAIN): text})
        elif found is None:
            found = Example(MAIN, {**kept, MAIN: ""}, [block])
        else:
            found.shown.append(block)
    if found is not None:
        yield found


def spec(body: str) -> str:
    """The spec that an example stands for: a first line `# network(…) -> y` heads what follows."""
    head, _, rest = body.partition("\n")
    return f"{head.removeprefix('# ')} {{\n{rest}}}\n" if head.startswith("# network") else body


# ── what an example shows ────────────────────────────────────────────────────────────────────


def tensors(example: Example) -> dict[str, Value]:
    """The tensors of the example's network by name; of a name bound again, the last."""
    experiment = elaborate(Source(example.name, example.text)).sound()
    found: dict[str, Value] = {}
    for graph in experiment.networks.values():
        found |= {node.path: node.output for node in graph.nodes}
        found |= {node.output.hint: node.output for node in graph.nodes}
        found |= {**graph.inputs, **graph.outputs}
    return found


def shapes(example: Example, block: re.Match[str]) -> str:
    """`name: type`, a line for each name that the block asks for."""
    known = tensors(example)
    names = [line.partition(":")[0] for line in block["body"].splitlines()]
    return "".join(f"{name}: {known[name].type}\n" for name in names)


class Shelf(StaticPlace):
    """A place where the tensors of an example are there to be asked for their sizes."""

    def holds(self, value: object) -> bool:
        """Whether it is one of them."""
        return isinstance(value, Value)


def values(example: Example, block: re.Match[str]) -> str:
    """`expression  # value`, a line for each expression of the block."""
    known = tensors(example) if example.text and example.sound else {}
    lines = [LINE.fullmatch(line) for line in block["body"].splitlines()]
    expressions = [line["expression"] for line in lines if line is not None]
    width = max(map(len, expressions)) + 2
    return "".join(f"{text:{width}}# {worth(text, known)}\n" for text in expressions)


def worth(expression: str, known: dict[str, Value]) -> str:
    """What an expression is worth, as a spec writes it."""
    source = Source(expression, f"param it = {expression}")
    parsed, diagnostics = parse(source)
    assert diagnostics == ()
    (param,) = parsed.items
    assert isinstance(param, Param)
    scope = Scope()
    for name, tensor in known.items():
        scope.bind(name, tensor, Span(source, 0, 0))
    context = Context(scope, Shelf(Elementwise), [])
    value = evaluate(context, param.default)
    assert value is not POISON, [d.message for d in context.reports]
    return spelled(value)


def console(example: Example, block: re.Match[str]) -> str:
    """Commands, and all that they print."""
    return Case(example.files, block, ()).played()


SHOW = {"shapes": shapes, "values": values, "console": console}


def shown(page: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The page as it should be. Effect: its examples are played, each in a folder of its own."""
    done, at = "", 0
    for number, example in enumerate(examples(page)):
        place = folder / str(number)
        place.mkdir()
        monkeypatch.chdir(place)
        Path("pyproject.toml").write_text(LANGUAGE_ALONE, "utf-8")
        for name, text in example.files.items():
            Path(name).parent.mkdir(parents=True, exist_ok=True)
            Path(name).write_text(text, "utf-8")
        if example.sound and example.text:
            assert output(f"tenet check {example.name}") == SOUND, example.text
        for block in example.shown:
            done += page[at : block.start("body")] + SHOW[block["kind"]](example, block)
            at = block.end("body")
    return done + page[at:]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_page(
    page: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
) -> None:
    actual = shown(page.read_text("utf-8"), tmp_path, monkeypatch)
    if request.config.getoption("--update-goldens"):
        page.write_text(actual, "utf-8")

    assert actual == page.read_text("utf-8")


# ── the whole language is there ──────────────────────────────────────────────────────────────


def sound_specs() -> list[str]:
    """Every spec of the reference with which nothing is wrong."""
    pages = [page.read_text("utf-8") for page in PAGES]
    return [e.text for page in pages for e in examples(page) if e.sound]


def words(text: str) -> list[tuple[str, str]]:
    """The tokens of a text as the grammar sees them, each with its type."""
    source = Source(MAIN, text)
    arranged = arrange(source, scan(source, load()).tokens, DEFAULT)
    return [(token.type, token.text) for token in arranged.tokens if token.type != END]


class Noting:
    """What lark calls for each part of a text that a rule stands for."""

    def __init__(self, rule: Rule, used: set[Rule]) -> None:
        self.rule = rule
        self.used = used

    def __call__(self, parts: list[object]) -> list[object]:
        """The parts as they are. Effect: it is noted that the rule was used."""
        self.used.add(self.rule)
        return parts


def test_every_alternative_of_the_grammar_is_shown() -> None:
    lark = Lark(GRAMMAR.read_text("utf-8"), parser="lalr", lexer="basic", maybe_placeholders=False)
    used: set[Rule] = set()
    for text in sound_specs():
        parser = lark.parse_interactive("")
        conf: Any = parser.parser_state.parse_conf
        conf.callbacks = {rule: Noting(rule, used) for rule in lark.rules}
        for kind, word in [*words(text), (END, "")]:
            parser.feed_token(Token(kind, word))
    missing = [
        f"{rule.origin.name}: {' '.join(symbol.name for symbol in rule.expansion)}"
        for rule in lark.rules
        if rule not in used and not is_elsewhere(rule)
    ]

    assert not missing, "show each of these in an example:\n" + "\n".join(missing)


def is_elsewhere(rule: Rule) -> bool:
    """Whether a rule is only there to go on after a mistake."""
    names = [rule.origin.name, rule.alias or "", *(symbol.name for symbol in rule.expansion)]
    return any(name == "ERROR" or ELSEWHERE.search(name) for name in names)


def test_every_word_and_operator_is_shown() -> None:
    found = {word for text in sound_specs() for _, word in words(text)}
    missing = {*load().keywords, "==", "!=", "<=", ">=", "<", ">"} - found

    assert not missing, f"show these in an example: {' '.join(sorted(missing))}"


def test_every_limit_is_told() -> None:
    (page,) = (page for page in PAGES if page.stem.endswith("limits"))
    told = re.findall(r"^\| `(\w+)` \| .* \| ([\d,]+) \|$", page.read_text("utf-8"), re.MULTILINE)

    assert told == [(name, f"{getattr(DEFAULT, name):,}") for name in NAMES]


def test_the_examples_are_formatted() -> None:
    """As `tenet fmt` writes them, indentation aside; the chapter on text shows other ways."""
    for page in PAGES:
        for example in examples(page.read_text("utf-8")) if page.stem != "02-text" else ():
            if example.sound:
                formatted = format_text(Source(page.name, example.text)).splitlines()
                written = example.text.splitlines()

                assert [line.strip() for line in written] == [line.strip() for line in formatted]


def test_the_entrance_leads_to_every_page() -> None:
    links = re.findall(r"\]\(\.\./tests/language/(\S+?)\)", ENTRANCE.read_text("utf-8"))

    assert list(dict.fromkeys(links)) == [page.name for page in PAGES]
