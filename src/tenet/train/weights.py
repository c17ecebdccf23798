"""Draw the first weights, once for all backends.

Each parameter has a counter-based generator of its own, keyed by seed and path, so that the same spec
and seed start from the same bytes everywhere, and adding a layer moves no other layer's weights.
"""

from __future__ import annotations

from hashlib import blake2b

import numpy as np

from tenet.catalogue.initialiser import Initialiser
from tenet.data.arrays import Array
from tenet.ir.graph import Graph, Parameter


def generator(seed: int, *purpose: str) -> np.random.Generator:
    """A generator of its own for a seed and a purpose."""
    key = blake2b(":".join((str(seed), *purpose)).encode(), digest_size=16).digest()
    return np.random.Generator(np.random.Philox(key=int.from_bytes(key, "little")))


def draw_weights(graph: Graph, seed: int) -> dict[str, Array]:
    """Every parameter and statistic of a graph by path, as float32."""
    return {path: _draw(parameter, seed) for path, parameter in graph.parameters.items()}


def _draw(parameter: Parameter, seed: int) -> Array:
    assert isinstance(parameter.init, Initialiser), f"{parameter.path}: initialiser not chosen"
    shape = tuple(int(str(dim)) for dim in parameter.shape)
    fan_in, fan_out = (int(str(fan)) for fan in parameter.fans or (1, 1))
    draw = parameter.init.draw(fan_in, fan_out)
    if draw.shape == "constant":
        return np.full(shape, draw.centre, np.float32)
    random = generator(seed, "weights", parameter.path)
    if draw.shape == "normal":
        values = random.standard_normal(shape)
    else:
        values = random.uniform(-1.0, 1.0, shape)
    return np.asarray(draw.centre + draw.spread * values, np.float32)
