"""What is told of a run that is over: of real runs that show it, and that do not."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tenet.backends.engine import Backend
from tenet.train.fit import fit
from tenet.train.hindsight import Course, hindsight, told
from tenet.train.request import Request
from tenet.train.run import open_run

RISING = (1.0, 0.8, 0.6, 0.5, 0.5, 0.6, 0.7, 0.8, 0.8, 0.8)
FALLING = (1.0, 0.8, 0.6, 0.5, 0.4, 0.35, 0.3, 0.28, 0.26, 0.24)
FLAT = (0.7, 0.69, 0.693, 0.692, 0.693, 0.693, 0.692, 0.693, 0.693, 0.692)
SOLVED = (1.0, 0.1, 0.01, 0.001, 0.001, 0.001, 0.001, 0.001, 0.001, 0.001)
JUMPY = (1.0, 0.8, 0.6, 0.5, 0.45, 0.4, 0.9, 0.38, 0.36, 0.35)
BLOWN = (1.0, 0.8, 30.0, 9.0, 0.7, 0.6, 0.5, 0.45, 0.4, 0.35)
COURSES = [
    (FALLING, FALLING, []),
    (FALLING, None, []),
    (FALLING, JUMPY, []),
    (JUMPY, FALLING, []),
    (FALLING, RISING, ["RUN030"]),
    (RISING, FALLING, ["RUN031"]),
    (BLOWN, FALLING, ["RUN031"]),
    (FLAT, FLAT, ["RUN032"]),
    (FLAT, RISING, ["RUN032"]),
    (SOLVED, SOLVED, []),
    (tuple(x - 5 for x in FALLING), tuple(x - 5 for x in FALLING), []),
]


def course(losses: tuple[float, ...] | None) -> Course | None:
    return None if losses is None else Course(losses, tuple(range(1, len(losses) + 1)))


@pytest.mark.parametrize(("training", "validation", "codes"), COURSES)
def test_what_courses_tell(
    training: tuple[float, ...], validation: tuple[float, ...] | None, codes: list[str]
) -> None:
    seen = course(training)
    assert seen is not None
    assert [d.rule.code for d in told(seen, course(validation), None)] == codes


LOSS = "mse(estimate, label)"
SPEC = """\
data {
    source = csv("rows.csv")
    x      = columns(["a", "b"]) -> standardize
    label  = columns(["label"])
    split  = random(train=50%, validation=50%, seed=1)
}

network(x: f32[2]) -> estimate: f32[1] {
    estimate = x -> dense(64) -> tanh -> dense(1)
}

train {
    loss      = mse(estimate, label)
    optimizer = adamw(1e-2)
    batch     = 4
    epochs    = 12
}
"""
RELU = SPEC.replace("tanh", "relu").replace("batch     = 4", "batch     = 16")
LEAKING = SPEC.replace('"b"]', '"b", "again"]').replace("f32[2]", "f32[3]")
RUNS = [
    ("what is learnt holds", "a", SPEC, {}),
    ("noise is learnt by heart", "noise", SPEC.replace("epochs    = 12", "epochs    = 30"), {"RUN030": LOSS}),
    ("steps are too long", "few", SPEC.replace("-> dense(64) -> tanh ", "").replace("adamw(1e-2)", "sgd(1.2)"), {"RUN031": LOSS}),
    ("steps are too short", "a", SPEC.replace("1e-2", "1e-8"), {"RUN032": LOSS}),
    ("too little is known", "a", SPEC.replace("1e-2", "1e-8").replace("12", "7"), {}),
    ("units that open", "wide", RELU, {}),
    ("units are shut", "wide", RELU.replace("adamw(1e-2)", "adamw(2)").replace("12", "3"), {"RUN033": "relu"}),
    ("the answer is given away", "a", LEAKING, {"DAT017": '"again"'}),
]  # fmt: skip
COUNTS = {"a": 80, "wide": 200}


@pytest.mark.parametrize(
    ("label", "spec", "codes"), [r[1:] for r in RUNS], ids=[r[0] for r in RUNS]
)
def test_what_runs_tell(tmp_path: Path, label: str, spec: str, codes: dict[str, str]) -> None:
    draw = random.Random(0)  # no secret
    drawn = [(draw.random(), draw.random(), draw.gauss(0, 1)) for _ in range(COUNTS.get(label, 24))]
    rows = [f"{a},{b},{noise if label == 'noise' else a - b},{a - b}" for a, b, noise in drawn]
    (tmp_path / "rows.csv").write_text("\n".join(["a,b,label,again", *rows]) + "\n")
    (tmp_path / "spec.tenet").write_text(spec)
    # PyTorch's is among the cases of what is said.
    backend: Backend = "jax" if "RUN033" in codes else "torch"
    found = hindsight(open_run(fit(Request(tmp_path / "spec.tenet", backend=backend))))

    assert {d.rule.code: d.span.text for d in found if d.span is not None} == codes
    assert len(found) == len(codes)
