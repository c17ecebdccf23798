"""The generated pages are what the code says now, and the README shows what the commands print."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.target  # the support matrix imports every lowering
def test_generated_pages_are_fresh() -> None:
    command = [sys.executable, "docs/generate.py", "--check"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout + done.stderr


def test_the_readme_shows_what_show_prints() -> None:
    shown = re.search(r"\$ tenet show (\S+)\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)
    assert shown is not None
    command = [sys.executable, "-m", "tenet", "show", shown[1]]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)

    assert [line.rstrip() for line in done.stdout.splitlines()] == shown[2].rstrip().splitlines()


@pytest.mark.parametrize("page", ["README.md", "docs/language.md"])
def test_the_specs_in_the_pages_are_checked(page: str, tmp_path: Path) -> None:
    specs = re.findall(r"```tenet\n(.*?)```", (ROOT / page).read_text(), re.DOTALL)
    assert specs
    for text in specs:
        file = tmp_path / "spec.tenet"
        file.write_text(text)
        command = [sys.executable, "-m", "tenet", "check", str(file)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

        assert done.returncode == 0, done.stdout


def test_the_readme_shows_a_diagnostic_as_it_is(tmp_path: Path) -> None:
    shown = re.search(
        r"\$ tenet check wrong.tenet\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL
    )
    assert shown is not None
    (tmp_path / "wrong.tenet").write_text(
        "# Convolution after flatten.\n\nnetwork(image: f32[1, 8, 8]) -> y {\n"
        "    x = image -> flatten -> conv(8, 3)\n    y = x -> dense(2)\n}\n"
    )
    command = [sys.executable, "-m", "tenet", "check", "wrong.tenet"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)

    assert done.stdout.startswith(shown[1].rstrip())


def test_the_readme_shows_a_finding_of_the_linter() -> None:
    """It is one of those in the golden of five faults."""
    shown = re.search(
        r"\$ tenet check churn.tenet\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL
    )
    golden = ROOT / "tests" / "cli" / "golden" / "five_faults" / "test_five_faults.txt"
    assert shown is not None

    assert shown[1] in golden.read_text()
