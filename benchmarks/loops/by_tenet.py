"""The steps of a training by Tenet, as `tenet.train.fit` does them."""

from __future__ import annotations

import time
from itertools import islice

from loops.case import Case, Epoch

from tenet import __version__
from tenet.backends.engine import Backend
from tenet.train.course import course
from tenet.train.run import VERSION, Record
from tenet.train.start import first_weights
from tenet.train.turns import Turns


def make(case: Case, backend: Backend) -> Epoch:
    """Epochs on a backend."""
    prepared = case.prepared
    record = Record(
        version=VERSION, spec=case.name, folder=".", overrides={}, backend=backend, device="cpu",
        seed=0, data="", versions={"tenet": __version__}, threads=1,
    )  # fmt: skip
    turns = Turns(prepared, record, backend)
    turns.feed(prepared.rows())
    turns.load(first_weights(prepared, 0, case.spec.parent)[0])
    length = prepared.clock.epoch
    steps = course(turns, prepared, 0, 0)

    def epoch(_number: int) -> float:
        began = time.perf_counter()
        losses = [turns.step(batch, step, more) for step, (batch, *more) in islice(steps, length)]
        turns.settle(losses)
        return time.perf_counter() - began

    return epoch
