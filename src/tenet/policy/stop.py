"""The kind of thing that `stop` takes."""

from __future__ import annotations

from tenet.catalogue.definition import Definition


class Stop(Definition):
    """A rule by which training ends before its time."""

    kind = "stopping rule"
    home = "tenet.policy.stopping"
