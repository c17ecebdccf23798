"""Tenet: one text describes a neural network's data, layers, training and export.

    import tenet

    experiment = tenet.load("digits.tenet", width=64)
    source = tenet.compile("digits.tenet", to="torch")
    run = tenet.train("digits.tenet")
    model = tenet.export(run)

To import this loads nothing but this file; a name brings what it needs when it is first asked for.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType

_DISTRIBUTION = "tenet-lang"
_HOMES = {
    "Diagnostic": "tenet.diagnostics",
    "Experiment": "tenet.elaborate.experiment",
    "TenetError": "tenet.diagnostics",
    **dict.fromkeys(("check", "compile", "export", "load", "predict", "train"), "tenet.cli.api"),
}


class _Package(ModuleType):
    """The package, in which `train` stays the function when the subpackage of that name is loaded."""

    def __setattr__(self, name: str, value: object) -> None:
        if name not in _HOMES or not isinstance(value, ModuleType):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package


def __getattr__(name: str) -> object:
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    if name == "__version__":
        metadata = import_module("importlib.metadata")
        try:
            return metadata.version(_DISTRIBUTION)
        except metadata.PackageNotFoundError:  # run from a checkout that was never installed
            return "0+unknown"
    raise AttributeError(f"module `tenet` has no attribute `{name}`")


def __dir__() -> list[str]:
    return sorted([*globals(), *_HOMES, "__version__"])
