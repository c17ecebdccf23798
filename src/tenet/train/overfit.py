"""Ask whether a network can learn a few rows by heart: what cannot do that has a mistake.

Source: Karpathy, "A Recipe for Training Neural Networks" (2019), "overfit one batch".
"""

from __future__ import annotations

from math import isfinite

from tenet.backends.engine import Backend
from tenet.elaborate.mistakes import NOT_YET
from tenet.frozen import frozen
from tenet.train.batches import shuffled_batches
from tenet.train.trial import Trial

ROWS = 32
STEPS = 500
NEAR_ZERO = 0.05
"""The share of the first loss that counts as learnt by heart."""


@frozen
class Course:
    """The loss over the rows as they are judged, before any step and after some."""

    rows: int
    losses: tuple[tuple[int, float], ...]

    @property
    def share(self) -> float:
        """What is left of the first loss, as a share of it."""
        (_, first), (_, last) = self.losses[0], self.losses[-1]
        return last / first if isfinite(last) and first else float(last != 0)

    @property
    def fits(self) -> bool:
        """Whether the rows are learnt by heart."""
        return self.share <= NEAR_ZERO

    @property
    def falling(self) -> bool:
        """Whether the loss was still falling at the end."""
        (_, before), (_, last) = self.losses[-2], self.losses[-1]
        return last < 0.9 * before


def overfit(trial: Trial, backend: Backend) -> Course:
    """The course of the loss of the first rows, over and over, at the full learning rate.

    Raises:
        TenetError: several networks are trained.
    """
    _check_alone(trial)
    settings = trial.prepared.plan.settings
    (engine,) = trial.engines(backend).by_network.values()
    part = trial.prepared.dataset.parts["train"]
    rows = next(shuffled_batches(part, ROWS, trial.seed, 0))
    losses = [(0, engine.measure(rows)[0])]
    for step in range(STEPS):
        engine.step(rows, settings.optimizer.rate, step)
        if step + 1 in _moments():
            losses.append((step + 1, engine.measure(rows)[0]))
            if not isfinite(losses[-1][1]) or losses[-1][1] < NEAR_ZERO / 5 * losses[0][1]:
                break
    return Course(len(rows), tuple(losses))


def _check_alone(trial: Trial) -> None:
    """Check that one network is trained; raises TenetError."""
    turns = trial.prepared.turns
    if len(turns) > 1:
        names = " and ".join(f"`{turn.name}`" for turn in turns)
        raise NOT_YET.error(
            None,
            f"the spec trains {names} in turn: what one learns changes the loss of another, so that a loss"
            " which stays large tells nothing of a mistake",
            help="leave the others out of a copy of the spec; `tenet gradcheck` and `tenet parity` look at all",
        )


def _moments() -> tuple[int, ...]:
    """After how many steps the loss is measured."""
    return tuple(m for size in (1, 10, 100) for m in (size, 2 * size, 5 * size))
