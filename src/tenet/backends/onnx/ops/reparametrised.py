"""Layers that compute their weights, in ONNX: a deployed model has them computed."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from tenet.backends.lowering import lower
from tenet.backends.onnx.lowered import Lowering
from tenet.frozen import replace
from tenet.ir.graph import Parameter
from tenet.ops.reparametrised import Reparametrised, SpectralNorm, WeightNorm


def _part(at: Lowering, name: str) -> npt.NDArray[np.float64]:
    return np.asarray(at.weights[at.node.parameter(name).path], np.float64)


def _with(op: Reparametrised, at: Lowering, weight: npt.NDArray[np.float64]) -> str:
    """The layer with these weights as its own."""
    spec = op.weight(*at.node.types)
    path = f"{at.node.layer}.weight"
    own = Parameter(path, spec.shape, spec.role, spec.init, spec.fans)
    node = replace(at.node, op=op.layer, parameters=(own, *at.node.parameters))
    weights = {**at.weights, path: weight.astype(np.float32)}
    made: str = lower(op.layer, "onnx", node.span, replace(at, node=node, weights=weights))
    return made


def weight_norm(op: WeightNorm, at: Lowering) -> str:
    """The layer with each output's direction brought to its length."""
    length, direction = _part(at, "original0"), _part(at, "original1")
    over = tuple(range(1, direction.ndim))
    return _with(op, at, length * direction / np.sqrt((direction**2).sum(over, keepdims=True)))


def spectral_norm(op: SpectralNorm, at: Lowering) -> str:
    """The layer with its weights divided by the largest singular value."""
    weight = _part(at, "original")
    return _with(
        op, at, weight / (_part(at, "_u") @ weight.reshape(len(weight), -1) @ _part(at, "_v"))
    )
