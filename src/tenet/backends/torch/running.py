"""Run emitted PyTorch source: the trainer executes exactly the text that users are given."""

from __future__ import annotations

import linecache
from types import ModuleType

from tenet.backends.program import Graphs
from tenet.backends.torch.emit import emit_module, model_name


def execute(text: str, name: str) -> ModuleType:
    """A module made of source text; tracebacks through it show its lines."""
    file = f"<tenet:{name}>"
    module = ModuleType(name)
    linecache.cache[file] = (len(text), None, text.splitlines(keepends=True), file)
    exec(compile(text, file, "exec"), vars(module))  # noqa: S102  # text that Tenet itself emitted
    return module


def emitted(graphs: Graphs) -> tuple[ModuleType, str]:
    """The emitted module of a network, executed, and the name of its class."""
    name = graphs.network.name
    return execute(emit_module(graphs), f"torch_{name}"), model_name(name)
