"""How the time of elaborating a spec grows with its layers: written as a loop, as lines, and as blocks."""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from tests.properties.layers import blocked, lined, repeated  # noqa: E402

from tenet.cli.main import ALLOCATIONS_BETWEEN_COLLECTIONS  # noqa: E402  # found by the line above
from tenet.elaborate.experiment import elaborate  # noqa: E402
from tenet.source import Source  # noqa: E402

LAYERS = (250, 500, 1000, 2000)
ROUNDS = 7
MOST = 2.2
WAYS: dict[str, Callable[[int], str]] = {"loop": repeated, "lines": lined, "blocks": blocked}


def seconds(text: str) -> float:
    """The processor time of one elaboration, what earlier ones left cleared away."""
    source = Source("spec.tenet", text)
    gc.collect()
    before = time.process_time()
    found = elaborate(source)
    after = time.process_time()
    if found.diagnostics:
        raise SystemExit(found.diagnostics[0].message)
    return after - before


def main() -> None:
    """Effect: prints the best times and their ratios; exits with 1 when a doubling takes too long."""
    gc.set_threshold(ALLOCATIONS_BETWEEN_COLLECTIONS)  # as `tenet check` does
    worst = 0.0
    print(f"{'':8}" + "".join(f"{layers:>9}" for layers in LAYERS) + "   ratios")
    for name, write in WAYS.items():
        texts = [write(layers) for layers in LAYERS]
        # Turn by turn, so that a busy machine slows all sizes alike.
        rounds = [[seconds(text) for text in texts] for _ in range(ROUNDS)]
        best = [min(column) for column in zip(*rounds, strict=True)]
        ratios = [twice / once for once, twice in pairwise(best)]
        worst = max(worst, *ratios)
        times = "".join(f"{1000 * time_:>6.0f} ms" for time_ in best)
        print(f"{name:8}{times}   {'  '.join(f'{ratio:.2f}' for ratio in ratios)}")
    print(f"a doubling takes at most {worst:.2f} times the time (at most {MOST})")
    sys.exit(worst > MOST)


if __name__ == "__main__":
    main()
