"""A reader of a tutorial: writes its files, makes its changes, types its commands.

A page is fenced blocks between prose. A block with a title is a file to write, or one that has
been written, shown again; a `diff` with a title is a change to one; a `console` block is commands
and what they print. In what is printed, `…` stands for what differs from machine to machine, and a
line that is `…` alone for lines left out.
"""

from __future__ import annotations

import math
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.diagnostics.test_cases import COMMAND, FENCE

LEFT_OUT = "…"
VARIES = {
    r"(seconds )[\d.]+": r"\1…",
    r"((?:accuracy|loss|probability)(?: =)? )(\d+(?:\.\d{1,2})?)\d*": r"\1\2…",
    r"((?:absolute|relative) = )(\d(?:\.\d)?)\d*(e-\d+)": r"\1\2…\3",
}
"""What differs from machine to machine, and how it is shown: of a measure, the first digits."""
MEASURE = re.compile(r"(\d+(?:\.\d+)?)…(e-\d+)?")
NEAR = 0.03
"""How far a measure may be from the one shown: processors add in different orders."""


@dataclass(frozen=True)
class Typed:
    """A command, and what is printed below it."""

    command: str
    printed: str

    def play(self, folder: Path, near: float) -> Typed:
        """The command with what it prints now, or itself if that is what it shows."""
        printed = folded(shown(output(self.command, folder)), self.printed)
        return self if alike(printed, self.printed, near) else Typed(self.command, printed)

    def __str__(self) -> str:
        """The command at its prompt, and below it what is printed."""
        return f"$ {self.command}\n{self.printed}"


def read(page: str, folder: Path, near: float = NEAR) -> str:
    """The page as it should be. Effect: does in the folder what the page says."""
    fences = list(FENCE.finditer(page))
    assert len(re.findall("^```", page, re.MULTILINE)) == 2 * len(fences), (
        "a fence is not understood"
    )
    done, at = "", 0
    for found in fences:
        body = found["body"]
        if found["kind"] == "console":
            typed = [each.play(folder, near) for each in dialogue(body)]
            done += page[at : found.start("body")] + "\n".join(map(str, typed)).rstrip("\n") + "\n"
            at = found.end("body")
        elif found["title"]:
            write = change if found["kind"] == "diff" else create
            write(folder / found["title"], body)
        else:
            assert found["kind"] == "sh", f"a block that nobody runs:\n{body}"
    return done + page[at:]


def dialogue(body: str) -> Iterator[Typed]:
    """The commands of a console block with what they print."""
    _, *parts = COMMAND.split(body)
    for command, printed in zip(parts[::2], parts[1::2], strict=True):
        yield Typed(command, printed.strip("\n") + "\n" if printed.strip() else "")


def create(path: Path, text: str) -> None:
    """Effect: the file holds the text; a file that holds something is shown as it is."""
    assert not path.exists() or path.read_text("utf-8") in {"", text}, f"{path.name} is another"
    path.write_text(text, "utf-8")


def change(path: Path, difference: str) -> None:
    """Effect: the file is changed, at the place of the lines that stay or go; `…` lies between places."""
    text = path.read_text("utf-8")
    for place in difference.split(f"{LEFT_OUT}\n"):
        lines = [line or " " for line in place.splitlines()]
        assert all(line[0] in " +-" for line in lines), place
        old = "".join(f"{line[1:]}\n" for line in lines if line[0] != "+")
        new = "".join(f"{line[1:]}\n" for line in lines if line[0] != "-")
        assert f"\n{text}".count(f"\n{old}") == 1, f"not once in {path.name}:\n{old}"
        text = f"\n{text}".replace(f"\n{old}", f"\n{new}")[1:]
    path.write_text(text, "utf-8")


def output(command: str, folder: Path) -> str:
    """All that a command prints, typed at the shell of a reader who has installed Tenet."""
    home = Path(sys.executable).parent
    environment = {k: v for k, v in os.environ.items() if k not in {"NO_COLOR", "FORCE_COLOR"}}
    environment["PATH"] = f"{home}{os.pathsep}{environment['PATH']}"
    environment.setdefault("OMP_NUM_THREADS", "1")
    done = subprocess.run(
        ["/bin/sh", "-c", command],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    assert "Traceback" not in done.stdout, f"`{command}` breaks off:\n{done.stdout}"
    return done.stdout


def shown(printed: str) -> str:
    """What is printed, with `…` for what varies and without blanks at the ends of lines."""
    for pattern, put in VARIES.items():
        printed = re.sub(pattern, put, printed)
    text = "\n".join(line.rstrip() for line in printed.splitlines()).strip("\n")
    return f"{text}\n" if text else ""


def folded(printed: str, as_in: str) -> str:
    """What is printed, with as many lines left out as the page leaves out."""
    lines, pattern = printed.splitlines(), as_in.splitlines()
    if LEFT_OUT not in pattern:
        return printed
    head = pattern.index(LEFT_OUT)
    tail = len(pattern) - head - 1
    assert LEFT_OUT not in pattern[head + 1 :], f"left out twice:\n{as_in}"
    assert head + tail < len(lines), f"nothing is left out:\n{as_in}"
    return "".join(f"{x}\n" for x in [*lines[:head], LEFT_OUT, *lines[len(lines) - tail :]])


def alike(one: str, other: str, near: float = NEAR) -> bool:
    """Whether two texts differ in measures alone, and in those by little."""
    if MEASURE.sub(LEFT_OUT, one) != MEASURE.sub(LEFT_OUT, other):
        return False
    pairs = zip(measures(one), measures(other), strict=True)
    return all(math.isclose(a, b, rel_tol=near, abs_tol=near) for a, b in pairs)


def measures(text: str) -> Iterator[float]:
    """The numbers of which only the first digits are shown."""
    for digits, power in MEASURE.findall(text):
        yield float(digits + power)
