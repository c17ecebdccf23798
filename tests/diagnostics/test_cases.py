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
from io import StringIO
from pathlib import Path
from pkgutil import walk_packages
from types import FrameType

import pytest

import tenet
from tenet.catalogue.instantiate import Problem
from tenet.cli.main import run
from tenet.cli.output import complain
from tenet.data.unreadable import Unreadable
from tenet.diagnostics import Rule, TenetError
from tenet.types.shape import Misfit

CASES = Path(__file__).parent / "cases"
FLOORS = (
    "backends", "catalogue", "cli", "data", "deploy", "elaborate", "ops", "policy", "syntax",
    "train", "types",
)  # fmt: skip
TITLES = {"tenet": "spec.tenet", "csv": "data.csv"}
FENCE = re.compile(
    r"^(?P<fence>`{3,})(?P<kind>\w+)(?: title=(?P<title>\S+))?\n(?P<body>.*?)^(?P=fence)$",
    re.MULTILINE | re.DOTALL,
)
COMMAND = re.compile(r"^\$ (.*)$", re.MULTILINE)
VARIES = re.compile(r"<!-- varies: (.*) -->")


@dataclass(frozen=True)
class Case:
    """Files, and commands with what they print."""

    page: Path
    title: str
    files: dict[str, str]
    console: str
    """The text of the console block."""
    varies: tuple[str, ...]
    target: bool

    @property
    def commands(self) -> list[str]:
        """The command lines."""
        return COMMAND.findall(self.console)

    def played(self) -> str:
        """The console as it should be. Effect: writes the files into this folder, and runs."""
        for name, text in self.files.items():
            Path(name).parent.mkdir(parents=True, exist_ok=True)
            Path(name).write_text(text, encoding="utf-8", newline="")
        text = "".join(f"$ {command}\n{self.shown(command)}" for command in self.commands)
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
    printed = StringIO()
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
    return printed.getvalue()


def cases_of(page: Path) -> Iterator[Case]:
    """The cases of a page, in order."""
    text = page.read_text("utf-8")
    varies = tuple(VARIES.findall(text))
    files: dict[str, str] = {}
    number = 0
    for found in FENCE.finditer(text):
        if found["kind"] != "console":
            files[found["title"] or TITLES[found["kind"]]] = found["body"]
            continue
        number += 1
        heading = re.findall(r"^## (.*)$", text[: found.start()], re.MULTILINE)
        title = heading[-1] if heading else str(number)
        target = "<!-- target -->" in text
        yield Case(page, title, files, found["body"], varies, target)
        files = {}


@cache
def cases() -> tuple[Case, ...]:
    return tuple(case for page in sorted(CASES.glob("*.md")) for case in cases_of(page))


@cache
def rules() -> dict[str, Rule]:
    """Every rule of the package, by code."""
    found = {}
    for info in walk_packages(tenet.__path__, "tenet."):
        if info.name.endswith("__main__"):
            continue
        for value in vars(import_module(info.name)).values():
            if isinstance(value, Rule):
                found[value.code] = value
    return found


@pytest.fixture
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, in which the test stands; nothing asks for colour."""
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.usefixtures("alone")
@pytest.mark.parametrize(
    "case",
    [
        pytest.param(
            case,
            id=f"{case.page.stem}: {case.title}",
            marks=[pytest.mark.target] if case.target else [],
        )
        for case in cases()
    ],
)
def test_case(case: Case, request: pytest.FixtureRequest) -> None:
    if case.target:
        pytest.importorskip("torch")
    actual = case.played()
    if request.config.getoption("--update-goldens"):
        rewrite(case, actual)
        return

    assert actual == case.console


def rewrite(case: Case, actual: str) -> None:
    """Effect: the page shows what the case really prints."""
    text = case.page.read_text("utf-8")
    old, new = f"```console\n{case.console}```", f"```console\n{actual}```"
    assert text.count(old) == 1, f"{case.page}: two cases look the same: {case.commands}"
    case.page.write_text(text.replace(old, new), "utf-8")


def test_every_rule_has_a_page() -> None:
    missing = sorted(rules().keys() - {page.stem for page in CASES.glob("*.md")})

    assert not missing, f"write {', '.join(f'cases/{code}.md' for code in missing)}"


@pytest.mark.parametrize("page", sorted(CASES.glob("*.md")), ids=lambda page: page.stem)
def test_page(page: Path) -> None:
    """A page is about its rule, says what to do, and shows the rule broken."""
    rule = rules()[page.stem]
    text = page.read_text("utf-8")
    prose = FENCE.sub("", text).splitlines()
    shown = "".join(case.console for case in cases_of(page))

    assert text.startswith(f"# {rule.code} {rule.name}\n\n")
    assert len(prose[2].split()) > 5
    assert re.search(rf"\[{rule.code}\]|^{rule.code} ", shown, re.MULTILINE)
