"""Measure what quantizing a model loses: how far its outputs move, what becomes of each metric, and what it saves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Any

import numpy as np
from onnx import ModelProto

from tenet.backends.engine import Engine
from tenet.data.applying import run as run_pipeline
from tenet.data.arrays import Array, Indices, Values, joined, places
from tenet.deploy.assemble import Assembled
from tenet.deploy.certify import compared_rows, inside_of
from tenet.deploy.quantize import Quantized, quantize
from tenet.deploy.session import open_session, run_session
from tenet.frozen import frozen
from tenet.policy.quantization import Int8
from tenet.train.batches import batches
from tenet.train.judge import metrics, missing, real
from tenet.train.prepare import Prepared

ROWS_AT_ONCE = 128


@frozen
class Moved:
    """How far an output moves, in the scale in which the loss sees it.

    Attributes:
        absolute: the largest difference.
        mean: the mean of the absolute differences; infinite where one is no number.
    """

    absolute: float
    mean: float


@frozen
class Lost:
    """What quantizing a model loses, and saves; a part of the certificate.

    Attributes:
        verdict: whether outputs move no further than is let pass, and fields not at all.
        tolerance: how far outputs may move on average.
        rows: on how many training rows ranges were measured.
        layers: how many of each kind are quantized.
        outputs: how far each moves.
        metrics: of validation and test rows, by the model before and after.
        not_judged: the metrics of outputs that the model does not give.
        preprocessing: whether it is as it was, in every bit.
        bytes: of the model before and after.
        hashes: of the model before, which all else in the certificate is of, and after.
    """

    verdict: str
    tolerance: float
    rows: int
    layers: Mapping[str, int]
    outputs: Mapping[str, Moved]
    metrics: Mapping[str, Mapping[str, Mapping[str, float]]]
    not_judged: list[str]
    preprocessing: Mapping[str, bool]
    bytes: Mapping[str, int]
    hashes: Mapping[str, str]

    @property
    def passed(self) -> bool:
        """Whether little enough is lost."""
        return self.verdict == "passed"

    def document(self) -> dict[str, Any]:
        """As the certificate holds it."""
        return {
            **vars(self),
            "outputs": {name: vars(moved) for name, moved in self.outputs.items()},
        }


class Measuring:
    """A model of one network before it is quantized and after, over the same rows.

    The engine computes what metrics take of outputs.
    """

    def __init__(
        self, prepared: Prepared, engine: Engine, assembled: Assembled, form: Int8
    ) -> None:
        self.prepared, self.engine = prepared, engine
        self.assembled, self.form = assembled, form
        data = prepared.dataset
        pipeline = data.pipeline.restricted(assembled.fields)
        self.values = run_pipeline(pipeline, data.columns, len(data.sample), data.folder)
        part = self._part("train")
        count = min(form.rows, len(part))
        self.seen: Indices = part[np.arange(count) * len(part) // count]
        """The training rows on which ranges are measured."""

    def quantized(self) -> Quantized:
        """The quantized model; the same where the network has no layers to quantize."""
        given = (inputs for _, inputs in self._batches(self.seen))
        return quantize(self.assembled, given)

    def lost(self, made: Quantized) -> Lost:
        """What quantizing it loses."""
        models = {"before": self.assembled.model, "after": made.model}
        given = {name: self._given(model, self._all) for name, model in models.items()}
        (first, fields), (second, others) = given.values()
        outputs = {name: _moved(first[name], second[name]) for name in first}
        small = all(moved.mean <= self.form.tolerance for moved in outputs.values())
        contents = {name: model.SerializeToString() for name, model in models.items()}
        parts = {p: self._part(p) for p in ("validation", "test")}
        return Lost(
            verdict="passed" if small and fields == others else "failed",
            tolerance=self.form.tolerance,
            rows=len(self.seen),
            layers=made.layers,
            outputs=outputs,
            metrics={p: self._metrics(models, rows) for p, rows in parts.items() if len(rows)},
            not_judged=missing(self.prepared, self.assembled.plain),
            preprocessing={"bit_equal": fields == others},
            bytes={name: len(content) for name, content in contents.items()},
            hashes={name: sha256(content).hexdigest() for name, content in contents.items()},
        )

    def _part(self, name: str) -> Indices:
        """The rows of a part whose raw cells are kept."""
        data = self.prepared.dataset
        return np.intersect1d(data.parts[name], data.sample, assume_unique=True)

    @property
    def _all(self) -> Indices:
        return compared_rows(self.prepared)

    def _batches(self, rows: Indices) -> Iterator[tuple[Indices, dict[str, Array]]]:
        """Some rows at a time, and the inputs for them."""
        for some in batches(rows, ROWS_AT_ONCE):
            places = np.searchsorted(self.prepared.dataset.sample, some)
            yield some, self.assembled.feed.of(self.values, places)

    def _given(self, model: ModelProto, rows: Indices) -> tuple[dict[str, Values], str]:
        """The network's outputs before scaling is undone, and a hash of the fields that it was given."""
        session = open_session(inside_of(model, self.assembled, self.prepared).SerializeToString())
        fields, plain = self.assembled.fields.values(), self.assembled.plain
        seen, made = sha256(), dict[str, list[Values]]()
        for some, inputs in self._batches(rows):
            found = run_session(session, inputs, [*fields, *plain.values()])
            for value in fields:
                seen.update(found[value].tobytes())
            outputs = {name: found[value] for name, value in plain.items()}
            for name, values in real(
                self.prepared.graphs.network, self.prepared, outputs, some
            ).items():
                made.setdefault(name, []).append(values)
        return {name: joined(values) for name, values in made.items()}, seen.hexdigest()

    def _metrics(
        self, models: Mapping[str, ModelProto], rows: Indices
    ) -> dict[str, dict[str, float]]:
        """Each metric that is one number, by both models, and how it changes."""
        left_out = missing(self.prepared, self.assembled.plain)
        judged = [
            metrics(self.engine, self.prepared, self._given(model, rows)[0], rows, left_out)
            for model in models.values()
        ]
        found = {}
        for name, before in judged[0].items():
            after = judged[1][name]
            if isinstance(before, float) and isinstance(after, float):
                found[name] = {"before": before, "after": after, "change": after - before}
        return found


def _moved(before: Values, after: Values) -> Moved:
    """How far numbers are from what they were."""
    a, b = (places(values).astype(np.float64) for values in (before, after))
    apart = np.where(np.isnan(a) & np.isnan(b), 0.0, np.nan_to_num(np.abs(a - b), nan=np.inf))
    return Moved(float(apart.max(initial=0.0)), float(apart.mean()) if apart.size else 0.0)
