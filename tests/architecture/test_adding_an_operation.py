"""To add an operation is to write four files: nothing registers it, and no other file is touched."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]

FILES = {
    "ops/softplus.py": '''
"""Softplus."""

from __future__ import annotations

from math import exp, log1p

from tenet.catalogue.definition import Positive
from tenet.catalogue.operation import Operation
from tenet.types.shape import floats
from tenet.types.tensor import Interval, TensorType


class Softplus(Operation):
    """log(1 + exp(beta x)) / beta, a smooth relu (Dugas et al., 2001). Shapes: any, unchanged."""

    feeds = "he"
    examples = ("network(x: f32[6]) -> y { y = x -> softplus(2) }",)

    beta: Positive = 1.0
    """How sharply it bends."""

    def result(self, *types: TensorType) -> TensorType:
        """The type of the input."""
        return TensorType(floats(types[0]).dtype, types[0].shape, batched=types[0].batched)

    def value_range(self, *ranges: Interval) -> Interval:
        """Both ends, passed through: the function rises."""
        return Interval(*(self._at(end) for end in (ranges[0].low, ranges[0].high)))

    def _at(self, x: float) -> float:
        return max(x, 0.0) + log1p(exp(-abs(self.beta * x))) / self.beta
''',
    "backends/torch/ops/softplus.py": '''
"""Softplus in PyTorch."""

from __future__ import annotations

from tenet.backends.torch.code import Code
from tenet.ir.graph import Node
from tenet.ops.softplus import Softplus


def softplus(op: Softplus, node: Node) -> Code:
    """PyTorch's own."""
    return Code(f"F.softplus({{0}}, {float(op.beta)!r})")
''',
    "backends/jax/ops/softplus.py": '''
"""Softplus in JAX."""

from __future__ import annotations

from tenet.backends.jax.code import Code
from tenet.ir.graph import Node
from tenet.ops.softplus import Softplus


def softplus(op: Softplus, node: Node) -> Code:
    """JAX's own, which does not bend more or less sharply."""
    beta = float(op.beta)
    return Code(f"nn.softplus({beta!r} * {{0}}) / {beta!r}")
''',
    "backends/onnx/ops/softplus.py": '''
"""Softplus in ONNX."""

from __future__ import annotations

import numpy as np

from tenet.backends.onnx.lowered import Lowering
from tenet.ops.softplus import Softplus


def softplus(op: Softplus, at: Lowering) -> str:
    """ONNX's own, between two scalings."""
    beta = at.build.constant(np.array(op.beta, np.float32))
    scaled = at.add("Mul", at.inputs[0], beta, suffix="scaled")
    return at.add("Div", at.add("Softplus", scaled, suffix="bent"), beta)
''',
}
SPEC = """network(x: f32[6] in -3..3, z: f32[6]) -> y: f32[6] in 0.. {
    y = (x -> softplus(2)) * (z -> relu) + (z -> softplus)
}
"""
PROGRAM = """
import contextlib, io, json, sys
from pathlib import Path

def command(*words):
    from tenet.cli.main import run
    with contextlib.redirect_stdout(io.StringIO()) as out:
        return [run(list(words)), out.getvalue()]

told = {words: command(*words.split()) for words in (
    "check soft.tenet", "show soft.tenet", "ops softplus", "check wrong.tenet",
    "compile soft.tenet --to torch -o soft_torch.py", "compile soft.tenet --to jax -o soft_jax.py",
    "compile soft.tenet --to onnx -o soft.onnx")}

sys.path.insert(0, ".")
import jax, numpy as np, onnxruntime as ort, torch
import soft_jax, soft_torch

random = np.random.default_rng(0)
x, z = random.uniform(-3, 3, (4, 6)), random.normal(0, 3, (4, 6))
x, z = x.astype(np.float32), z.astype(np.float32)
made = {
    "formula": np.log1p(np.exp(2 * x)) / 2 * np.maximum(z, 0) + np.log1p(np.exp(z)),
    "torch": soft_torch.Soft()(torch.from_numpy(x), torch.from_numpy(z)).numpy(),
    "jax": np.asarray(soft_jax.forward({}, {}, x, z)[0]),
    "onnx": ort.InferenceSession("soft.onnx").run(None, {"x": x, "z": z})[0],
}
import tenet
print(json.dumps({"told": told, "made": {k: v.tolist() for k, v in made.items()},
                  "from": tenet.__file__}))
"""


@pytest.mark.target
def test_an_operation_is_four_files(tmp_path: Path) -> None:
    tree = tmp_path / "src" / "tenet"
    shutil.copytree(ROOT / "src" / "tenet", tree, ignore=shutil.ignore_patterns("__pycache__"))
    for name, text in FILES.items():
        assert not (tree / name).exists(), "the operation is there already: choose another"
        (tree / name).write_text(text.lstrip(), "utf-8")
    (tmp_path / "soft.tenet").write_text(SPEC)
    (tmp_path / "wrong.tenet").write_text(SPEC.replace("softplus(2)", "softplus(-2)"))

    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        cwd=tmp_path,
        env={"PYTHONPATH": str(tmp_path / "src"), "PATH": "", "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    told = found["told"]

    assert Path(found["from"]).is_relative_to(tmp_path)
    code, complaint = told.pop("check wrong.tenet")
    assert code == 1
    assert "`beta` of `softplus` takes a number above 0, not -2" in complaint
    assert all(code == 0 for code, _ in told.values()), told
    assert "softplus" in told["show soft.tenet"][1]
    assert "a smooth relu" in told["ops softplus"][1]
    for target in ("torch", "jax", "onnx"):
        for row, expected in zip(found["made"][target], found["made"]["formula"], strict=True):
            assert row == pytest.approx(expected, abs=1e-5), target
