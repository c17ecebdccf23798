"""The kind of thing that `stop` takes."""

from __future__ import annotations

from typing import ClassVar

from tenet.catalogue.definition import Definition


class Stop(Definition):
    """A rule by which training ends before its time."""

    kind: ClassVar[str] = "stopping rule"
    home: ClassVar[str] = "tenet.policy.stopping"
