"""Certify a model: raw rows through the trained pipeline and through ONNX Runtime, compared."""

from __future__ import annotations

import platform
from collections.abc import Mapping
from hashlib import sha256
from importlib.metadata import version
from typing import Any

import numpy as np
from onnx import ModelProto, TensorProto, helper

from tenet import __version__
from tenet.backends.engine import Engine
from tenet.data.applying import run as run_pipeline
from tenet.data.arrays import Array, Indices, Ragged, Values, places, unpadded
from tenet.data.undo import undo
from tenet.deploy.assemble import Assembled
from tenet.deploy.form import onnx_of, tolerance_of
from tenet.deploy.session import open_session, run_session
from tenet.frozen import frozen, replace
from tenet.train.judge import infer, real
from tenet.train.prepare import Prepared
from tenet.train.run import Run

MOST_ROWS = 10_000


@frozen
class Difference:
    """The largest differences between two arrays that should be equal.

    Attributes:
        absolute: in the scale in which the loss sees the output.
        relative: to the numbers compared.
        scale: how many of the column's units one unit of that scale is; 1 where nothing was scaled.
    """

    absolute: float
    relative: float
    scale: float = 1.0


@frozen
class Certificate:
    """What was compared, and what came of it; written as JSON beside the model."""

    verdict: str
    tolerance: float
    rows: int
    hashes: dict[str, str]
    versions: dict[str, str]
    opset: int
    precision: str
    outputs: dict[str, Difference]
    preprocessing: dict[str, Any]
    whole: Difference
    quantization: dict[str, Any] | None = None
    stepwise: dict[str, Any] | None = None

    @property
    def passed(self) -> bool:
        """Whether the model is what was trained."""
        return self.verdict == "passed"

    def document(self) -> dict[str, Any]:
        """The certificate as JSON holds it."""
        outputs = {name: vars(apart) for name, apart in self.outputs.items()}
        told = {**vars(self), "outputs": outputs, "whole": vars(self.whole)}
        return {name: value for name, value in told.items() if value is not None}


def certify(run: Run, prepared: Prepared, engine: Engine, assembled: Assembled) -> Certificate:
    """The certificate of a model against the engine that holds the trained weights.

    Preprocessing must agree in every bit; outputs to the tolerance of the `export` section, or, where
    that says none, to what fits the precision that the model computes in.

    Raises:
        NotLoaded: ONNX Runtime cannot run the model.
    """
    rows = compared_rows(prepared)
    chosen = np.searchsorted(prepared.dataset.sample, rows)
    model = assembled.model.SerializeToString()
    network = prepared.graphs.network
    pipeline = prepared.dataset.pipeline.restricted(assembled.fields)
    data = prepared.dataset
    given = assembled.feed.of(
        run_pipeline(pipeline, data.columns, len(data.sample), data.folder), chosen
    )
    exported = _run(model, given, assembled.outputs)
    inside = _run(
        inside_of(assembled.model, assembled, prepared).SerializeToString(), given, assembled.fields
    )
    trained = _trained(prepared, engine, rows)
    answers = real(network, prepared, exported, rows)
    scales = _scales(prepared)
    outputs = {n: difference(*_places(trained[n], answers[n]), scales.get(n, 1.0)) for n in answers}
    fields = {n: prepared.dataset.fields[n][rows] for n in assembled.fields}
    pairs = {n: _places(field, _like(field, inside[n])) for n, field in fields.items()}
    equal = {n: _same_bits(*pair) for n, pair in pairs.items()}
    apart = {n: difference(*pair) for n, pair in pairs.items()}
    tolerance = tolerance_of(prepared.experiment)
    whole = _largest(outputs)
    good = all(equal.values()) and whole.absolute <= tolerance
    return Certificate(
        verdict="passed" if good else "failed",
        tolerance=tolerance,
        rows=len(rows),
        hashes=_hashes(run, model),
        versions=_versions(run.record.backend),
        opset=assembled.model.opset_import[0].version,
        precision=onnx_of(prepared.experiment).precision,
        outputs=outputs,
        preprocessing={
            "bit_equal": all(equal.values()),
            "absolute": _largest(apart).absolute,
            "relative": _largest(apart).relative,
        },
        whole=whole,
    )


def _run(model: bytes, given: Mapping[str, Array], names: Mapping[str, str]) -> dict[str, Array]:
    """What a model gives, by our names for it."""
    found = run_session(open_session(model), given, list(names.values()))
    return {name: found[value] for name, value in names.items()}


def _like(field: Values, array: Array) -> Values:
    return unpadded(array, field.lengths) if isinstance(field, Ragged) else array


def _places(left: Values, right: Values) -> tuple[Array, Array]:
    return places(left), places(right)


def _hashes(run: Run, model: bytes) -> dict[str, str]:
    """What the certificate is of."""
    return {
        "spec": run.spec_hash,
        "weights": sha256(run.best.read_bytes()).hexdigest(),
        "data": run.record.data,
        "model": sha256(model).hexdigest(),
    }


def with_loss(certificate: Certificate, lost: Mapping[str, Any]) -> Certificate:
    """The certificate of a model that was proved and then quantized, with what that lost."""
    hashes = {**certificate.hashes, "model": lost["hashes"]["after"]}
    return replace(certificate, verdict=lost["verdict"], hashes=hashes, quantization=dict(lost))


def difference(left: Array, right: Array, scale: float = 1.0) -> Difference:
    """The largest absolute and relative difference; infinite where shapes or NaNs disagree."""
    if left.shape != right.shape or not np.array_equal(np.isnan(left), np.isnan(right)):
        return Difference(float("inf"), float("inf"), scale)
    a, b = left.astype(np.float64), right.astype(np.float64)
    apart = np.abs(np.where(np.isnan(a), 0.0, a - b))
    size = np.maximum(np.abs(np.nan_to_num(a)), np.finfo(np.float32).tiny)
    relative = float((apart / size).max(initial=0.0))
    return Difference(float(apart.max(initial=0.0)) / scale, relative, scale)


def _trained(prepared: Prepared, engine: Engine, rows: Indices) -> Mapping[str, Values]:
    """The trained network's outputs, those that predict a scaled field in its own units."""
    outputs = dict(infer(engine, prepared, rows))
    for comparison in {c.output: c for c in prepared.plan.comparisons}.values():
        if comparison.task == "numbers" and comparison.output in outputs:
            values = outputs[comparison.output]
            outputs[comparison.output] = undo(prepared.dataset.pipeline, comparison.field, values)
    return outputs


def _scales(prepared: Prepared) -> dict[str, float]:
    """How far one unit of each output that predicts a scaled field reaches in the field's own units."""
    pipeline = prepared.dataset.pipeline
    found = {}
    for comparison in prepared.plan.comparisons:
        shape = places(prepared.dataset.fields[comparison.field]).shape[1:]
        zero, one = np.zeros((1, *shape), np.float32), np.ones((1, *shape), np.float32)
        if comparison.task == "numbers":
            reach = undo(pipeline, comparison.field, one) - undo(pipeline, comparison.field, zero)
            found[comparison.output] = float(np.abs(reach).max())
    return found


def compared_rows(prepared: Prepared) -> Indices:
    """Rows to compare on: all whose raw cells are kept, or an even choice of very many."""
    sample = prepared.dataset.sample
    return sample[:: -(-len(sample) // MOST_ROWS)]


def inside_of(model: ModelProto, assembled: Assembled, prepared: Prepared) -> ModelProto:
    """The same model, which also gives out its fields and what the network gives before scaling is undone."""
    made = ModelProto()
    made.CopyFrom(model)
    declared = {value.name for value in made.graph.output}
    arrays = {value: places(prepared.dataset.fields[n]) for n, value in assembled.fields.items()}
    integers = {value for value, array in arrays.items() if array.dtype.kind == "i"}
    for value in dict.fromkeys((*assembled.fields.values(), *assembled.plain.values())):
        if value not in declared:
            element = TensorProto.INT64 if value in integers else TensorProto.FLOAT
            made.graph.output.append(helper.make_tensor_value_info(value, element, None))
    return made


def _same_bits(left: Array, right: Array) -> bool:
    return (
        left.dtype == right.dtype
        and left.shape == right.shape
        and left.tobytes() == right.tobytes()
    )


def _largest(differences: Mapping[str, Difference]) -> Difference:
    return Difference(
        max((d.absolute for d in differences.values()), default=0.0),
        max((d.relative for d in differences.values()), default=0.0),
    )


def _versions(backend: str) -> dict[str, str]:
    packages = ("onnx", "onnxruntime", "numpy", backend)
    return {"tenet": __version__, "python": platform.python_version()} | {
        p: version(p) for p in packages
    }
