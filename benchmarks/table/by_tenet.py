"""The work by Tenet."""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

from tenet.cli.progress import Lines
from tenet.train.fit import fit
from tenet.train.request import Request

SPEC = Path(__file__).with_name("rows.tenet")


def work(folder: Path) -> object:
    """What a run of the spec has measured on each part."""
    spec = folder / SPEC.name
    spec.write_text(SPEC.read_text("utf-8"), "utf-8")
    run = Path(tempfile.mkdtemp(dir=folder)) / "run"
    fit(Request(spec, run=run), Lines(sys.stderr))
    return json.loads((run / "metrics.json").read_text("utf-8"))
