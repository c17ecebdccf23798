"""The tutorial is followed from its first line to its last, and prints what it shows."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.diagnostics.test_cases import FENCE
from tests.docs.reader import NEAR, alike, change, create, folded, read, shown

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "tutorial.md"
STEP = re.compile(r"^## (\d+)\. .+$", re.MULTILINE)
SENTENCE_END = re.compile(r"[.?!](?=\s|$)")


@pytest.fixture
def digits(tmp_path: Path) -> Path:
    """A file of four lines."""
    path = tmp_path / "digits.tenet"
    path.write_text("network {\n    x\n    y\n}\n")
    return path


@pytest.mark.target
@pytest.mark.slow
def test_what_is_shown_is_printed(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    pytest.importorskip("torch")
    anew = bool(request.config.getoption("--update-goldens"))
    actual = read(PAGE.read_text("utf-8"), tmp_path, near=0 if anew else NEAR)
    if anew:
        PAGE.write_text(actual, "utf-8")

    assert actual == PAGE.read_text("utf-8")
    assert (tmp_path / "digits.csv").read_bytes() == (ROOT / "specs/data/digits.csv").read_bytes()


def test_there_are_ten_steps() -> None:
    numbers = [int(number) for number in STEP.findall(PAGE.read_text("utf-8"))]

    assert numbers == list(range(1, 11))


def test_each_step_is_small() -> None:
    """A step is two to five sentences, and a command with its output."""
    _, *parts = STEP.split(PAGE.read_text("utf-8").partition("\n## Where")[0])
    for number, text in zip(parts[::2], parts[1::2], strict=True):
        kinds = {found["kind"] for found in FENCE.finditer(text)}
        sentences = SENTENCE_END.findall(FENCE.sub("", text))

        assert "console" in kinds, number
        assert 2 <= len(sentences) <= 5, number


def test_another_output_is_found(tmp_path: Path) -> None:
    page = (
        "Say:\n\n```console\n$ echo one\none\n\n$ echo two && echo three\n…\nthree\n```\n\nAgain.\n"
    )

    assert read(page, tmp_path) == page
    assert read(page.replace("\none\n", "\nnone\n"), tmp_path) == page
    assert read(page.replace("\nthree\n", "\nthirty\n"), tmp_path) == page
    assert read(page.replace("\none\n\n", "\n\n"), tmp_path) == page


def test_what_is_written_is_run(tmp_path: Path) -> None:
    page = (
        "```text title=a.txt\nold\nlast\n```\n```diff title=a.txt\n-old\n+new\n last\n```\n"
        "```text title=a.txt\nnew\nlast\n```\n```console\n$ cat a.txt\nnew\nlast\n```\n"
    )

    assert read(page, tmp_path) == page


def test_a_block_that_nobody_runs_is_refused(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="nobody runs"):
        read("```tenet\nnetwork\n```\n", tmp_path)
    with pytest.raises(AssertionError, match="not understood"):
        read("```\nnetwork\n```\n", tmp_path)


def test_a_file_shown_again_is_the_file(digits: Path) -> None:
    create(digits, digits.read_text())
    with pytest.raises(AssertionError, match="is another"):
        create(digits, "network {}\n")


def test_a_change_has_its_place(digits: Path) -> None:
    change(digits, "-network {\n+block {\n…\n     y\n+\n+    z\n")
    assert digits.read_text() == "block {\n    x\n    y\n\n    z\n}\n"

    change(digits, "     y\n\n-    z\n")
    assert digits.read_text() == "block {\n    x\n    y\n\n}\n"

    with pytest.raises(AssertionError, match="not once"):
        change(digits, "-network {\n+block {\n")


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("validation.accuracy 0.9593, seconds 0.0095", "validation.accuracy 0.95…, seconds …"),
        ("test.accuracy = 1", "test.accuracy = 1…"),
        ("whole.absolute = 6.55651e-07", "whole.absolute = 6.5…e-07"),
        ("preprocessing.absolute = 0", "preprocessing.absolute = 0"),
        ("f32[64]   640  ", "f32[64]   640"),
    ],
)
def test_what_varies_is_left_open(printed: str, expected: str) -> None:
    assert shown(f"{printed}\n") == f"{expected}\n"


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("accuracy 0.95… of 10", "accuracy 0.96… of 10", True),
        ("accuracy 0.90… of 10", "accuracy 0.96… of 10", False),
        ("accuracy 0.95… of 10", "accuracy 0.95… of 20", False),
        ("absolute = 6.5…e-07", "absolute = 1.1…e-06", True),
        ("absolute = 6.5…e-07", "absolute = 6.5…e-01", False),
        ("one …\n", "two …\n", False),
    ],
)
def test_measures_may_differ_a_little(one: str, other: str, expected: bool) -> None:
    assert alike(one, other) is expected


def test_lines_left_out_are_counted() -> None:
    printed = "a\nb\nc\nd\n"

    assert folded(printed, "1\n…\n2\n3\n") == "a\n…\nc\nd\n"
    assert folded(printed, "1\n2\n") == printed
    with pytest.raises(AssertionError, match="nothing is left out"):
        folded(printed, "1\n2\n…\n3\n4\n")
