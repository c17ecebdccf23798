"""Draw the first weights, once for all backends.

Each parameter has a counter-based generator of its own, keyed by seed and path, so that the same spec
and seed start from the same bytes everywhere, and adding a layer moves no other layer's weights.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from tenet.catalogue.initialiser import Draw, Initialiser
from tenet.data.arrays import Array
from tenet.data.drawing import generator
from tenet.ir.graph import Graph, Parameter


def draw_weights(graph: Graph, seed: int) -> dict[str, Array]:
    """Every parameter and statistic of a graph by path, as float32."""
    return draw_parameters(graph.parameters, seed)


def draw_parameters(parameters: Mapping[str, Parameter], seed: int) -> dict[str, Array]:
    """The first values of parameters, each by the path under which it stands here, as float32."""
    return {path: _start(path, parameter, seed) for path, parameter in parameters.items()}


def _start(path: str, parameter: Parameter, seed: int) -> Array:
    assert isinstance(parameter.init, Initialiser), f"{parameter.path}: initialiser not chosen"
    shape = tuple(int(str(dim)) for dim in parameter.shape)
    fan_in, fan_out = (int(str(fan)) for fan in parameter.fans or (1, 1))
    draw = parameter.init.draw(fan_in, fan_out)
    values = _drawn(draw, shape, generator(seed, "weights", path))
    if draw.zero_row is not None:
        values[draw.zero_row] = 0
    return values


def _drawn(draw: Draw, shape: tuple[int, ...], random: np.random.Generator) -> Array:
    if draw.shape == "constant":
        return np.full(shape, draw.centre, np.float32)
    if draw.shape == "orthogonal":
        return np.asarray(draw.spread * _orthogonal(random, shape), np.float32)
    if draw.shape == "normal":
        values = random.standard_normal(shape)
    else:
        values = random.uniform(-1.0, 1.0, shape)
    return np.asarray(draw.centre + draw.spread * values, np.float32)


def _orthogonal(random: np.random.Generator, shape: tuple[int, ...]) -> Array:
    """A matrix of orthonormal columns, or rows where it is wide; further axes count as columns."""
    height, width = shape[0], int(np.prod(shape[1:]))
    basis, upper = np.linalg.qr(random.standard_normal((max(height, width), min(height, width))))
    # The signs make it uniform among such matrices (Mezzadri, 2007).
    basis = basis * np.sign(np.diag(upper))
    return np.asarray((basis if height >= width else basis.T).reshape(shape))
