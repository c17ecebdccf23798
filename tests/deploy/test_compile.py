"""A compiled network starts from the weights that training would start from."""

from __future__ import annotations

import numpy as np
import onnx
import pytest

from tenet.deploy.compile import compile_onnx
from tenet.deploy.session import open_session
from tenet.diagnostics import TenetError
from tenet.elaborate.experiment import elaborate
from tenet.passes.pipeline import SOURCE, run
from tenet.source import Source
from tenet.train.weights import draw_weights

TEXT = "network(x: f32[4]) -> y { y = x -> dense(3) -> relu -> dense(2) -> softmax }"


def test_the_weights_are_those_of_the_seed() -> None:
    experiment = elaborate(Source("tiny.tenet", TEXT)).sound()
    assert experiment.network is not None
    model = onnx.load_from_string(compile_onnx(experiment, seed=3))
    inside = {t.name: onnx.numpy_helper.to_array(t) for t in model.graph.initializer}
    drawn = draw_weights(run(SOURCE, experiment.network), 3)

    assert all(np.array_equal(inside[path], value) for path, value in drawn.items())


def test_it_takes_any_number_of_rows() -> None:
    session = open_session(compile_onnx(elaborate(Source("tiny.tenet", TEXT)).sound()))
    for rows in (1, 5):
        (y,) = session.run(["y"], {"x": np.ones((rows, 4), np.float32)})

        assert np.asarray(y).shape == (rows, 2)


def test_sizes_that_only_data_tells_are_asked_for() -> None:
    text = "network(x: f32[F]) -> y { y = x -> dense(3) }"

    with pytest.raises(TenetError) as caught:
        compile_onnx(elaborate(Source("open.tenet", text)).sound())
    assert caught.value.diagnostics[0].rule.code == "LOW002"
