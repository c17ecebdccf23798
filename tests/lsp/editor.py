"""An editor, as far as the protocol goes: starts `tenet lsp` and speaks to it in plain JSON."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any, TypeAlias

ROOT = Path(__file__).parents[2]
LINE_END = re.compile(r"\r\n|\n|\r")
PATIENCE = 20
"""Seconds in which a server says something, if it says anything."""
Answer: TypeAlias = Any
"""What a server answers, as JSON has it."""
UNITS: dict[str, Callable[[str], int]] = {
    "utf-8": lambda text: len(text.encode()),
    "utf-16": lambda text: len(text.encode("utf-16-le")) // 2,
    "utf-32": len,
}


def documented(language: str, file: Path) -> dict[str, str]:
    """The environment of an editor that is set up as `docs/editor.md` has it, and starts the `tenet` of these sources.

    Effect: the set-up is written to a file, which the environment calls SETUP.
    """
    text = (ROOT / "docs" / "editor.md").read_text("utf-8")
    _, found, rest = text.partition(f"```{language}\n")
    assert found, language
    file.write_text(rest.partition("```")[0], "utf-8")
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    return {"SETUP": str(file), "PATH": path, "PYTHONPATH": str(ROOT / "src")}


class ServerError(Exception):
    """The server answered that it cannot answer."""


class Editor:
    """One editor with its server. Texts may hold `|`, where the cursor stands, which is taken out."""

    def __init__(
        self, folder: Path, encoding: str = "utf-16", *, pulls: bool = False, **choices: bool
    ) -> None:
        environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tenet", "lsp"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment,
            cwd=folder,
        )
        self.messages: SimpleQueue[dict[str, Any] | None] = SimpleQueue()
        self.listener = Thread(target=self._listen, daemon=True)
        self.listener.start()
        self.folder = folder
        self.units = UNITS[encoding]
        self.number = 0
        self.versions: dict[str, int] = {}
        self.texts: dict[str, str] = {}
        self.told: dict[str, Answer] = {}
        """The diagnostics that the server has sent, by address."""
        self.asked: list[str] = []
        """What the server has asked of the editor."""
        able: dict[str, Any] = {
            "general": {"positionEncodings": [encoding]},
            "workspace": {
                "didChangeWatchedFiles": {"dynamicRegistration": True},
                "inlayHint": {"refreshSupport": True},
                "diagnostics": {"refreshSupport": True},
                "codeLens": {"refreshSupport": True},
            },
            "textDocument": {"diagnostic": {}} if pulls else {},
        }
        started = {"processId": None, "rootUri": folder.as_uri(), "capabilities": able}
        self.able = self.ask("initialize", {**started, "initializationOptions": choices})
        self.send("initialized", {})

    # ── messages ─────────────────────────────────────────────────────────────────────────────

    def send(self, method: str, params: Any) -> None:
        """Effect: the server is told something."""
        self._write({"method": method, "params": params})

    def ask(self, method: str, params: Any) -> Answer:
        """The answer to a question.

        Raises:
            ServerError: the server answered with an error.
        """
        self.number += 1
        number = self.number
        self._write({"id": number, "method": method, "params": params})
        while (message := self._take()).get("id") != number or "method" in message:
            pass
        if "error" in message:
            raise ServerError(message["error"]["message"])
        return message["result"]

    def diagnostics(self, name: str, version: int | None = None) -> Answer:
        """What the server says is wrong with the newest version of a file; waits until it says so."""
        uri = self.uri(name)
        wanted = self.versions[uri] if version is None else version
        while uri not in self.told or self.told[uri].get("version") != wanted:
            self._take()
        return self.told[uri]["diagnostics"]

    def until(self, name: str, holds: Callable[[Answer], bool]) -> Answer:
        """What the server says is wrong with a file, once that holds; what it imports has changed, say."""
        uri = self.uri(name)
        while uri not in self.told or not holds(self.told[uri]["diagnostics"]):
            self._take()
        return self.told[uri]["diagnostics"]

    def _write(self, message: dict[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self.process.stdin is not None
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
        self.process.stdin.flush()

    def _take(self) -> dict[str, Any]:
        """The next message of the server. Effect: what it tells is kept, what it asks is granted."""
        try:
            message = self.messages.get(timeout=PATIENCE)
        except Empty:
            raise ServerError(f"the server has said nothing for {PATIENCE} seconds") from None
        if message is None:
            raise ServerError("the server has ended")
        if message.get("method") == "textDocument/publishDiagnostics":
            self.told[message["params"]["uri"]] = message["params"]
        elif "method" in message and "id" in message:
            self.asked.append(message["method"])
            self._write({"id": message["id"], "result": None})
        return message

    def _listen(self) -> None:
        """Effect: what the server says is kept until somebody wants it."""
        stream = self.process.stdout
        assert stream is not None
        while True:
            length = 0
            while (line := stream.readline().strip()) != b"":
                if line.lower().startswith(b"content-length:"):
                    length = int(line.split(b":")[1])
            if not length:
                self.messages.put(None)
                return
            self.messages.put(json.loads(stream.read(length)))

    # ── files ────────────────────────────────────────────────────────────────────────────────

    def uri(self, name: str) -> str:
        """The address of a file in the folder."""
        return (self.folder / name).as_uri()

    def open(self, name: str, marked: str) -> dict[str, Any]:
        """A place in a newly opened file, as questions about it are asked."""
        uri, text = self.uri(name), marked.replace("|", "", 1)
        self.texts[uri], self.versions[uri] = text, 0
        item = {"uri": uri, "languageId": "tenet", "version": 0, "text": text}
        self.send("textDocument/didOpen", {"textDocument": item})
        at = marked.find("|")
        return self.place(name, max(at, 0))

    def change(self, name: str, start: int, end: int, text: str) -> None:
        """Effect: a stretch of a file has another text."""
        uri = self.uri(name)
        stretch = self.range(name, start, end)
        self.texts[uri] = self.texts[uri][:start] + text + self.texts[uri][end:]
        self.versions[uri] += 1
        item = {"uri": uri, "version": self.versions[uri]}
        changes = [{"range": stretch, "text": text}]
        self.send("textDocument/didChange", {"textDocument": item, "contentChanges": changes})

    def close(self, name: str) -> None:
        """Effect: a file is no longer open."""
        self.send("textDocument/didClose", {"textDocument": {"uri": self.uri(name)}})

    def place(self, name: str, offset: int) -> dict[str, Any]:
        """An offset in a file, as questions about it are asked."""
        return {
            "textDocument": {"uri": self.uri(name)},
            "position": self.position(name, offset),
        }

    def position(self, name: str, offset: int) -> dict[str, int]:
        """The position of an offset."""
        *lines, last = LINE_END.split(self.texts[self.uri(name)][:offset])
        return {"line": len(lines), "character": self.units(last)}

    def range(self, name: str, start: int, end: int) -> dict[str, Any]:
        """The range between two offsets."""
        return {"start": self.position(name, start), "end": self.position(name, end)}

    def whole(self, name: str) -> dict[str, Any]:
        """A whole file, as questions about stretches are asked."""
        uri = self.uri(name)
        length = len(self.texts[uri])
        return {"textDocument": {"uri": uri}, "range": self.range(name, 0, length)}

    def words(self, name: str, range_: dict[str, Any]) -> str:
        """The text that a range of the server covers."""
        text = self.texts[self.uri(name)]
        lines = text.split("\n")
        starts = [0]
        for line in lines:
            starts.append(starts[-1] + len(line) + 1)

        def offset(position: dict[str, int]) -> int:
            line = lines[position["line"]]
            at = next(
                n for n in range(len(line) + 1) if self.units(line[:n]) == position["character"]
            )
            return starts[position["line"]] + at

        return text[offset(range_["start"]) : offset(range_["end"])]

    def edited(self, name: str, edits: list[dict[str, Any]]) -> str:
        """The text of a file after edits."""
        text = self.texts[self.uri(name)]
        lines = [0, *(n + 1 for n, letter in enumerate(text) if letter == "\n")]

        def offset(position: dict[str, int]) -> int:
            start, left = lines[position["line"]], position["character"]
            while left > 0:
                left -= self.units(text[start])
                start += 1
            return start

        for edit in sorted(edits, key=lambda e: offset(e["range"]["start"]), reverse=True):
            start, end = offset(edit["range"]["start"]), offset(edit["range"]["end"])
            text = text[:start] + edit["newText"] + text[end:]
        return text

    def quit(self) -> int:
        """The exit code of the server, which was asked to end."""
        self.ask("shutdown", None)
        self.send("exit", None)
        code = self.process.wait(timeout=20)
        self.end()
        return code

    def end(self) -> None:
        """Effect: the server has ended, and nothing of it is left."""
        self.process.kill()
        self.process.wait()
        self.listener.join()
        for stream in (self.process.stdin, self.process.stdout):
            assert stream is not None
            stream.close()
