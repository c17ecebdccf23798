"""Check, train, export, prove and run the digits, each by the command that a user would type."""

from __future__ import annotations

import argparse
import csv
import json
import shutil
import subprocess
import sys
from pathlib import Path

from tenet.train.run import open_run

SPEC = Path("specs/digits.tenet")
DATA = Path("specs/data/digits.csv")
WANTED = 0.97


def main() -> int:
    """Effect: runs the demo in `runs/demo-<backend>`; 1 where the result is not good enough."""
    parser = argparse.ArgumentParser(prog="demo", description=__doc__)
    parser.add_argument("--backend", choices=["torch", "jax"], default="torch")
    backend = parser.parse_args().backend
    run = Path("runs") / f"demo-{backend}"
    shutil.rmtree(run, ignore_errors=True)
    tenet("check", SPEC)
    tenet("train", SPEC, "--backend", backend, "--run", run)
    tenet("export", run, "-o", run / "model.onnx")
    rows = write_test_rows(run)
    tenet("predict", run / "model.onnx", run / "test.csv", "-o", run / "predictions.csv")
    return summarise(run, rows)


def tenet(*words: str | Path) -> None:
    """Effect: runs a command of Tenet in a process of its own; ends the demo if it fails."""
    print(f"\n$ tenet {' '.join(map(str, words))}", flush=True)
    done = subprocess.run([sys.executable, "-m", "tenet", *map(str, words)], check=False)  # noqa: S603  # our own command
    if done.returncode:
        sys.exit(done.returncode)


def write_test_rows(run: Path) -> list[dict[str, str]]:
    """The raw test rows with their answers; written without the answers to `test.csv`."""
    chosen = open_run(run).prepared().dataset.parts["test"]
    with DATA.open(encoding="utf-8", newline="") as file:
        table = list(csv.DictReader(file))
    rows = [table[index] for index in chosen]
    names = [name for name in table[0] if name != "digit"]
    with (run / "test.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
    return rows


def summarise(run: Path, rows: list[dict[str, str]]) -> int:
    """Effect: prints what came of it. 0 if the accuracy is what was promised, by both ways to get it."""
    metrics = json.loads((run / "metrics.json").read_text("utf-8"))
    certificate = json.loads((run / "model.certificate.json").read_text("utf-8"))
    with (run / "predictions.csv").open(encoding="utf-8", newline="") as file:
        predicted = [row["digit"] for row in csv.DictReader(file)]
    right = sum(row["digit"] == answer for row, answer in zip(rows, predicted, strict=True))
    deployed = right / len(rows)
    print(
        f"""
test accuracy   {metrics["test"]["accuracy"]:.4f} as trained, {deployed:.4f} by ONNX Runtime from raw CSV rows
certificate     {certificate["verdict"]}: {certificate["rows"]} rows, largest difference {certificate["whole"]["absolute"]:.1e}, \
preprocessing {"equal in every bit" if certificate["preprocessing"]["bit_equal"] else "differs"}
files           {run}/model.onnx, model.certificate.json, predictions.csv, metrics.json, history.jsonl"""
    )
    good = metrics["test"]["accuracy"] >= WANTED and deployed >= WANTED
    return 0 if good and certificate["verdict"] == "passed" else 1


if __name__ == "__main__":
    sys.exit(main())
