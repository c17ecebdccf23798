"""`tenet evaluate`: the metrics of a run's best checkpoint."""

from __future__ import annotations

import json
import sys
from importlib import import_module
from pathlib import Path
from typing import Literal


def evaluate(run: Path, /, *, split: Literal["train", "validation", "test"] | None = None) -> int:
    """Measure the best checkpoint of a run, as JSON.

    Args:
        run: the folder of a run.
        split: the part to measure it on; every part otherwise.
    """
    metrics = import_module("tenet.train.evaluate").evaluate(run, split)
    sys.stdout.write(json.dumps(metrics, indent=2, ensure_ascii=False) + "\n")
    return 0
