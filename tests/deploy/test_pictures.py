"""A model of pictures takes pixels at the size of the network, and predicts from paths."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import onnx
import pytest

from tenet.deploy.export import certificate_path, export
from tenet.deploy.predict import predict
from tenet.diagnostics import TenetError
from tenet.train.fit import fit
from tenet.train.request import Request

pytestmark = pytest.mark.target
SPEC = """
data {
    source = files("photos/*/*.png")
    image  = column("path") -> read_image(3) -> resize(9, 9) -> augment(crop(8, 8) -> flip) -> crop_center(8, 8)
             -> scale(0..1) -> standardize(per=channel)
    kind   = column("folder") -> categories
    split  = random(train=60%, validation=20%, test=20%, stratify=kind, seed=1)
}

network(image: f32[3, 8, 8]) -> probability {
    probability = image -> conv(4, 3) -> relu -> flatten -> dense(data.kind.classes) -> softmax
}

train {
    loss      = cross_entropy(probability, kind)
    optimizer = adam(1e-2)
    batch     = 4
    epochs    = 2
}
"""


def test_from_paths_to_classes(tmp_path: Path) -> None:
    pytest.importorskip("torch")
    image = pytest.importorskip("PIL.Image")
    rng = np.random.default_rng(0)
    for number in range(20):
        kind = ("dark", "light")[number % 2]
        pixels = rng.integers(0, 100, (10, 12, 3)) + 150 * (number % 2)
        file = tmp_path / "photos" / kind / f"{number}.png"
        file.parent.mkdir(parents=True, exist_ok=True)
        image.fromarray(pixels.astype(np.uint8)).save(file)
    spec = tmp_path / "spec.tenet"
    spec.write_text(SPEC)
    model = export(fit(Request(spec, backend="torch", run=tmp_path / "run")))
    certificate = json.loads(certificate_path(model).read_text())
    (given,) = onnx.load(str(model)).graph.input

    assert certificate["preprocessing"]["bit_equal"]
    assert given.type.tensor_type.elem_type == onnx.TensorProto.UINT8
    assert [d.dim_param or d.dim_value for d in given.type.tensor_type.shape.dim] == ["N", 3, 8, 8]
    paths = ["photos/dark/0.png", "photos/light/1.png", "photos/light/3.png"]
    (tmp_path / "new.csv").write_text("path\n" + "\n".join(paths) + "\n")
    answers = predict(model, tmp_path / "new.csv").splitlines()
    assert [answer.split(",")[0] for answer in answers] == ["kind", "dark", "light", "light"]
    (tmp_path / "new.csv").write_text("path\nphotos/dark/99.png\n")
    with pytest.raises(TenetError, match=r'row 1 names "photos/dark/99.png", which is not there'):
        predict(model, tmp_path / "new.csv")
