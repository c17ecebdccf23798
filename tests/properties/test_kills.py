"""A training that is killed a hundred times, at random moments, ends in the bytes of one that is not."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.properties.share import share

from tenet.backends.engine import BACKENDS, Backend
from tenet.train.history import read

ROOT = Path(__file__).parents[2]
KILLS, SOME = 100, 3
EPOCHS, FEW = 60, 2
OFTEN = (
    ("epochs    = 40", f"epochs    = {share(EPOCHS, FEW)}"),
    ("resize(16, 16)", "resize(8, 8)"),
    ("f32[1, 16, 16]", "f32[1, 8, 8]"),
    ("[16, 32]", "[8]"),
    ("metrics   =", "checkpoint = [last(2), every(steps(1))]\n    metrics   ="),
)
"""A small network, and a checkpoint after every step, so that many kills fall into one."""


@pytest.mark.target
@pytest.mark.slow
@pytest.mark.parametrize("backend", BACKENDS)
def test_killed_at_random(tmp_path: Path, backend: Backend) -> None:
    spec = pictures(tmp_path)
    lived = subprocess.run(
        [sys.executable, "-m", "tests.properties.killing", str(spec), str(tmp_path), backend,
         str(share(KILLS, SOME)), "1"],
        cwd=ROOT,
        # All lives run the same programs: what the first has compiled, the others read.
        env=os.environ | {"JAX_COMPILATION_CACHE_DIR": str(tmp_path / "compiled"),
                          "JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS": "0"},
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip
    assert lived.returncode == 0, lived.stderr
    lives = json.loads(lived.stdout)
    print(backend, lives)

    assert lives["kills"] >= share(KILLS, SOME)
    for name in lives["runs"]:
        assert content(tmp_path / name) == content(tmp_path / "whole"), name


def pictures(folder: Path) -> Path:
    """A convolutional network with batch norm, dropout, augmentation and AdamW, on pictures of digits."""
    text = (ROOT / "specs" / "digits_pictures.tenet").read_text("utf-8")
    assert all(word in text for word in ("augment(", "batch_norm", "dropout(", "adamw("))
    for old, new in OFTEN:
        assert old in text, old
        text = text.replace(old, new)
    shutil.copytree(ROOT / "specs" / "data" / "digit_pictures", folder / "data" / "digit_pictures")
    spec = folder / "spec.tenet"
    spec.write_text(text, "utf-8")
    return spec


def content(run: Path) -> dict[str, object]:
    """All that a run holds, but for the time that it took."""
    held: dict[str, object] = {p.name: p.read_bytes() for p in run.iterdir()}
    held["history.jsonl"] = [
        {k: v for k, v in record.items() if k != "seconds"}
        for record in read(run / "history.jsonl")
    ]
    return held
