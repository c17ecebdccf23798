"""A model that generates, divided into an encoder and a step, which a caller puts together again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime as ort
import pytest
from tests.deploy.test_answers_in_words import SPEC

from tenet.deploy import export as exporting
from tenet.deploy.export import certificate_path, export
from tenet.deploy.stepwise import divide
from tenet.diagnostics import TenetError
from tenet.train.fit import fit
from tenet.train.request import Request

pytestmark = pytest.mark.target

ATTENDING = (
    SPEC.replace(
        "block decode(tokens, state; classes) {\n    return tokens -> embedding(width, rows=classes) -> gru(width, initial=state) -> dense(classes) -> softmax\n}",
        "block decode(tokens, state, read; classes) {\n    h = tokens -> embedding(width, rows=classes) -> gru(width, initial=state)\n    return h + ((h, read) -> cross_attention(heads=1)) -> dense(classes) -> softmax\n}",
    )
    .replace("_, state =", "read, state =")
    .replace("decoder(sounds[..-2], state)", "decoder(sounds[..-2], state, read)")
    .replace("= state -> generate", "= (state, read) -> generate")
)
ROWS = ["cat,K AE T", "bat,B AE T", "tack,T AE K", "back,B AE K"] * 12
STEPWISE = ("outputs = [answer]", "outputs = [answer]\n    stepwise = true")
SPECS = {"state": SPEC, "attending": ATTENDING}


def session(path: Path) -> Any:
    return ort.InferenceSession(path.read_bytes(), providers=["CPUExecutionProvider"])


def spoken(model: Path, words: list[str], start: int, end: int) -> list[list[int]]:
    """Tokens by encoder and step, the likeliest each time, one row alone."""
    encoder, step = (session(model.with_name(f"model.{part}.onnx")) for part in ("encoder", "step"))
    found = []
    for word in words:
        given = {"word": np.array([list(word)], object)}
        for value in encoder.get_inputs():
            given.setdefault(value.name, np.array([len(word)]))
        held = dict(
            zip([v.name for v in encoder.get_outputs()], encoder.run(None, given), strict=True)
        )
        tokens = [start]
        while tokens[-1] != end and len(tokens) < 7:
            told = {"tokens": np.array([tokens]), **held}
            for value in step.get_inputs():
                told.setdefault(
                    value.name, np.array([len(tokens if value.name == "prefix" else word)])
                )
            (likely,) = step.run(None, told)
            tokens.append(int(likely[0, -1].argmax()))
        found.append(tokens[1:])
    return found


@pytest.mark.parametrize("name", SPECS)
def test_an_encoder_and_its_steps_say_what_the_whole_model_says(name: str, tmp_path: Path) -> None:
    (tmp_path / "rows.csv").write_text("\n".join(["word,sounds", *ROWS]))
    (tmp_path / "spec.tenet").write_text(SPECS[name].replace(*STEPWISE))
    run = fit(Request(tmp_path / "spec.tenet", run=tmp_path / "run"))
    model = export(run, tmp_path / "model.onnx")
    told = json.loads(certificate_path(model).read_text())["stepwise"]
    said = spoken(model, ["cat", "tack"], start=5, end=6)

    assert told["verdict"] == "passed"
    assert told["absolute"] < 1e-5
    assert told["rows"] == 48
    assert said == [[0, 1, 2, 6], [2, 1, 0, 6]]


def test_a_step_of_other_weights_is_not_the_whole_model(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "rows.csv").write_text("\n".join(["word,sounds", *ROWS]))
    few = SPEC.replace(*STEPWISE).replace("epochs    = 40", "epochs    = 1")
    (tmp_path / "spec.tenet").write_text(few)
    run = fit(Request(tmp_path / "spec.tenet", run=tmp_path / "run"))
    monkeypatch.setattr(
        exporting, "divide", lambda p, weights: divide(p, {n: 1.1 * w for n, w in weights.items()})
    )

    with pytest.raises(TenetError, match="the encoder and its steps are not the whole model"):
        export(run, tmp_path / "model.onnx")
    assert not list(tmp_path.glob("*.onnx"))
    told = json.loads((tmp_path / "model.certificate.json").read_text())
    assert told["verdict"] == told["stepwise"]["verdict"] == "failed"
