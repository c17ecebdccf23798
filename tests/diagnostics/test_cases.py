"""What is said of every mistake: each file of `cases/` shows one rule, with commands and their output.

A case is some fenced files, then a `console` block of commands and all that they print. Words that
differ from machine to machine are named in a comment, `<!-- varies: pattern -->`, and shown as `…`.
"""

from __future__ import annotations

import ast
import re
import runpy
import shlex
import sys
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from io import BytesIO, TextIOWrapper
from pathlib import Path
from pkgutil import walk_packages
from types import FrameType

import pytest

import tenet
from tenet.catalogue.instantiate import Problem
from tenet.cli.main import run
from tenet.cli.output import complain
from tenet.data.unreadable import Unreadable
from tenet.diagnostics import Diagnostic, Rule, TenetError
from tenet.lint.practice import Practice
from tenet.types.shape import Misfit

PAGES = sorted((Path(__file__).parent / "cases").glob("*.md"))
TARGET = "<!-- target -->"
FLOORS = (
    "backends", "catalogue", "cli", "data", "deploy", "elaborate", "ops", "policy", "syntax",
    "train", "types",
)  # fmt: skip
TITLES = {"tenet": "spec.tenet", "csv": "data.csv"}
LANGUAGE_ALONE = '[tool.tenet]\nselect = ["language"]\n'
"""The project of every case: small specs break good practice all the time, and its rules have samples of their own."""
FENCE = re.compile(
    r"^(?P<fence>`{3,})(?P<kind>\w+)(?: title=(?P<title>\S+))?\n(?P<body>.*?)^(?P=fence)$",
    re.MULTILINE | re.DOTALL,
)
COMMAND = re.compile(r"^\$ (.*)$", re.MULTILINE)
VARIES = re.compile(r"<!-- varies: (.*) -->")


@dataclass(frozen=True)
class Case:
    """Files, and commands with what they print."""

    files: dict[str, str]
    console: re.Match[str]
    """The block of commands, where it stands in the page."""
    varies: tuple[str, ...]

    def played(self) -> str:
        """What the console block should hold. Effect: writes the files here, and runs the commands."""
        Path("pyproject.toml").write_text(LANGUAGE_ALONE, "utf-8")
        for name, text in self.files.items():
            Path(name).parent.mkdir(parents=True, exist_ok=True)
            Path(name).write_text(text, encoding="utf-8", newline="")
        commands = COMMAND.findall(self.console["body"])
        text = "".join(f"$ {command}\n{self.shown(command)}" for command in commands)
        return text.rstrip("\n") + "\n"

    def shown(self, command: str) -> str:
        """All that a command prints, without what varies."""
        text = output(command)
        for pattern in self.varies:
            text = re.sub(pattern, "…", text)
        return text


def output(command: str) -> str:
    """All that a command prints; `python FILE` runs a program that may raise what Tenet raises."""
    program, *arguments = shlex.split(command)
    printed = TextIOWrapper(BytesIO(), "utf-8", newline="", write_through=True)
    with redirect_stdout(printed), redirect_stderr(printed):
        if program == "tenet":
            run(arguments)
        elif program == "python":
            try:
                runpy.run_path(arguments[0])
            except TenetError as error:
                complain(error.diagnostics)
        else:
            raise ValueError(command)
    return printed.buffer.getvalue().decode()


def cases(text: str) -> Iterator[Case]:
    """The cases of a page, in order."""
    varies = tuple(VARIES.findall(text))
    files: dict[str, str] = {}
    for found in FENCE.finditer(text):
        if found["kind"] == "console":
            yield Case(files, found, varies)
            files = {}
        else:
            files[found["title"] or TITLES[found["kind"]]] = found["body"]


def played(page: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The page as it should be. Effect: plays each of its cases in a folder of its own."""
    text = page.read_text("utf-8")
    done, at = "", 0
    for number, case in enumerate(cases(text)):
        place = folder / f"{page.stem}-{number}"
        place.mkdir()
        monkeypatch.chdir(place)
        done += text[at : case.console.start("body")] + case.played()
        at = case.console.end("body")
    return done + text[at:]


@cache
def rules() -> dict[str, Rule]:
    """Every rule of the package, by code."""
    found = {}
    for info in walk_packages(tenet.__path__, "tenet."):
        if info.name.endswith("__main__"):
            continue
        for value in vars(import_module(info.name)).values():
            # What practices say is shown by their own samples, and held in tests/lint.
            if isinstance(value, Rule) and not isinstance(value, Practice):
                found[value.code] = value
    return found


@pytest.fixture(autouse=True)
def _plain(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing asks for colour."""
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize(
    "page",
    [
        pytest.param(
            page, id=page.stem, marks=[pytest.mark.target] if TARGET in page.read_text() else []
        )
        for page in PAGES
    ],
)
def test_page(
    page: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
) -> None:
    actual = played(page, tmp_path, monkeypatch)
    if request.config.getoption("--update-goldens"):
        page.write_text(actual, "utf-8")

    assert actual == page.read_text("utf-8")


def test_every_rule_has_a_page() -> None:
    missing = sorted(rules().keys() - {page.stem for page in PAGES})

    assert not missing, f"write {', '.join(f'cases/{code}.md' for code in missing)}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_form(page: Path) -> None:
    """A page is about its rule, says in words what it asks, and shows it broken."""
    rule = rules()[page.stem]
    text = page.read_text("utf-8")
    shown = "".join(case.console["body"] for case in cases(text))

    assert text.startswith(f"# {rule.code} {rule.name}\n\n")
    assert len(FENCE.sub("", text).splitlines()[2].split()) > 5
    assert re.search(rf"\[{rule.code}\]", shown)


MAKERS = {"at", "error"}
"""The methods of a rule that make a diagnostic."""
WORDS = {"Misfit", "OnlyMissing", "Problem", "Unreadable"}
"""What is raised with words that a diagnostic takes up."""
NEVER = {
    "cannot be lowered to {target}: {found.reason}": "a deployed model has no loss to lower",
    "the settings of `{term}` contradict one another": "validators say in words what contradicts",
    "the model takes a column": "`predict` says before what the table lacks",
    "to stratify by', help=f'did you mean": "the elaborator knows the fields",
    "has rows of unequal length": "the row at fault is found first",
    "is no CSV file: ": "the line at fault is found first",
    "cannot be read: {reason or error}": "the superuser, who may run the tests, may read any file",
    "does not fit into memory": "nobody waits for that",
    "cannot run the exported model": "what ONNX Runtime is known to lack is said before",
    "the encoder and its steps are not": "they are the whole model's own nodes; see tests/deploy",
    "has more than one column called": "no command reads a header alone yet",
    "cannot be split into cells in line 1": "an editor does, which proposes nothing then",
    "whose header cannot be understood": "an editor does, which proposes nothing then",
}
"""Sites that no case reaches, by a piece of their text, and why."""

Site = tuple[str, int, int]


def sites() -> dict[Site, str]:
    """Every place in the package that words a message: file, first and last line, and its text."""
    root = Path(tenet.__path__[0])
    found = {}
    for floor in FLOORS:
        for path in sorted((root / floor).rglob("*.py")):
            text = path.read_text("utf-8")
            for node in ast.walk(ast.parse(text)):
                if isinstance(node, ast.Call) and _words(node):
                    place = path.relative_to(root).as_posix()
                    assert node.end_lineno is not None
                    found[place, node.lineno, node.end_lineno] = ast.unparse(node)
    return found


def _words(node: ast.Call) -> bool:
    if isinstance(node.func, ast.Attribute):
        return node.func.attr in MAKERS and len(node.args) > 1
    return isinstance(node.func, ast.Name) and node.func.id in WORDS and bool(node.args)


@pytest.mark.target
def test_every_message_has_a_case(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each call that words a message is made by some case, so that somebody has read what it says."""
    pytest.importorskip("torch")
    root = Path(tenet.__path__[0])
    reached: set[tuple[str, int]] = set()

    def noted(made: type) -> Callable[..., None]:
        original: Callable[..., None] = vars(made)["__init__"]

        def note(self: object, *given: object, **named: object) -> None:
            frame: FrameType | None = sys._getframe(1)
            while frame is not None and Path(frame.f_code.co_filename).name == "diagnostic.py":
                frame = frame.f_back
            if frame is not None and root in Path(frame.f_code.co_filename).parents:
                place = Path(frame.f_code.co_filename).relative_to(root).as_posix()
                reached.add((place, frame.f_lineno))
            original(self, *given, **named)
            # A frozen class that has many instances gives itself an `__init__` of its own.
            type.__setattr__(made, "__init__", note)

        return note

    for made in (Diagnostic, Misfit, Problem, Unreadable):
        monkeypatch.setattr(made, "__init__", noted(made))
    for page in PAGES:
        played(page, tmp_path, monkeypatch)
    unread = [
        f"{place}:{first}: {text}"
        for (place, first, last), text in sites().items()
        if not any(place == where and first <= line <= last for where, line in reached)
        and not any(piece in text for piece in NEVER)
    ]

    assert not unread, "write a case that makes each of these:\n" + "\n".join(unread)


@pytest.mark.parametrize("piece", NEVER)
def test_what_is_left_out_is_there(piece: str) -> None:
    assert any(piece in text for text in sites().values())
