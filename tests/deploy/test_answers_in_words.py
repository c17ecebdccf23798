"""A network that says classes by their numbers is told in words."""

from __future__ import annotations

from pathlib import Path

import onnxruntime as ort
import pytest

from tenet.deploy.export import export
from tenet.deploy.predict import predict
from tenet.train.fit import fit
from tenet.train.request import Request

SPEC = """param width = 8
data {
    source = csv("rows.csv")
    word   = column("word") -> characters -> vocabulary
    sounds = column("sounds") -> split_words -> vocabulary(words=["K", "AE", "T", "B"], start=true, end=true)
    split  = random(train=50%, validation=25%, test=25%, seed=3)
}
block decode(tokens, state; classes) {
    return tokens -> embedding(width, rows=classes) -> gru(width, initial=state) -> dense(classes) -> softmax
}
network(word: i64[S], sounds: i64[T] = none) -> probability, answer: i64[T] {
    _, state = word -> embedding(width, init=normal(1)) -> gru(width)
    shared decoder = decode(data.sounds.classes)
    if sounds != none {
        probability = decoder(sounds[..-2], state)
        answer = probability -> argmax
    } else {
        answer, probability = state -> generate(decoder, start=data.sounds.start, end=data.sounds.end, limit=6)
    }
}
train {
    loss      = cross_entropy(probability, sounds[1..])
    optimizer = adam(3e-2)
    batch     = 8
    epochs    = 40
    metrics { right = accuracy(answer, sounds[1..]) }
}
export { outputs = [answer] }
"""


@pytest.mark.target
def test_generated_tokens_are_words(tmp_path: Path) -> None:
    rows = ["cat,K AE T", "bat,B AE T", "tack,T AE K", "back,B AE K"] * 12
    (tmp_path / "rows.csv").write_text("\n".join(["word,sounds", *rows]))
    (tmp_path / "spec.tenet").write_text(SPEC)
    run = fit(Request(tmp_path / "spec.tenet", backend="torch", run=tmp_path / "run"))
    model = export(run, tmp_path / "model.onnx")
    (tmp_path / "new.csv").write_text("word\ncat\ntack\n")

    assert predict(model, tmp_path / "new.csv") == "answer\nK AE T\nT AE K\n"
    assert [out.name for out in ort.InferenceSession(str(model)).get_outputs()] == ["answer"]
