"""Training on PyTorch and on JAX is one training, whatever network, optimizer, schedule, bound and penalty it has."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import pytest
from tests.properties.parity_table import (
    CLIPS,
    OPTIMIZERS,
    SCHEDULES,
    Choice,
    choices,
    parities,
    some_rows,
    table,
)
from tests.properties.share import WHOLE

from tenet.backends.engine import Precision
from tenet.catalogue.lookup import known
from tenet.policy.clip import Clip
from tenet.policy.optimizer import Optimizer
from tenet.policy.schedule import Schedule
from tenet.train.parity import EXACT

Row = tuple[Choice, Sequence[str], Sequence[Precision]]
SCHEDULES_EACH = 4


def drawn() -> dict[str, list[Row]]:
    """Programs with their schedules and precisions: all under `make fuzz`, else so many that any two things meet."""
    found: dict[str, list[Row]] = defaultdict(list)
    if WHOLE:
        for choice in choices():
            found[f"{choice[0]}-{choice[1]}"].append((choice, [*SCHEDULES], [*EXACT]))
        return found
    for number, (choice, some) in enumerate(some_rows(SCHEDULES_EACH)):
        # Each precision is a program of its own, and the finer of the two tells more.
        precisions: list[Precision] = ["float64", "float32"] if number % 4 == 0 else ["float64"]
        found[f"{choice[0]}-{number % 4}"].append((choice, some, precisions))
    return found


DRAWN = drawn()


@pytest.mark.target
@pytest.mark.slow
@pytest.mark.parametrize("name", DRAWN)
def test_torch_and_jax_train_alike(tmp_path: Path, name: str) -> None:
    table(tmp_path)
    far: dict[str, tuple[float, str]] = {}
    apart: list[str] = []
    count = 0
    for choice, schedules, precisions in DRAWN[name]:
        for schedule, found in parities(tmp_path, choice, schedules, precisions):
            what, losses = " ".join((*choice, schedule, found.precision)), found.losses[0]
            far[found.precision] = max(far.get(found.precision, (0.0, "")), (found.largest, what))
            apart += [] if found.holds else [f"{what}: {found.largest:.1e}"]
            count += 1
            assert len({*losses}) == len(losses), f"{what}: it stands still"
    print(f"{name}: {count},", *(f"{most:.1e} ({what});" for most, what in far.values()))

    assert not apart, "\n".join(apart)


def test_all_that_trains_is_in_the_table() -> None:
    for kind, texts in ((Optimizer, OPTIMIZERS), (Schedule, SCHEDULES), (Clip, CLIPS)):
        named = {text.removeprefix("clip = ").partition("(")[0] for text in texts.values()}

        assert set(known(kind)) <= named
