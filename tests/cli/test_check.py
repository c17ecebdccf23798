"""`tenet check`: what it finds, how it says so, and what it mends."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Tenet = Callable[..., Any]
Golden = Callable[[str], None]

SOUND = "network(x: f32[4]) -> y: f32[2] {\n    y = x -> dense(2)\n}\n"
MISSPELT = SOUND.replace("dense", "dens")
TWICE = SOUND.replace("dense(2)", "dense(2) -> softmax -> softmax")
FORMS = ("text", "concise", "json", "sarif", "github")


def write(name: str, content: str | bytes) -> Path:
    """The path of a file with this content. Effect: writes it."""
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def codes(output: str) -> list[str]:
    """The codes of the findings in JSON."""
    return [finding["code"] for finding in json.loads(output)["diagnostics"]]


def test_nothing_found(tenet: Tenet) -> None:
    outcome = tenet("check", "sound.tenet")

    assert (outcome.code, outcome.out, outcome.err) == (0, "1 file checked: no findings\n", "")


@pytest.mark.parametrize("form", FORMS)
def test_found(form: str, tenet: Tenet, golden: Golden) -> None:
    write("bad.tenet", MISSPELT)
    outcome = tenet("check", "bad.tenet", "--format", form)

    assert (outcome.code, outcome.err) == (1, "")
    golden(outcome.out)


def test_json_schema(tenet: Tenet) -> None:
    write("bad.tenet", MISSPELT)
    content = json.loads(tenet("check", ".", "--format=json").out)
    (finding,) = content["diagnostics"]

    assert (content["version"], content["files"]) == (1, 2)
    assert list(finding) == [
        "file", "code", "name", "severity", "message", "range", "labels", "help", "fix",
    ]  # fmt: skip
    assert finding["range"] == {
        "start": {"line": 2, "column": 14},
        "end": {"line": 2, "column": 18},
    }
    assert finding["fix"]["safety"] == "unsafe"


def test_folders_are_walked_in_order(tenet: Tenet) -> None:
    for name in ("b.tenet", "a/z.tenet", "a/b/c.tenet", "a/notes.txt"):
        write(name, MISSPELT)
    outcome = tenet("check", ".", "b.tenet", "--format", "concise")
    files = [line.partition(":")[0] for line in outcome.out.splitlines()]

    assert files == ["a/b/c.tenet", "a/z.tenet", "b.tenet"]


@pytest.mark.parametrize(
    ("name", "content", "code", "words"),
    [
        ("sond.tenet", None, "FIL001", "did you mean `sound.tenet`?"),
        ("no/such.tenet", None, "FIL001", "there is no file `no/such.tenet`"),
        ("latin.tenet", b"# caf\xe9\n", "FIL004", "byte 0xe9 on line 1"),
        ("nul.tenet", b"\x00\xff\xfe", "FIL004", "not UTF-8"),
        ("huge.tenet", b" " * (16 * 2**20 + 1), "FIL007", "larger than 16 MiB"),
    ],
)
def test_unreadable(name: str, content: bytes | None, code: str, words: str, tenet: Tenet) -> None:
    if content is not None:
        write(name, content)
    outcome = tenet("check", name, "sound.tenet", "--format=json")

    assert (outcome.code, codes(outcome.out)) == (1, [code])
    assert words in json.loads(outcome.out)["diagnostics"][0]["message"]


def test_an_empty_folder_is_no_success(tenet: Tenet) -> None:
    Path("empty").mkdir()
    outcome = tenet("check", "empty", "--format=json")

    assert (outcome.code, codes(outcome.out)) == (1, ["FIL006"])


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may read everything")
def test_forbidden(tenet: Tenet) -> None:
    write("secret.tenet", SOUND).chmod(0)
    outcome = tenet("check", "secret.tenet", "--format=json")

    assert (outcome.code, codes(outcome.out)) == (1, ["FIL003"])


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["check"], "PATH"),
        (["check", "sound.tenet", "--fomat", "json"], "Did you mean --format?"),
        (["check", "sound.tenet", "--format", "jsn"], 'Did you mean "json"?'),
        (["check", "sound.tenet", "--no-fix"], "--no-fix"),
        (["check", "sound.tenet", "--unsafe"], "--fix"),
        (["check", "sound.tenet", "--set", "width"], "name=value"),
        (["check", "sound.tenet", "--set", "a=1", "--set", "a=2"], "twice"),
        (["check", "sound.tenet", "--select", "softmax-twise"], "did you mean `softmax-twice`?"),
        (["check", "sound.tenet", "--ignore", "NAM001"], "cannot be ignored"),
    ],
    ids=lambda value: "-".join(value[1:]) or "bare" if isinstance(value, list) else "",
)
def test_wrong_usage(arguments: list[str], words: str, tenet: Tenet) -> None:
    outcome = tenet(*arguments)

    assert (outcome.code, outcome.out) == (2, "")
    assert words in outcome.err


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ([], ["OUT002"]),
        (["--ignore", "OUT"], []),
        (["--ignore", "softmax-twice"], []),
        (["--ignore", "OUT003,out002"], []),
        (["--select", "OUT002"], ["OUT002"]),
        (["--select", "OUT003"], []),
        (["--select", "OUT", "--ignore", "OUT002"], []),
    ],
    ids=lambda value: "-".join(value) or "none",
)
def test_selection(options: list[str], expected: list[str], tenet: Tenet) -> None:
    write("twice.tenet", TWICE)
    outcome = tenet("check", "twice.tenet", "--format=json", *options)

    assert codes(outcome.out) == expected
    assert outcome.code == bool(expected)


def test_errors_of_the_language_are_always_reported(tenet: Tenet) -> None:
    write("bad.tenet", MISSPELT)

    assert codes(tenet("check", "bad.tenet", "--format=json", "--select=OUT002").out) == ["NAM002"]


def test_set(tenet: Tenet) -> None:
    write(
        "p.tenet",
        f"param width: int in 1..9 = 2\n{SOUND.replace('dense(2)', 'dense(width)').replace(': f32[2]', '')}",
    )

    assert tenet("check", "p.tenet", "--set", "width=3").code == 0
    assert codes(tenet("check", "p.tenet", "--set=width=99", "--format=json").out) == ["VAL007"]
    assert codes(tenet("check", "p.tenet", "--set=widht=3", "--format=json").out) == ["NAM001"]


def test_fix(tenet: Tenet) -> None:
    path = write("bad.tenet", MISSPELT.replace("\n", "\r\n"))
    path.chmod(0o640)
    outcome = tenet("check", "bad.tenet", "--fix", "--unsafe")

    assert (outcome.code, outcome.out) == (0, "1 file checked: no findings\n")
    assert path.read_bytes() == SOUND.replace("\n", "\r\n").encode()
    assert path.stat().st_mode & 0o777 == 0o640
    assert sorted(entry.name for entry in Path().iterdir()) == ["bad.tenet", "sound.tenet"]


def test_safe_fixes_alone(tenet: Tenet) -> None:
    path = write(
        "bad.tenet",
        "param deep = true\nnetwork(x: f32[4]) -> y {\n"
        "    y = x if deep else x -> dense(2)\n    z = x -> dens(2)\n}\n",
    )
    outcome = tenet("check", "bad.tenet", "--fix", "--format=json")

    assert "    y = (x if deep else x) -> dense(2)\n    z = x -> dens(2)\n" in path.read_text()
    assert outcome.code == 1
    assert set(codes(outcome.out)).isdisjoint({"SYN012"})


def test_data(tenet: Tenet) -> None:
    pytest.importorskip("polars")
    write("rows.csv", "a,b,label\n" + "1,2,0\n3,4,1\n" * 20)
    spec = """data {
    source = csv("rows.csv")
    x = columns("[ab]") -> standardize
    label = column("label") -> categories(0..1)
    split = random(train=80%, validation=10%, test=10%, seed=1)
}
network(x) -> p { p = x -> dense(2) -> softmax }
train {
    loss = cross_entropy(p, label)
    optimizer = adamw(1e-3)
    epochs = 1
}
"""
    write("good.tenet", spec)
    write("bad.tenet", spec.replace("[ab]", "z*"))

    assert tenet("check", "bad.tenet", "--format=json").code == 0
    assert codes(tenet("check", "bad.tenet", "--data", "--format=json").out) == ["TAB007"]
    assert tenet("check", "good.tenet", "--data", "--select=language").code == 0


def test_fix_leaves_what_may_change_a_model(tenet: Tenet) -> None:
    path = write("bad.tenet", MISSPELT)
    outcome = tenet("check", "bad.tenet", "--fix", "--format=json")

    assert (outcome.code, codes(outcome.out)) == (1, ["NAM002"])
    assert path.read_text() == MISSPELT


@pytest.mark.parametrize(
    ("environment", "coloured"),
    [
        ({}, False),
        ({"FORCE_COLOR": "1"}, True),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        ({"NO_COLOR": "1"}, False),
    ],
    ids=["plain", "forced", "both", "none"],
)
def test_colour(
    environment: dict[str, str], coloured: bool, tenet: Tenet, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    write("bad.tenet", MISSPELT)

    assert ("\033[" in tenet("check", "bad.tenet").out) is coloured
