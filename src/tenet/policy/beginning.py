"""The kind of thing that `start` takes: what training begins from."""

from __future__ import annotations

from typing import Annotated

from tenet.catalogue.definition import Definition
from tenet.catalogue.setting import ByName
from tenet.policy.selection import Selector


class Beginning(Definition):
    """What training begins from, in place of drawn weights."""

    kind = "beginning"
    home = "tenet.policy.beginning"


class Checkpoint(Beginning):
    """The weights of a run, by their paths: they are read when training begins, and then not needed any more."""

    path: str
    """A file in safetensors, such as a run's `best.safetensors`, from the folder of the spec."""
    only: Annotated[tuple[Selector, ...] | Selector, ByName()] = ()
    """Which parameters are taken from it; all of the network's unless given."""

    @property
    def selectors(self) -> tuple[Selector, ...]:
        """Which parameters are taken, as a list; empty for all."""
        return (self.only,) if isinstance(self.only, str) else self.only
