"""How long an editor waits, from its start to the first findings and from a keystroke to fresh ones, and how much memory many edits leave."""

from __future__ import annotations

import random
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from tests.lsp.editor import Editor  # noqa: E402
from tests.properties.thousand import PARTS, thousand  # noqa: E402

EDITS, WARMING, MANY = 200, 10, 2000
GROWTH = 1.2
"""What the memory after all edits may be of that after a quarter of them."""
SCREEN = 60
"""Lines of which an editor shows hints."""
START = 1500
BUDGETS = {100: 60, 1000: 300}
"""Milliseconds that 95 of 100 edits may take, by the lines of the spec."""
TYPED = ("x", "1", " ", ")", "\n", "relu", ", ")


class Waited(NamedTuple):
    """How long an editor waited, and how long of that the server computed, in milliseconds."""

    passed: float
    computed: float


def computed(editor: Editor) -> float:
    """The processor time of the server so far, in milliseconds."""
    return int(Path(f"/proc/{editor.process.pid}/schedstat").read_text("utf-8").split()[0]) / 1e6


def start(folder: Path, name: str, text: str) -> float:
    """Milliseconds from the start of the server to the first findings."""
    began = time.perf_counter()
    editor = Editor(folder)
    editor.open(name, text)
    editor.diagnostics(name)
    taken = time.perf_counter() - began
    editor.quit()
    return 1000 * taken


def keystroke(editor: Editor, name: str, draw: random.Random) -> Waited:
    """How long it takes from an edit, which is then undone, to findings and to the hints on the screen."""
    text = editor.texts[editor.uri(name)]
    lines = text.splitlines()
    row = draw.choice([n for n, line in enumerate(lines) if line.strip()])
    at = sum(len(line) + 1 for line in lines[:row]) + draw.randrange(len(lines[row]) + 1)
    typed = draw.choice(TYPED)
    top = max(0, row - SCREEN // 2)
    asked = {"textDocument": {"uri": editor.uri(name)}}
    screen = {"start": {"line": top, "character": 0}, "end": {"line": top + SCREEN, "character": 0}}
    began, before = time.perf_counter(), computed(editor)
    editor.change(name, at, at, typed)
    editor.ask("textDocument/diagnostic", asked)
    editor.ask("textDocument/inlayHint", {**asked, "range": screen})
    waited = Waited(1000 * (time.perf_counter() - began), computed(editor) - before)
    editor.change(name, at, at + len(typed), "")
    return waited


def memory(editor: Editor) -> float:
    """The memory of the server, in MiB."""
    status = Path(f"/proc/{editor.process.pid}/status").read_text("utf-8")
    line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


def growth(folder: Path) -> list[float]:
    """The memory of a server after each quarter of many edits of a short spec, in MiB."""
    editor, draw, sizes = Editor(folder, pulls=True), random.Random(0), []  # noqa: S311  # no secret
    editor.open("edited.tenet", thousand(100))
    for _ in range(4):
        for _ in range(MANY // 8):  # an edit, and one that undoes it
            keystroke(editor, "edited.tenet", draw)
        sizes.append(memory(editor))
    editor.quit()
    return sizes


def most(times: list[float]) -> float:
    """What 95 of 100 are within."""
    return sorted(times)[int(0.95 * len(times))]


def main() -> None:
    """Effect: prints a table; exits with 1 when something is over its budget."""
    over = False
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        (folder / "parts.tenet").write_text(PARTS, "utf-8")
        for lines, budget in BUDGETS.items():
            name, text = f"spec{lines}.tenet", thousand(lines)
            started = statistics.median(start(folder, name, text) for _ in range(5))
            editor = Editor(folder, pulls=True)
            editor.open(name, text)
            draw = random.Random(lines)  # noqa: S311  # no secret
            found = [keystroke(editor, name, draw) for _ in range(EDITS + WARMING)][WARMING:]
            passed, used = (list(times) for times in zip(*found, strict=True))
            over |= started > START or most(passed) > budget
            print(
                f"{len(text.splitlines()):5} lines: first findings {started:5.0f} ms after the start"
                f" (at most {START}); keystroke {statistics.median(passed):4.0f} ms,"
                f" 95 of 100 within {most(passed):4.0f} ms (at most {budget}),"
                f" of which computing {statistics.median(used):4.0f} and {most(used):4.0f} ms"
            )
            editor.end()
        sizes = growth(folder)
        over |= sizes[-1] > GROWTH * sizes[0]
        shown = ", ".join(f"{size:.0f}" for size in sizes)
        print(f"memory after each quarter of {MANY} edits: {shown} MiB")
    sys.exit(over)


if __name__ == "__main__":
    main()
