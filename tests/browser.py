"""A browser without a window, spoken to in its own protocol over two pipes."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from select import select
from typing import Any

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome")
OPTIONS = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars",
           "--no-first-run", "--remote-debugging-pipe")  # fmt: skip
SIZE = (1400, 900)
PATIENCE = 60
"""Seconds to wait for an answer."""
KEYS = {"Enter": "\r", " ": " "}
"""Keys that write something."""


class Browser:
    """One page, looked at and worked on as a person would."""

    def __init__(self, commands: int, answers: int) -> None:
        self._commands = commands
        self._answers = os.fdopen(answers, "rb", buffering=0)
        self._left = b""
        self._number = 0
        self._session: dict[str, str] = {}
        self.complaints: list[str] = []
        """What the page wrote to its console: exceptions, and what its policy forbade."""
        self.asked: list[str] = []
        """The addresses that were asked for."""

    def open(self, path: Path, scheme: str = "light") -> None:
        """Effect: a file is looked at, by somebody who likes it light or dark."""
        if not self._session:
            target = self.call("Target.createTarget", url="about:blank")["targetId"]
            found = self.call("Target.attachToTarget", targetId=target, flatten=True)
            self._session = {"sessionId": found["sessionId"]}
            for domain in ("Page", "Runtime", "Network", "Log"):
                self.call(f"{domain}.enable")
        width, height = SIZE
        metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self.call("Emulation.setDeviceMetricsOverride", **metrics)
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        self.call("Emulation.setEmulatedMedia", features=features)
        self.complaints.clear()
        self.asked.clear()
        self.call("Page.navigate", url=path.as_uri())
        self._until("Page.loadEventFired")

    def ask(self, script: str) -> Any:
        """What an expression comes to in the page."""
        answer = self.call("Runtime.evaluate", expression=script, returnByValue=True)
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def press(self, *keys: str) -> None:
        """Effect: keys are pressed, one after the other."""
        for key in keys:
            text = {"text": KEYS.get(key, key)} if key in KEYS or len(key) == 1 else {}
            self.call("Input.dispatchKeyEvent", type="keyDown", key=key, **text)
            self.call("Input.dispatchKeyEvent", type="keyUp", key=key)

    def click(self, selector: str, times: int = 1) -> None:
        """Effect: the middle of an element is clicked."""
        script = (
            f"(() => {{ const e = document.querySelector({json.dumps(selector)});"
            " e.scrollIntoView({block: 'nearest', inline: 'nearest'});"
            " const r = e.getBoundingClientRect();"
            " return [r.x + r.width / 2, r.y + r.height / 2]; })()"
        )
        x, y = self.ask(script)
        for count in range(1, times + 1):
            for kind in ("mousePressed", "mouseReleased"):
                mouse = {"x": x, "y": y, "button": "left", "clickCount": count}
                self.call("Input.dispatchMouseEvent", type=kind, **mouse)

    def picture(self, path: Path) -> None:
        """Effect: the file holds what is seen, as PNG."""
        path.write_bytes(b64decode(self.call("Page.captureScreenshot")["data"]))

    def call(self, method: str, **parameters: Any) -> Any:
        """The answer to a command."""
        self._number += 1
        message = {"id": self._number, "method": method, "params": parameters, **self._session}
        os.write(self._commands, json.dumps(message).encode() + b"\0")
        while (answer := self._read()).get("id") != self._number:
            self._note(answer)
        assert "error" not in answer, answer
        return answer["result"]

    def _until(self, event: str) -> None:
        while (message := self._read()).get("method") != event:
            self._note(message)

    def _note(self, message: dict[str, Any]) -> None:
        told = message.get("params", {})
        match message.get("method"):
            case "Runtime.exceptionThrown":
                self.complaints.append(json.dumps(told["exceptionDetails"]))
            case "Log.entryAdded":
                self.complaints.append(told["entry"]["text"])
            case "Network.requestWillBeSent":
                self.asked.append(told["request"]["url"])
            case _:
                pass

    def _read(self) -> dict[str, Any]:
        while b"\0" not in self._left:
            ready, _, _ = select([self._answers], [], [], PATIENCE)
            assert ready, f"the browser has said nothing for {PATIENCE} seconds"
            read = self._answers.read(1 << 20)
            assert read, "the browser has gone"
            self._left += read
        message, _, self._left = self._left.partition(b"\0")
        found: dict[str, Any] = json.loads(message)
        return found


@contextmanager
def browser(folder: Path) -> Iterator[Browser]:
    """A browser that keeps what it must in a folder; the test is skipped where none is installed."""
    program = next(filter(None, map(shutil.which, NAMES)), None)
    if program is None:
        pytest.skip(f"none of {', '.join(NAMES)} is installed")
    theirs, commands = os.pipe()
    answers, back = os.pipe()
    # The protocol is spoken on 3 and 4, which the shell makes of whatever numbers the pipes have here.
    line = f'exec "$@" 3<&{theirs} 4>&{back}'
    process = subprocess.Popen(
        [
            "/bin/bash",
            "-c",
            line,
            "browser",
            program,
            *OPTIONS,
            f"--user-data-dir={folder}",
            "about:blank",
        ],
        pass_fds=(theirs, back),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(theirs)
    os.close(back)
    found = Browser(commands, answers)
    try:
        yield found
        found._session = {}
        found.call("Browser.close")
        process.wait(timeout=20)
    finally:
        process.kill()
        process.wait()
        os.close(commands)
        found._answers.close()
