"""A table of 300,000 rows by Tenet and by hand: the ratio of times (the median over turns), and the peak of memory.

Both read the same CSV file with texts and missing values, divide it, fill in medians, standardize, encode
categories, train the same small network for an epoch with a fused AdamW, and judge it on every part. Each
works in a process of its own, and they take turns, so that what else the machine does falls on both. Each has
done the same with a few rows before, so that what is imported, which is the same, is not counted.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from importlib import import_module
from pathlib import Path
from statistics import median

TURNS = 8
WAYS = ("by_tenet", "by_hand")
RATIO, MEGABYTES = 1.2, 1_500
"""The goals: times of the other, and memory."""


def measure(way: str, folder: Path) -> None:
    """Effect: prints seconds, the peak of memory in MB, and the accuracy on the test part."""
    work = import_module(f"table.{way}").work
    work(folder / "few")
    began = time.perf_counter()
    found = work(folder)
    seconds = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps([seconds, peak, found["test"]["accuracy"]]))


def main() -> None:
    """Effect: prints the medians and their ratio; exits with 1 when a goal is missed."""
    with tempfile.TemporaryDirectory() as folder:
        writer = Path(__file__).parent / "table" / "write.py"
        subprocess.run([sys.executable, str(writer), folder], check=True)
        turns = [
            {way: told(way, folder) for way in sorted(WAYS, reverse=turn % 2 == 1)}
            for turn in range(TURNS)
        ]
    memory = {}
    for way in WAYS:
        seconds, peaks, accuracies = zip(*(turn[way] for turn in turns), strict=True)
        memory[way] = max(peaks)
        print(
            f"{way:9}{median(seconds):6.2f} s {max(peaks):6,.0f} MB, accuracy {accuracies[0]:.3f}"
        )
    ratio = median(turn["by_tenet"][0] / turn["by_hand"][0] for turn in turns)
    print(f"{ratio:.2f} times (at most {RATIO}, and {MEGABYTES:,} MB)")
    sys.exit(ratio > RATIO or memory["by_tenet"] > MEGABYTES)


def told(way: str, folder: str) -> list[float]:
    """What a process of its own measures."""
    command = [sys.executable, __file__, way, folder]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    return list(json.loads(done.stdout))


if __name__ == "__main__":
    if len(sys.argv) > 1:
        measure(sys.argv[1], Path(sys.argv[2]))
    else:
        main()
