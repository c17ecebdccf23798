"""Steps a second by Tenet, against the best loop by hand, Lightning and Keras, in the same framework.

    python benchmarks/steps.py [mlp|cnn|gru|encoder…]

All train the same network on the same rows in memory, with the same batches and AdamW. Ways take turns, an epoch
each, so that what else the machine does falls on all; a number is the median over the turns of how many times
as fast as the other way Tenet was. What is compiled or set up before the first step is not counted.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from statistics import median

NETWORKS = ("mlp", "cnn", "gru", "encoder")
TURNS, WARM = 15, 2
OTHERS = {
    "torch": {"by hand": ("by_torch",), "Lightning": ("by_lightning",), "Keras": ("by_keras", "torch")},
    "jax": {"by hand": ("by_jax",), "Keras": ("by_keras", "jax")},
}  # fmt: skip
"""What each framework is trained by: the module in `loops`, and what it is told."""
SCANNED = {"by hand, 25 steps in a scan": ("by_jax", 25)}
"""The best by hand where steps are so small that to start one takes longer."""
WHOLE = "the bare steps by hand, with judging and checkpoints"
"""Whole epochs of `tenet train`, held against steps alone; there is no goal."""
NEEDS = {"Lightning": "lightning", "Keras": "keras"}


def goal(network: str, other: str) -> float:
    """How many times as fast as the other Tenet must be at least."""
    if other == WHOLE:
        return 0.0
    if other in NEEDS:
        return 1.3 if network == "mlp" else 1.0
    return 0.97


def measure(network: str, framework: str) -> None:
    """Effect: prints how many times as fast as each other way Tenet was."""
    from loops.case import make_case  # noqa: PLC0415  # only the process that measures needs Tenet

    others = {name: way for name, way in OTHERS[framework].items() if there(name)}
    if (network, framework) == ("mlp", "jax"):
        others |= SCANNED
    with tempfile.TemporaryDirectory() as folder:
        case = make_case(network, Path(folder))
        ways = {"Tenet": ("by_tenet", framework), **others}
        epochs = {
            name: import_module(f"loops.{module}").make(case, *told)
            for name, (module, *told) in ways.items()
        }
        turns = [
            {name: epoch(turn) for name, epoch in sorted(epochs.items(), reverse=turn % 2 == 1)}
            for turn in range(WARM + TURNS)
        ][WARM:]
        found = {name: median(t[name] / t["Tenet"] for t in turns) for name in others}
        whole = import_module("loops.by_fit").beside
        pairs = whole(case, framework, WARM + TURNS, epochs["by hand"])[WARM:]
    print(json.dumps(found | {WHOLE: median(other / own for own, other in pairs)}))


def there(name: str) -> bool:
    """Whether what a way needs is installed."""
    return name not in NEEDS or find_spec(NEEDS[name]) is not None


def main(networks: list[str]) -> None:
    """Effect: prints the ratios; exits with 1 when a goal is missed."""
    missed = False
    for network in networks or NETWORKS:
        for framework in OTHERS:
            command = [sys.executable, __file__, "--measure", network, framework]
            done = subprocess.run(
                command, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
            )
            for other, ratio in json.loads(done.stdout.splitlines()[-1]).items():
                least = goal(network, other)
                missed |= ratio < least
                said = "" if ratio >= least else "  MISSED"
                print(
                    f"{network:9}{framework:7}{ratio:5.2f} times as fast as {other} (at least {least}){said}",
                    flush=True,
                )
    for name, package in NEEDS.items():
        if not there(name):
            print(
                f"{package} is not installed, so nothing is said of {name}: pip install -e '.[bench]'"
            )
    sys.exit(missed)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--measure"]:
        measure(*sys.argv[2:])
    else:
        main(sys.argv[1:])
