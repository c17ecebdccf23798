"""The table: numbers, texts, and a label that hangs on them; one cell in twenty is missing."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import polars as pl

ROWS, FEW = 300_000, 3_000
NUMBERS = [f"number_{n}" for n in range(10)]
SIZES = {"shop": 40, "colour": 12, "kind": 5, "country": 150, "payment": 4}
"""How many values each column of texts has."""


def main(path: Path) -> None:
    """Effect: the table, and one of its first rows, are there; the same bytes each time."""
    draw = np.random.Generator(np.random.Philox(key=7))
    numbers = draw.normal(50.0, 12.0, (ROWS, len(NUMBERS)))
    codes = {name: draw.integers(0, size, ROWS) for name, size in SIZES.items()}
    score = numbers[:, 0] - numbers[:, 1] + codes["shop"] + 10 * codes["kind"]
    label = np.digitize(score, np.quantile(score, [1 / 3, 2 / 3]))
    frame = pl.DataFrame(
        {
            **{name: numbers[:, n].round(3) for n, name in enumerate(NUMBERS)},
            **{name: [f"{name} {code}" for code in column] for name, column in codes.items()},
            "label": np.array(["low", "middle", "high"])[label],
        }
    )
    gaps = {name: pl.Series(draw.random(ROWS) < 0.05) for name in (*NUMBERS, *SIZES)}
    frame = frame.with_columns(
        pl.when(gap).then(None).otherwise(pl.col(name)).alias(name) for name, gap in gaps.items()
    )
    for folder, part in ((path, frame), (path / "few", frame.head(FEW))):
        folder.mkdir(exist_ok=True)
        part.write_csv(folder / "rows.csv")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
