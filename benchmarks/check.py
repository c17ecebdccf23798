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
BUDGET = 2.5
IMPORTS = (sys.executable, "-c", "import lark, pydantic")
CHECK = (sys.executable, "-m", "tenet", "check", str(ROOT / "specs" / "digits.tenet"))


def cpu_seconds(command: tuple[str, ...]) -> float:
    """The processor time that a command takes, its start included."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # as installed, modules are compiled once
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=environment)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    """Effect: prints the medians and their ratio; exits with 1 when it is over the budget."""
    for command in (IMPORTS, CHECK):  # the first run of each may write bytecode
        cpu_seconds(command)
    # Turn by turn, so that a busy machine slows both.
    times = [(cpu_seconds(IMPORTS), cpu_seconds(CHECK)) for _ in range(ROUNDS)]
    imports, check = (median(column) for column in zip(*times, strict=True))
    print(f"import lark, pydantic  {imports * 1000:6.0f} ms")
    print(f"tenet check            {check * 1000:6.0f} ms")
    print(f"ratio                  {check / imports:6.2f} (at most {BUDGET})")
    sys.exit(check / imports > BUDGET)


if __name__ == "__main__":
    main()
