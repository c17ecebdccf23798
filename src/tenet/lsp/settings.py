"""What the user of an editor can choose."""

from __future__ import annotations

from typing import Any

from tenet.frozen import fields, frozen


@frozen
class Settings:
    """The choices by name, as they stand under `tenet` in an editor's settings.

    Attributes:
        shapes: whether the shape is shown after every arrow and at every binding.
        parameters: whether the parameters of each layer are shown behind it.
        scale: whether the predicted scale is shown where it leaves the healthy band.
        lenses: whether what a network costs stands above it.
    """

    shapes: bool = True
    parameters: bool = False
    scale: bool = True
    lenses: bool = True


def read(given: Any) -> Settings:
    """The settings in what an editor sends, itself or under `tenet`; what is not understood is as by default."""
    table = given.get("tenet", given) if isinstance(given, dict) else {}
    known = {n: v for n, v in table.items() if n in fields(Settings()) and isinstance(v, bool)}
    return Settings(**known)
