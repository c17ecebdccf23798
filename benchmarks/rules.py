"""What the rules of good practice add to the time of a check, and how their time grows with a network."""

from __future__ import annotations

import gc
import os
import resource
import subprocess
import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from tests.properties.layers import blocked, lined, repeated  # noqa: E402

from tenet.cli.main import ALLOCATIONS_BETWEEN_COLLECTIONS  # noqa: E402  # found by the line above
from tenet.elaborate.experiment import elaborate  # noqa: E402
from tenet.lint.engine import lint  # noqa: E402
from tenet.lint.samples import classifier  # noqa: E402
from tenet.source import Source  # noqa: E402

LINES = 100
ROUNDS = 10
MOST_ADDED = 0.30
LAYERS = (250, 500, 1000, 2000)
MOST = 2.2
CHECK = "import sys; from tenet.cli.main import run; {without}run(['check', sys.argv[1]])"
WITHOUT = "import tenet.lint.report as report; report.lint = lambda *_: (); "


def of_a_hundred_lines() -> str:
    """A spec of a hundred lines with data, an image network with shortcuts, and training."""
    stage = (
        "a = x -> conv(32, 3, bias=false) -> batch_norm -> relu\n"
        "b = a -> conv(32, 3, bias=false) -> batch_norm\n"
        "x = x + b -> relu\n"
        "x = x -> dropout(10%)\n"
    )
    first = "x = image -> conv(32, 3, bias=false) -> batch_norm -> relu\n"
    last = "y = x -> global_avg_pool -> dense(64) -> relu -> dense(3) -> softmax"
    text = ""
    stages = 1
    while text.count("\n") < LINES - 2:
        text = classifier(first + stage * stages + last, "image: f32[3, 32, 32] in 0..1")
        text = text.replace('x      = columns("x*") -> standardize',
                            'image = columns("x*") -> reshape(3, 32, 32) -> min_max')  # fmt: skip
        stages += 1
    return text


def cpu_seconds(code: str, file: str) -> float:
    """The processor time of a check in a process of its own."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed Tenet has its bytecode
    subprocess.run(
        (sys.executable, "-c", code, file), check=True, stdout=subprocess.DEVNULL, env=environment
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent: float = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return spent


def added() -> float:
    """The share of the time of a check that the rules add. Effect: prints it."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "spec.tenet"
        file.write_text(of_a_hundred_lines(), "utf-8")
        codes = [CHECK.format(without=""), CHECK.format(without=WITHOUT)]
        for code in codes:  # the first run of each may write bytecode
            cpu_seconds(code, str(file))
        # Turn by turn, so that a busy machine slows both alike.
        times = [[cpu_seconds(code, str(file)) for code in codes] for _ in range(ROUNDS)]
    whole, without = (median(column) for column in zip(*times, strict=True))
    share = whole / without - 1
    print(
        f"a spec of {LINES} lines: {without * 1000:.0f} ms without rules, {whole * 1000:.0f} ms with them:"
        f" {share:.0%} more (at most {MOST_ADDED:.0%})"
    )
    return share


def seconds(text: str) -> float:
    """The processor time of all rules on a network, elaborated before."""
    elaborated = elaborate(Source("spec.tenet", text))
    gc.collect()
    before = time.process_time()
    lint(elaborated)
    return time.process_time() - before


def growth() -> float:
    """How many times the time a doubling takes, at worst. Effect: prints it."""
    gc.set_threshold(ALLOCATIONS_BETWEEN_COLLECTIONS)  # as `tenet check` does
    worst = 0.0
    print(f"{'':8}" + "".join(f"{layers:>9}" for layers in LAYERS) + "   ratios")
    for name, write in {"loop": repeated, "lines": lined, "blocks": blocked}.items():
        texts = [write(layers) for layers in LAYERS]
        rounds = [[seconds(text) for text in texts] for _ in range(5)]
        best = [min(column) for column in zip(*rounds, strict=True)]
        ratios = [twice / once for once, twice in pairwise(best)]
        worst = max(worst, *ratios)
        times = "".join(f"{1000 * time_:>6.0f} ms" for time_ in best)
        print(f"{name:8}{times}   {'  '.join(f'{ratio:.2f}' for ratio in ratios)}")
    print(f"a doubling takes at most {worst:.2f} times the time (at most {MOST})")
    return worst


def main() -> None:
    """Effect: prints both; exits with 1 when one is over its budget."""
    sys.exit(added() > MOST_ADDED or growth() > MOST)


if __name__ == "__main__":
    main()
