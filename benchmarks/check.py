"""How long `tenet check` takes beside the imports that it cannot do without."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parent.parent
ROUNDS = 10
IMPORTS = (sys.executable, "-c", "import lark, pydantic")
BUDGETS = {ROOT / "specs" / "digits.tenet": 2.5, ROOT / "benchmarks" / "resnet50.tenet": 3.0}
"""The specs that are checked, and how many times the imports each may take."""


def cpu_seconds(command: tuple[str, ...]) -> float:
    """The processor time that a command takes, its start included."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed Tenet has its bytecode
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=environment)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    """Effect: prints the medians and their ratios; exits with 1 when one is over its budget."""
    commands = [IMPORTS, *((sys.executable, "-m", "tenet", "check", str(spec)) for spec in BUDGETS)]
    for command in commands:  # the first run of each may write bytecode
        cpu_seconds(command)
    # Turn by turn, so that a busy machine slows all.
    times = [[cpu_seconds(command) for command in commands] for _ in range(ROUNDS)]
    imports, *checks = (median(column) for column in zip(*times, strict=True))
    print(f"{'import lark, pydantic':28}{imports * 1000:6.0f} ms")
    for (spec, budget), check in zip(BUDGETS.items(), checks, strict=True):
        print(
            f"{f'tenet check {spec.name}':28}{check * 1000:6.0f} ms, {check / imports:.2f} times (at most {budget})"
        )
    over = [b for b, check in zip(BUDGETS.values(), checks, strict=True) if check / imports > b]
    sys.exit(bool(over))


if __name__ == "__main__":
    main()
