"""Kill a training at random moments, until it has been killed often enough; run as a program, which forks each life.

The program has imported all that training needs and computed nothing, so that a life costs no more than training.
"""

from __future__ import annotations

import json
import os
import random
import select
import signal
import sys
import time
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

from tenet.backends.engine import Backend
from tenet.train.fit import fit
from tenet.train.request import Request

EARLY = 0.2
"""The share of lives that end before their first step, while they read, compile or go on."""
SHORT, LONG = 1.0, 0.1
"""Seconds: a life of the first kind lasts at most so long from its birth, one of the others from its first step."""
PATIENCE = 1.5
"""What the second is multiplied by after a life that brought nothing further: what comes next takes longer."""


@dataclass
class Lives:
    """What has become of the lives of runs."""

    kills: int = 0
    early: int = 0
    half: int = 0
    runs: list[str] = field(default_factory=list)


class Watcher:
    """Tells through a pipe that the first step is done."""

    def __init__(self, pipe: int) -> None:
        self.pipe = pipe

    def step(self, done: int) -> None:
        """Effect: the other end of the pipe has something to read."""
        os.write(self.pipe, b".")

    def __getattr__(self, name: str) -> Any:
        return lambda *_: None


def born(spec: Path, run: Path, backend: Backend) -> tuple[int, int]:
    """A process that trains, and the pipe through which it tells of its steps."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            os.close(reading)
            begun = (run / "run.json").exists()
            fit(Request(spec, run=run, backend=backend, resume=begun), Watcher(writing))
        except BaseException as error:  # noqa: BLE001  # told in words by the exit
            sys.stderr.write(f"{error!r}\n")
            os._exit(1)
        os._exit(0)
    os.close(writing)
    return pid, reading


def ended(pid: int, reading: int) -> bool:
    """Whether a life ended by itself, and not by the signal it was sent; raises where it failed."""
    _, status = os.waitpid(pid, 0)
    os.close(reading)
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL
        return False
    assert os.WEXITSTATUS(status) == 0, "training failed"
    return True


def killed(life: tuple[int, int], chance: random.Random, most: float, *, early: bool) -> bool:
    """Whether a life ended by itself. Effect: if not, it was killed, at most so long after its first step."""
    pid, reading = life
    if early:
        time.sleep(chance.uniform(0, SHORT))
    else:
        select.select([reading], [], [])  # a step, or the end of all
        time.sleep(chance.uniform(0, most))
    os.kill(pid, signal.SIGKILL)
    return ended(pid, reading)


def reached(run: Path) -> float:
    """How far a run has come: when its last checkpoint was written."""
    return max((path.stat().st_mtime for path in run.glob("*.safetensors")), default=0.0)


def live(spec: Path, folder: Path, backend: Backend, wanted: int, number: int) -> Lives:
    """Runs, each killed again and again until it ends, or there were so many kills; `whole` is one that is never killed."""
    chance, lives = random.Random(number), Lives()
    if not ended(*born(spec, folder / "whole", backend)):
        raise AssertionError
    while lives.kills < wanted:
        run = folder / f"killed-{len(lives.runs) + 1}"
        lives.runs.append(run.name)
        most, before = LONG, 0.0
        while lives.kills < wanted:
            early = chance.random() < EARLY
            if killed(born(spec, run, backend), chance, most, early=early):
                break
            if not early:
                most = LONG if reached(run) > before else most * PATIENCE
                before = reached(run)
            lives.kills += 1
            lives.early += early
            lives.half += bool([*run.glob(".*.partial")])
        else:
            if not ended(*born(spec, run, backend)):
                raise AssertionError
    return lives


if __name__ == "__main__":
    where, backend_, count, begin = sys.argv[2:]
    for module in ("polars", "sklearn.metrics", f"tenet.backends.{backend_}.engine"):
        import_module(module)
    made = live(Path(sys.argv[1]), Path(where), backend_, int(count), int(begin))  # type: ignore[arg-type]
    sys.stdout.write(json.dumps(vars(made)))
