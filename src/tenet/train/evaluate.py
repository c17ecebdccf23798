"""Evaluate a run: the metrics of its best checkpoint."""

from __future__ import annotations

from pathlib import Path

from tenet.backends.engine import Backend, Engine
from tenet.diagnostics import nearest
from tenet.train.checkpoints import read_weights
from tenet.train.judge import Judgement
from tenet.train.mistakes import NO_PART
from tenet.train.prepare import Prepared
from tenet.train.run import Run, open_run
from tenet.train.turns import Turns


def evaluate(
    folder: Path, split: str | None = None, backend: Backend | None = None
) -> dict[str, Judgement]:
    """The metrics of a run's best checkpoint on a part of the data, or on every part that has rows.

    The run's own backend judges it unless another is named: the numbers are the same.

    Raises:
        TenetError: there is no such run or part, or the data has changed.
    """
    run = open_run(folder)
    prepared = run.prepared()
    parts = {name: rows for name, rows in prepared.dataset.parts.items() if len(rows)}
    if split is not None and split not in parts:
        close = nearest(split, parts)
        hint = f"; did you mean `{close}`?" if close is not None else ""
        raise NO_PART.error(
            None, f"the split has no rows in `{split}`{hint}", help=f"it has {', '.join(parts)}"
        )
    turns = best(run, prepared, backend)
    chosen = parts if split is None else {split: parts[split]}
    return {name: turns.judge(rows) for name, rows in chosen.items()}


def best(run: Run, prepared: Prepared, backend: Backend | None = None) -> Turns:
    """A run's networks with their best weights, on its rows."""
    turns = Turns(prepared, run.record, backend or run.record.backend)
    turns.feed(prepared.rows())
    turns.load(read_weights(run.best, prepared.parameters).weights)
    return turns


def best_engine(run: Run, prepared: Prepared, backend: Backend | None = None) -> Engine:
    """The engine of a run's only network with its best weights, on its rows."""
    return best(run, prepared, backend).players[0].engine
