"""What a project and a command line ask of a check: which rules, what is allowed, what is known already."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Tenet = Callable[..., Any]

STACK = "network(x: f32[4]) -> y: f32[2] {\n    y = x -> dense(8) -> dense(2)\n}\n"
TWO = STACK.replace("dense(8)", "dense(8) -> dense(9)")


def write(name: str, text: str) -> Path:
    """The path of a file with this text. Effect: writes it."""
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def found(tenet: Tenet, *arguments: str) -> list[str]:
    """The codes of what a check finds."""
    content = json.loads(tenet("check", *arguments, "--format", "json").out)
    return [finding["code"] for finding in content["diagnostics"]]


@pytest.mark.parametrize(
    ("options", "codes"),
    [
        ((), ["ACT001"]),
        (("--select", "core"), ["ACT001"]),
        (("--select", "all"), ["ACT001"]),
        (("--select", "linear-stack"), ["ACT001"]),
        (("--select", "RNN"), []),
        (("--ignore", "ACT"), []),
        (("--select", "core", "--ignore", "ACT001"), []),
    ],
)
def test_rules_are_chosen(options: tuple[str, ...], codes: list[str], tenet: Tenet) -> None:
    write("a.tenet", STACK)

    assert found(tenet, "a.tenet", *options) == codes


@pytest.mark.parametrize(
    ("table", "options", "codes"),
    [
        ('ignore = ["ACT"]', (), []),
        ('select = ["RNN"]', (), []),
        ('select = ["RNN"]', ("--select", "core"), ["ACT001"]),
        ('ignore = ["ACT"]', ("--ignore", "RNN"), ["ACT001"]),
    ],
)
def test_a_project_chooses(
    table: str, options: tuple[str, ...], codes: list[str], tenet: Tenet
) -> None:
    write("pyproject.toml", f"[tool.tenet]\n{table}\n")
    write("specs/a.tenet", STACK)

    assert found(tenet, "specs/a.tenet", *options) == codes


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("[tool.tenet]\nselct = []", "has no setting `selct`; did you mean `select`?"),
        ("[tool.tenet]\nselect = 'ACT'", "is a list of rules"),
        (
            "[tool.tenet]\nselect = ['linear-stak']",
            "no rule `linear-stak`; did you mean `linear-stack`?",
        ),
        ("[tool.tenet]\nbaseline = 3", "`baseline` in"),
        ("[tool]\ntenet = 3", "is a table"),
        ("tool = ", "cannot read"),
    ],
)
def test_a_project_that_cannot_be_understood(content: str, words: str, tenet: Tenet) -> None:
    write("pyproject.toml", content)
    outcome = tenet("check", "sound.tenet")

    assert outcome.code == 2
    assert words in outcome.err


def test_a_project_without_settings_is_none(tenet: Tenet) -> None:
    write("pyproject.toml", "[tool.tenet]\nignore = ['ACT']\n")
    write("inner/pyproject.toml", "[project]\nname = 'inner'\n")
    write("inner/a.tenet", STACK)

    assert found(tenet, "inner/a.tenet") == []


def test_what_a_comment_allows(tenet: Tenet) -> None:
    write(
        "a.tenet", STACK.replace("\n    y", "\n    # tenet: allow(linear-stack) to compare\n    y")
    )
    write("b.tenet", STACK.replace("(2)\n", "(2)  # tenet: allow(ACT001) to compare\n"))

    assert found(tenet, "a.tenet", "b.tenet") == []


def test_advice_that_is_allowed_is_not_unused(tenet: Tenet) -> None:
    """An allowance speaks of a rule whether or not it is asked for now."""
    write("a.tenet", STACK.replace("(2)\n", "(2)  # tenet: allow(ACT001) to compare\n"))

    assert found(tenet, "a.tenet", "--ignore", "ACT") == []


def test_a_baseline_remembers_and_shrinks(tenet: Tenet) -> None:
    write("specs/a.tenet", TWO)
    options = ("check", "specs", "--baseline", "known.json")
    first = tenet(*options)
    known = json.loads(Path("known.json").read_text("utf-8"))

    assert first.code == 0
    assert known == {"version": 1, "files": {"specs/a.tenet": {"ACT001 network/y": 2}}}

    write("specs/a.tenet", f"# Moved.\n\n{TWO}")
    assert tenet(*options).code == 0

    write("specs/b.tenet", STACK)
    assert found(tenet, *options[1:]) == ["ACT001"]

    write("specs/a.tenet", STACK)
    assert found(tenet, *options[1:]) == ["ACT001"]
    assert json.loads(Path("known.json").read_text("utf-8"))["files"] == {
        "specs/a.tenet": {"ACT001 network/y": 1}
    }

    write("specs/a.tenet", TWO)
    assert found(tenet, *options[1:]) == ["ACT001", "ACT001"]


def test_a_baseline_keeps_what_was_not_checked(tenet: Tenet) -> None:
    write("a.tenet", STACK)
    write("b.tenet", STACK)
    tenet("check", "a.tenet", "b.tenet", "--baseline", "known.json")
    write("a.tenet", STACK.replace("dense(8)", "dense(8) -> relu"))
    tenet("check", "a.tenet", "--baseline", "known.json")

    assert list(json.loads(Path("known.json").read_text("utf-8"))["files"]) == ["b.tenet"]


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"files": {"a": 3}}'])
def test_what_is_no_baseline(content: str, tenet: Tenet) -> None:
    write("known.json", content)
    outcome = tenet("check", "sound.tenet", "--baseline", "known.json")

    assert outcome.code == 2
    assert "is no baseline" in outcome.err


def test_a_fixed_file_stays_in_style(tenet: Tenet) -> None:
    write("a.tenet", STACK)
    tenet("check", "a.tenet", "--fix", "--unsafe")

    assert "dense(8) -> relu -> dense(2)" in Path("a.tenet").read_text("utf-8")
    assert tenet("fmt", "a.tenet", "--check").code == 0


def test_explain(tenet: Tenet) -> None:
    outcome = tenet("explain", "linear-stack")

    assert outcome.code == 0
    for part in ("ACT001 linear-stack (error)", "Source: ", "Breaks it:", "^^^^^^^^^", "Keeps it:"):
        assert part in outcome.out
