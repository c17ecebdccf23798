"""Quantize a model by ONNX Runtime: ranges measured on rows, then QuantizeLinear and DequantizeLinear around layers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from onnx import ModelProto, NodeProto, load_model_from_string
from onnxruntime.quantization import (
    CalibrationDataReader,
    QuantFormat,
    QuantType,
    quantize_static,
)

from tenet.backends.onnx.builder import Array
from tenet.deploy.assemble import Assembled
from tenet.frozen import frozen

LAYERS = ("Conv", "ConvTranspose", "Gemm", "MatMul")
"""What is worth quantizing: products with weights."""
BETWEEN = (
    "Add", "AveragePool", "Clip", "Concat", "Flatten", "GlobalAveragePool", "MaxPool", "Relu", "Reshape", "Transpose",
)  # fmt: skip
"""What works on whole numbers between them. What needs many digits, as softmax and norms do, stays in floats."""
FLOAT_RESULTS = ["Gemm", "MatMul"]
"""What gives floats of whole numbers by itself: answers and what norms read lose nothing more."""
PREPARED = ("onnx.quant.pre_process", "onnxruntime.quant")
"""Tells ONNX Runtime that norms are folded and nothing is computed that is constant."""


@frozen
class Quantized:
    """A quantized model, and how many layers of each kind of the network are."""

    model: ModelProto
    layers: Mapping[str, int]


def quantize(assembled: Assembled, batches: Iterable[Mapping[str, Array]]) -> Quantized:
    """A model whose network is quantized, the ranges of activations measured on batches of its inputs.

    There are no layers in it where the network has nothing to quantize.
    """
    nodes = network_nodes(assembled)
    layers = Counter(node.op_type for node in nodes if node.op_type in LAYERS)
    if not layers:
        return Quantized(assembled.model, {})
    model = ModelProto()
    model.CopyFrom(assembled.model)
    key, value = PREPARED
    model.metadata_props.add(key=key, value=value)
    kinds = (*LAYERS, *BETWEEN)
    with TemporaryDirectory() as folder:
        written = Path(folder) / "model.onnx"
        quantize_static(
            model,
            written,
            _Batches(batches),
            quant_format=QuantFormat.QDQ,
            op_types_to_quantize=list(kinds),
            nodes_to_quantize=[node.name for node in nodes if node.op_type in kinds],
            per_channel=True,
            reduce_range=True,
            activation_type=QuantType.QUInt8,
            weight_type=QuantType.QInt8,
            extra_options={"OpTypesToExcludeOutputQuantization": FLOAT_RESULTS},
        )
        made = load_model_from_string(written.read_bytes())
    made.producer_name, made.producer_version = assembled.model.producer_name, ""
    del made.metadata_props[:]
    made.metadata_props.extend(assembled.model.metadata_props)
    return Quantized(made, dict(sorted(layers.items())))


def network_nodes(assembled: Assembled) -> list[NodeProto]:
    """The nodes of a model that are its network's."""
    return [node for node in assembled.model.graph.node if node.name in assembled.network]


class _Batches(CalibrationDataReader):  # type: ignore[misc]  # ONNX Runtime leaves it untyped
    """Batches as ONNX Runtime asks for them."""

    def __init__(self, batches: Iterable[Mapping[str, Array]]) -> None:
        self.left = iter(batches)

    def get_next(self) -> dict[str, Array] | None:
        """The next, if there is one."""
        batch = next(self.left, None)
        return None if batch is None else dict(batch)
