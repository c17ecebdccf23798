"""What is drawn: the same for a row whoever is beside it, another in each epoch, nothing for what is judged."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenet.data.arrays import Ragged, places
from tenet.data.drawing import Draws
from tenet.data.load import Dataset, load
from tenet.elaborate.experiment import elaborate
from tenet.source import Source

SPEC = """data {
    source = csv("rows.csv")
    rows   = group("series")
    raw    = columns(["a", "b"]) -> standardize
    x      = raw -> augment(noise(0.1) -> scale_by(0.5..2))
    latent = normal(3, mean=1, std=2)
    other  = normal(3, mean=1, std=2)
    split  = random(train=70%, validation=30%)
}
"""


def loaded(folder: Path) -> Dataset:
    lines = [f"{i // 3},{i},{i * i % 7}" for i in range(60)]
    (folder / "rows.csv").write_text("\n".join(["series,a,b", *lines]))
    plan = elaborate(Source("spec.tenet", SPEC)).experiment.data
    assert plan is not None
    return load(plan, folder)


@pytest.fixture(name="data", scope="module")
def data_fixture(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    return loaded(tmp_path_factory.mktemp("drawing"))


def test_training_rows_change_and_judged_ones_stay(data: Dataset) -> None:
    train, judged = data.parts["train"], data.parts["validation"]
    first, again, next_ = (data.live.drawn(Draws(train, 5, epoch)) for epoch in (1, 1, 2))

    assert set(first) == {"x", "latent", "other"}
    for name, values in first.items():
        assert places(values).tobytes() == places(again[name]).tobytes()
        assert (places(values[train]) != places(next_[name][train])).any()
        assert places(values[judged]).tobytes() == places(data.fields[name][judged]).tobytes()
    assert places(data.fields["x"]).tobytes() == places(data.fields["raw"]).tobytes()
    assert (places(first["latent"]) != places(first["other"])).any()


@given(
    chosen=st.lists(st.integers(0, 19), min_size=1, max_size=8, unique=True),
    epoch=st.integers(1, 3),
)
@settings(max_examples=15, deadline=None)
def test_a_row_draws_alone(data: Dataset, chosen: list[int], epoch: int) -> None:
    everyone = data.live.drawn(Draws(np.arange(20), 5, epoch))
    few = data.live.drawn(Draws(np.array(chosen), 5, epoch))

    for name, values in few.items():
        rows = np.array(chosen)
        assert places(values[rows]).tobytes() == places(everyone[name][rows]).tobytes()


def test_draws_have_the_law_that_they_are_said_to_have(data: Dataset) -> None:
    drawn = [data.live.drawn(Draws(np.arange(20), seed, 1)) for seed in range(30)]
    many = np.concatenate([places(each["latent"]) for each in drawn])

    assert isinstance(drawn[0]["x"], Ragged)
    assert abs(many.mean() - 1) < 0.2
    assert abs(many.std() - 2) < 0.2
