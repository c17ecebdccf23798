"""Run an ONNX model with ONNX Runtime, from bytes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import onnxruntime
from onnxruntime.capi import onnxruntime_pybind11_state

from tenet.data.arrays import Array


class NotLoaded(ValueError):
    """ONNX Runtime takes the bytes for no model that it can run."""


REFUSALS = tuple(
    error
    for error in vars(onnxruntime_pybind11_state).values()
    if isinstance(error, type) and issubclass(error, Exception)
)
"""ONNX Runtime's own exceptions, which have no root of their own."""


def open_session(model: bytes) -> onnxruntime.InferenceSession:
    """A session on the CPU. Its threads do not spin while they wait, which would rob the trainer's.

    Raises:
        NotLoaded: the bytes are no model.
    """
    options = onnxruntime.SessionOptions()
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.log_severity_level = 3
    try:
        return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    except REFUSALS as error:
        raise NotLoaded(str(error)) from None


def run_session(
    session: onnxruntime.InferenceSession, columns: Mapping[str, Array], outputs: Sequence[str]
) -> dict[str, Array]:
    """The outputs for raw columns, by name."""
    wanted = {value.name for value in session.get_inputs()}
    given = {name: value for name, value in columns.items() if name in wanted}
    return dict(zip(outputs, session.run(list(outputs), given), strict=True))
