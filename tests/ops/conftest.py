"""Networks compiled for every target, with one set of weights, to be run side by side."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from functools import cached_property
from types import ModuleType
from typing import Any

import jax
import numpy as np
import numpy.typing as npt
import onnxruntime as ort
import pytest
import torch
from onnx.reference import ReferenceEvaluator

from tenet.backends.jax.emit import emit_module as emit_jax
from tenet.backends.onnx.emit import emit_model
from tenet.backends.program import Graphs
from tenet.backends.torch.running import emitted, execute
from tenet.elaborate.experiment import elaborate
from tenet.ir.graph import Graph, Value
from tenet.passes.pipeline import INFERENCE, SOURCE, run
from tenet.source import Source
from tenet.train.weights import draw_weights
from tenet.types.dim import Dim, bind, names
from tenet.types.tensor import DType, TensorType

Array = npt.NDArray[Any]
Arrays = dict[str, Array]

SIZES = {"T": 7, "S": 5}
"""What sizes that stay open are when a network runs."""
NUMPY = {
    DType.F32: np.float32,
    DType.F64: np.float64,
    DType.I32: np.int32,
    DType.I64: np.int64,
    DType.BOOL: np.bool_,
}


def graph_of(text: str, *, strictly: bool) -> Graph:
    """The network of a text in which nothing is wrong nor, strictly, even doubtful."""
    elaborated = elaborate(Source("example.tenet", text))
    network = elaborated.sound().network
    assert not strictly or not elaborated.diagnostics, [d.message for d in elaborated.diagnostics]
    assert network is not None
    return network


def shape_of(kind: TensorType, rows: int) -> tuple[int, ...]:
    """The shape of an array of a type."""
    sizes = [bind(dim, SIZES) for dim in kind.shape]
    known = tuple(dim for dim in sizes if isinstance(dim, int))
    assert len(known) == len(sizes), kind
    return (rows, *known) if kind.batched else known


def own(kind: TensorType, row: int, sizes: Mapping[str, Dim]) -> tuple[slice, ...]:
    """Where in a batch the elements of one row lie that are no padding."""
    ends = [bind(dim, sizes) if names(dim) else None for dim in kind.shape]
    return slice(row, row + 1), *(slice(None, end) for end in ends)


def draw(kind: TensorType, rows: int, random: np.random.Generator) -> Array:
    """An array of a type, its elements where the type promises them."""
    shape, low, high = shape_of(kind, rows), kind.range.low, kind.range.high
    if kind.dtype is DType.BOOL:
        return random.integers(0, 2, shape).astype(np.bool_)
    if kind.dtype.is_integer:
        first, last = max(low, -9), min(high, 9)
        return random.integers(int(first), int(last) + 1, shape).astype(NUMPY[kind.dtype])
    if np.isfinite(low) and np.isfinite(high):
        values = random.uniform(low, high, shape)
    else:
        values = np.clip(2 * random.standard_normal(shape), low, high)
    return np.clip(values.astype(NUMPY[kind.dtype]), low, high).astype(NUMPY[kind.dtype])


def stirred(graph: Graph) -> Arrays:
    """First weights, with nothing left that makes a layer the identity."""
    weights = draw_weights(graph, 1)
    random = np.random.default_rng(1)
    for path, value in weights.items():
        if path.endswith(".running_var"):
            weights[path] = random.uniform(0.5, 2, value.shape).astype(np.float32)
        elif value.size and np.ptp(value) == 0:
            moved = value + 0.3 * random.standard_normal(value.shape)
            weights[path] = np.asarray(moved, np.float32)
    return weights


def beyond_the_reference(node: Any) -> bool:
    """Whether ONNX's reference evaluator computes a node otherwise than its specification says.

    In onnx 1.23 its recurrences pass over `sequence_lens`, and know neither Relu nor anything else
    that is not the default.
    """
    if node.op_type not in {"RNN", "GRU", "LSTM"}:
        return False
    named = {attribute.name: attribute for attribute in node.attribute}
    lengths = len(node.input) > 4 and node.input[4]
    return bool(lengths) or ("activations" in named and b"Relu" in named["activations"].strings)


ONCE = {
    "xla_backend_optimization_level": 0,
    "xla_llvm_disable_expensive_passes": True,
    "xla_allow_excess_precision": False,
}
"""How JAX compiles what runs once: what LLVM would make faster takes longer to make so. Each rounding is done."""


class Compiled:
    """A network for PyTorch, JAX and ONNX, with weights."""

    def __init__(self, graph: Graph) -> None:
        self.graph = run(SOURCE, graph)
        self.weights = stirred(self.graph)

    def inputs(self, rows: int, seed: int = 0) -> Arrays:
        """A batch for it, in the order of the header."""
        random = np.random.default_rng(seed)
        drawn = {name: draw(v.type, rows, random) for name, v in self.graph.inputs.items()}
        lengths = {
            name: random.integers(1, SIZES[name] + 1, rows) for name in SIZES if name in drawn
        }
        return drawn | lengths

    @cached_property
    def module(self) -> torch.nn.Module:
        """The emitted PyTorch module with the weights, for inference."""
        source, name = emitted(Graphs(self.graph))
        module: torch.nn.Module = getattr(source, name)()
        module.load_state_dict({k: torch.from_numpy(v.copy()) for k, v in self.weights.items()})
        return module.eval()

    @cached_property
    def functions(self) -> ModuleType:
        """The emitted JAX functions."""
        return execute(emit_jax(Graphs(self.graph)), "jax_example")

    @cached_property
    def forward(self) -> Any:
        """What JAX computes, compiled."""
        return jax.jit(self.functions.forward, compiler_options=ONCE)

    def parts(self, weights: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
        """Parameters and state, as the emitted JAX functions take them."""
        known = self.graph.parameters
        return (
            {path: value for path, value in weights.items() if known[path].trainable},
            {path: value for path, value in weights.items() if not known[path].trainable},
        )

    @cached_property
    def model(self) -> Any:
        """The ONNX model."""
        return emit_model(run(INFERENCE, self.graph), self.weights)

    @cached_property
    def session(self) -> ort.InferenceSession:
        """The ONNX model in ONNX Runtime."""
        options = ort.SessionOptions()
        options.intra_op_num_threads = 1
        content = self.model.SerializeToString()
        return ort.InferenceSession(content, options, providers=["CPUExecutionProvider"])

    def torch(self, inputs: Arrays) -> list[Array]:
        """What PyTorch gives at inference."""
        with torch.no_grad():
            made = self.module(*(torch.from_numpy(v.copy()) for v in inputs.values()))
        return [v.detach().numpy() for v in (made if isinstance(made, tuple) else (made,))]

    def jax(self, inputs: Arrays) -> list[Array]:
        """What JAX gives at inference."""
        narrow = {np.dtype(np.int64): np.int32}
        given = [v.astype(narrow.get(v.dtype, v.dtype)) for v in inputs.values()]
        params, state = self.parts({k: jax.numpy.array(v) for k, v in self.weights.items()})
        made = self.forward(params, state, *given, key=jax.random.key(0))[0]
        return [np.asarray(v) for v in (made if isinstance(made, tuple) else (made,))]

    def runtime(self, inputs: Arrays) -> list[Array]:
        """What ONNX Runtime gives."""
        names = [value.name for value in self.model.graph.input]
        given = dict(zip(names, inputs.values(), strict=True))
        made: list[Array] = self.session.run(None, given)
        return made

    def reference(self, inputs: Arrays) -> list[Array]:
        """What ONNX's reference evaluator gives."""
        names = [value.name for value in self.model.graph.input]
        given = dict(zip(names, inputs.values(), strict=True))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)  # its sigmoid overflows on the way
            made = ReferenceEvaluator(self.model).run(None, given)
        return [np.asarray(value) for value in made]

    def elements(self, value: Value, made: Array, inputs: Arrays) -> Array:
        """The elements of an output that are no padding."""
        if not value.type.batched:
            return made
        lengths = {name: inputs[name] for name in SIZES if name in inputs}
        rows = [
            made[own(value.type, row, SIZES | {name: int(v[row]) for name, v in lengths.items()})]
            for row in range(len(made))
        ]
        return np.concatenate([row.ravel() for row in rows])

    def assert_agree(self, inputs: Arrays, tolerance: float = 1e-5) -> list[Array]:
        """Effect: fails unless all four give the same outputs, of the types that were inferred."""
        rows = len(next(iter(inputs.values())))
        all_made = {
            "torch": self.torch(inputs),
            "jax": self.jax(inputs),
            "runtime": self.runtime(inputs),
        }
        if not any(map(beyond_the_reference, self.model.graph.node)):
            all_made["reference"] = self.reference(inputs)
        for place, (name, value) in enumerate(self.graph.outputs.items()):
            expected = all_made["torch"][place]
            scale = max(1.0, float(np.abs(expected).max(initial=0)))
            for target, made in all_made.items():
                told = f"{name} by {target}"
                assert made[place].shape == shape_of(value.type, rows), told
                assert made[place].dtype.kind == np.dtype(NUMPY[value.type.dtype]).kind, told
                np.testing.assert_allclose(
                    made[place], expected, rtol=0, atol=tolerance * scale, err_msg=told
                )
                room = 1e-6 * scale
                elements = self.elements(value, made[place], inputs)
                assert (elements >= value.type.range.low - room).all(), told
                assert (elements <= value.type.range.high + room).all(), told
        return all_made["torch"]


@pytest.fixture(scope="session")
def compiled() -> Callable[[str], Compiled]:
    """The network of a text, for every target."""
    return lambda text: Compiled(graph_of(text, strictly=True))


@pytest.fixture(scope="session")
def compiled_graph() -> Callable[[Graph], Compiled]:
    """A network, for every target."""
    return Compiled
