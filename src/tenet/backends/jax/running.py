"""Run emitted JAX source: the trainer executes exactly the text that users are given."""

from __future__ import annotations

from types import ModuleType

from tenet.backends.jax.emit import emit_module
from tenet.backends.program import Graphs


def emitted(graphs: Graphs) -> ModuleType:
    """The emitted module of a network, executed."""
    text = emit_module(graphs)
    module = ModuleType(f"jax_{graphs.network.name}")
    exec(compile(text, f"<tenet:{module.__name__}>", "exec"), vars(module))  # noqa: S102  # text that Tenet itself emitted
    return module
