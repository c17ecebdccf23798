"""Train every spec of the gallery whole, on both backends, and judge it on the rows that it never saw.

    python benchmarks/gallery.py [NAME…] [--write]

With `--write`, what is measured goes into docs/reference/gallery.md, where other lines stay.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tenet.backends.engine import BACKENDS, Backend
from tenet.train.evaluate import evaluate
from tenet.train.fit import fit
from tenet.train.request import Request

ROOT = Path(__file__).parents[1]
SPECS = ROOT / "specs"
PAGE = ROOT / "docs" / "reference" / "gallery.md"
HEAD = """# The gallery, trained

Every spec of `specs/` that trains, whole, on real data, and what it makes of the rows that it never saw.
Measured by `make gallery`, with one thread.

| spec | what | torch | jax |
|---|---|---|---|
"""


def trained(spec: Path, backend: Backend, folder: Path) -> str:
    """What a spec's test rows say after training; of what has none, its validation rows."""
    run = fit(Request(spec, backend=backend, run=folder / f"{spec.stem}-{backend}"))
    parts = evaluate(run)
    judged = parts.get("test") or parts["validation"]
    told = {name: value for name, value in judged.items() if isinstance(value, float)}
    metrics = {name: value for name, value in told.items() if name != "loss"} or told
    return ", ".join(f"{name} {value:.4g}" for name, value in metrics.items())


def row(spec: Path, results: str) -> str:
    """A line of the table: what the spec says that it is, and its results."""
    what = spec.read_text("utf-8").partition("\n")[0].removeprefix("# ").rstrip(".")
    return f"| `{spec.stem}` | {what} | {results} |"


def known() -> dict[str, str]:
    """The results that the page holds."""
    lines = [line for line in PAGE.read_text("utf-8").splitlines() if line.startswith("| `")]
    cells = [line.strip("| ").split(" | ", 2) for line in lines]
    return {name.strip("`"): results for name, _, results in cells}


def main() -> None:
    """Effect: prints the table, and writes it where that is asked for."""
    names = [name for name in sys.argv[1:] if not name.startswith("-")]
    specs = [
        path for path in sorted(SPECS.glob("*.tenet")) if "\ntrain {" in path.read_text("utf-8")
    ]
    results = known()
    with tempfile.TemporaryDirectory() as folder:
        for spec in specs:
            if not names or spec.stem in names:
                found = [trained(spec, backend, Path(folder)) for backend in BACKENDS]
                results[spec.stem] = " | ".join(found)
                sys.stdout.write(f"{row(spec, results[spec.stem])}\n")
                sys.stdout.flush()
    if "--write" in sys.argv:
        table = [row(spec, results[spec.stem]) for spec in specs if spec.stem in results]
        PAGE.write_text(HEAD + "\n".join(table) + "\n", "utf-8")


if __name__ == "__main__":
    main()
