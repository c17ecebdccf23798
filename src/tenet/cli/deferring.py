"""Put off an import that a dependency makes and a check never uses."""

from __future__ import annotations

import importlib
import sys
from importlib import import_module
from types import ModuleType
from typing import Any

METADATA = "importlib.metadata"


def defer_metadata() -> None:
    """Effect: the metadata of packages is imported when it is first asked for.

    pydantic imports `importlib.metadata`, and with it email, zipfile and sockets, to look for plugins,
    even where they are switched off: a tenth of the time of `tenet check`.
    """
    if METADATA not in sys.modules:
        sys.modules[METADATA] = importlib.metadata = _Metadata(METADATA)


class _Metadata(ModuleType):
    """Stands for the module until something of it is used."""

    def entry_points(self, **chosen: Any) -> Any:
        """What the module's own function gives; it may be fetched without being called."""
        return _real().entry_points(**chosen)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):  # the import system asks for these without using anything
            raise AttributeError(name)
        return getattr(_real(), name)


def _real() -> Any:
    if isinstance(sys.modules.get(METADATA), _Metadata):
        del sys.modules[METADATA]
    return import_module(METADATA)
