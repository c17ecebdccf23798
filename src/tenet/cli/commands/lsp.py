"""`tenet lsp`: the language server, which an editor starts."""

from __future__ import annotations

from importlib import import_module


def lsp() -> int:
    """Serve an editor over standard input and output, in the Language Server Protocol."""
    import_module("tenet.lsp.server").serve()
    return 0
