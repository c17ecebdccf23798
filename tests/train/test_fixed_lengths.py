"""A length that a parameter needs is fixed when the data is read, if all rows have it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tenet.data.arrays import Ragged
from tenet.diagnostics import TenetError
from tenet.source import Source
from tenet.train.prepare import Prepared, prepare

SPEC = """data {
    source = csv("rows.csv")
    rows   = group("series")
    motion = columns(["a", "b"])
    label  = column("label") -> first -> categories
    split  = random
}

network(motion: f32[T, 2]) -> chance {
    chance = motion -> flatten -> dense(data.label.classes) -> softmax
}

train {
    loss      = cross_entropy(chance, label)
    optimizer = adam(1e-2)
    epochs    = 1
}
"""


def prepared(folder: Path, lengths: list[int]) -> Prepared:
    cells = [(s, t) for s, length in enumerate(lengths) for t in range(length)]
    lines = [f"{s},{t},{s - t},{'ab'[s % 2]}" for s, t in cells]
    (folder / "rows.csv").write_text("\n".join(["series,a,b,label", *lines]))
    return prepare(Source("spec.tenet", SPEC), folder, {})


def test_equal_lengths_are_numbers(tmp_path: Path) -> None:
    made = prepared(tmp_path, [4] * 20)

    assert made.graph.parameters["dense.weight"].shape == (2, 8)
    assert list(made.graph.inputs) == ["motion"]
    assert isinstance(made.dataset.fields["motion"], Ragged)
    np.testing.assert_array_equal(made.dataset.fields["motion"].lengths, [4] * 20)


def test_others_are_told_of(tmp_path: Path) -> None:
    with pytest.raises(
        TenetError, match="needs to know how long `motion` is, but its rows have 3 to 4"
    ):
        prepared(tmp_path, [4] * 19 + [3])
