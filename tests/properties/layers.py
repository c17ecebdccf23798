"""Networks of many layers, written as a loop, as lines, and as blocks."""

from __future__ import annotations


def repeated(layers: int) -> str:
    """One line in a loop."""
    return _network("h = x", f"repeat {layers} {{ h = h -> dense(8) -> relu }}", "y = h")


def lined(layers: int) -> str:
    """A line for each layer."""
    return _network("h = x", *["h = h -> dense(8) -> relu"] * layers, "y = h")


def blocked(layers: int) -> str:
    """A use of a block for each layer."""
    block = "block layer(x; units) {\n    h = x -> dense(units)\n    return h -> relu\n}\n"
    return block + _network("h = x", *["h = h -> layer(8)"] * layers, "y = h")


def mistaken(layers: int) -> str:
    """A mistake on each line."""
    return _network("h = x", *["h = h -> dnse(8) -> relu"] * layers, "y = h")


def _network(*lines: str) -> str:
    body = "\n".join(f"    {line}" for line in lines)
    return f"network(x: f32[8]) -> y {{\n{body}\n}}\n"
