"""How long an editor waits: from its start to the first findings, and from a keystroke to fresh findings and hints."""

from __future__ import annotations

import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from tests.properties.thousand import PARTS, thousand  # noqa: E402

EDITS = 200
MANY = 2000
START = 1500
BUDGETS = {100: 60, 1000: 300}
"""Milliseconds that 95 of 100 edits may take, by the lines of the spec."""


class Client:
    """An editor, as far as times go."""

    def __init__(self, folder: Path) -> None:
        environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        command = [sys.executable, "-m", "tenet", "lsp"]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment, cwd=folder
        )
        self.number = 0
        self.version = 0

    def send(self, method: str, params: dict[str, Any], number: int | None = None) -> None:
        """Effect: a message is sent."""
        message: dict[str, Any] = {"jsonrpc": "2.0", "method": method, "params": params}
        if number is not None:
            message["id"] = number
        body = json.dumps(message).encode()
        assert self.process.stdin is not None
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
        self.process.stdin.flush()

    def read(self) -> dict[str, Any]:
        """The next message of the server."""
        stream, length = self.process.stdout, 0
        assert stream is not None
        while (line := stream.readline().strip()) != b"":
            if line.lower().startswith(b"content-length:"):
                length = int(line.split(b":")[1])
        found: dict[str, Any] = json.loads(stream.read(length))
        return found

    def ask(self, method: str, params: dict[str, Any]) -> Any:
        """The answer to a question."""
        self.number += 1
        self.send(method, params, self.number)
        while (message := self.read()).get("id") != self.number:
            pass
        if "error" in message:
            raise SystemExit(message["error"])
        return message["result"]

    def wait(self, method: str) -> dict[str, Any]:
        """The next message of a kind."""
        while (message := self.read()).get("method") != method:
            pass
        return message

    def open(self, uri: str, text: str) -> None:
        """Effect: a file is open."""
        item = {"uri": uri, "languageId": "tenet", "version": 0, "text": text}
        self.send("textDocument/didOpen", {"textDocument": item})

    def change(self, uri: str, start: dict[str, int], end: dict[str, int], text: str) -> None:
        """Effect: a stretch of a file has another text."""
        self.version += 1
        changes = [{"range": {"start": start, "end": end}, "text": text}]
        item = {"uri": uri, "version": self.version}
        self.send("textDocument/didChange", {"textDocument": item, "contentChanges": changes})

    @property
    def memory(self) -> float:
        """The memory of the server, in MiB."""
        status = Path(f"/proc/{self.process.pid}/status").read_text("utf-8")
        line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
        return int(line.split()[1]) / 1024


def initialize(client: Client, folder: Path, *, pulls: bool) -> None:
    """Effect: the server knows its editor."""
    able = {"textDocument": {"diagnostic": {}} if pulls else {}}
    client.ask("initialize", {"processId": None, "rootUri": folder.as_uri(), "capabilities": able})
    client.send("initialized", {})


def start(folder: Path, uri: str, text: str) -> float:
    """Milliseconds from the start of the server to the first findings."""
    began = time.perf_counter()
    client = Client(folder)
    initialize(client, folder, pulls=False)
    client.open(uri, text)
    client.wait("textDocument/publishDiagnostics")
    taken = time.perf_counter() - began
    client.ask("shutdown", {})
    client.send("exit", {})
    client.process.wait()
    return 1000 * taken


def keystroke(client: Client, uri: str, text: str, draw: random.Random, hinted: int) -> float:
    """Milliseconds from an edit, which is then undone, to findings and hints; `hinted` lines are on the screen."""
    lines = text.splitlines()
    row = draw.choice([n for n, line in enumerate(lines) if line.strip()])
    column = draw.randrange(len(lines[row]) + 1)
    at = {"line": row, "character": column}
    top = max(0, min(row - hinted // 2, len(lines) - hinted))
    screen = {"start": {"line": top, "character": 0}, "end": {"line": top + hinted, "character": 0}}
    typed = draw.choice(["x", "1", " ", ")", "\n", "relu"])
    began = time.perf_counter()
    client.change(uri, at, at, typed)
    _fresh(client, uri, screen)
    taken = time.perf_counter() - began
    after = {"line": row, "character": column + len(typed)}
    client.change(uri, at, {"line": row + 1, "character": 0} if typed == "\n" else after, "")
    return 1000 * taken


def _fresh(client: Client, uri: str, screen: dict[str, Any]) -> None:
    client.ask("textDocument/diagnostic", {"textDocument": {"uri": uri}})
    client.ask("textDocument/inlayHint", {"textDocument": {"uri": uri}, "range": screen})


def spec(lines: int) -> str:
    """A spec of about so many lines."""
    whole = thousand()
    if lines == 1000:
        return whole
    return (ROOT / "specs" / "digits_attention.tenet").read_text("utf-8") + "\n" * 0


def main() -> None:
    """Effect: prints a table; exits with 1 when something is over its budget."""
    over = False
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        (folder / "parts.tenet").write_text(PARTS, "utf-8")
        for lines, budget in BUDGETS.items():
            text = spec(lines)
            file = folder / f"spec{lines}.tenet"
            file.write_text(text, "utf-8")
            uri = file.as_uri()
            started = statistics.median(start(folder, uri, text) for _ in range(5))
            client = Client(folder)
            initialize(client, folder, pulls=True)
            client.open(uri, text)
            draw = random.Random(0)  # noqa: S311  # no secret
            for _ in range(10):
                keystroke(client, uri, text, draw, 50)
            times = sorted(keystroke(client, uri, text, draw, 50) for _ in range(EDITS))
            middle, most = statistics.median(times), times[int(0.95 * EDITS)]
            before = client.memory
            print(
                f"{len(text.splitlines()):5} lines: start {started:5.0f} ms (at most {START}),"
                f" keystroke {middle:4.0f} ms, 95 of 100 within {most:4.0f} ms (at most {budget}),"
                f" {before:.0f} MiB"
            )
            over |= started > START or most > budget
            client.process.kill()
    sys.exit(over)


if __name__ == "__main__":
    main()
