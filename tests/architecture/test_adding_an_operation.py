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
    "ops/bent_identity.py": '''
"""Bent identity."""

from __future__ import annotations

from math import inf, sqrt

from tenet.catalogue.definition import Positive
from tenet.catalogue.operation import Operation
from tenet.types.shape import floats
from tenet.types.tensor import Interval, TensorType


class BentIdentity(Operation):
    """x + bend (sqrt(x² + 1) - 1) / 2, the identity with a bend in it. Shapes: any, unchanged."""

    feeds = "he"
    examples = ("network(x: f32[6]) -> y { y = x -> bent_identity(2) }",)

    bend: Positive = 1.0
    """How far it bends."""

    def result(self, *types: TensorType) -> TensorType:
        """The type of the input."""
        return TensorType(floats(types[0]).dtype, types[0].shape, batched=types[0].batched)

    def value_range(self, *ranges: Interval) -> Interval:
        """Above zero, where it rises, both ends, passed through; anything else below."""
        (x,) = ranges
        return Interval(self._at(x.low) if x.low >= 0 else -inf, self._at(max(x.high, -x.low)))

    def _at(self, x: float) -> float:
        return x + self.bend * (sqrt(x * x + 1) - 1) / 2
''',
    "backends/torch/ops/bent_identity.py": '''
"""Bent identity in PyTorch."""

from __future__ import annotations

from tenet.backends.torch.code import Code
from tenet.ir.graph import Node
from tenet.ops.bent_identity import BentIdentity


def bent_identity(op: BentIdentity, node: Node) -> Code:
    """Its formula."""
    return Code(f"{{0}} + {op.bend / 2!r} * (torch.sqrt({{0}} ** 2 + 1) - 1)")
''',
    "backends/jax/ops/bent_identity.py": '''
"""Bent identity in JAX."""

from __future__ import annotations

from tenet.backends.jax.code import Code
from tenet.ir.graph import Node
from tenet.ops.bent_identity import BentIdentity


def bent_identity(op: BentIdentity, node: Node) -> Code:
    """Its formula."""
    return Code(f"{{0}} + {op.bend / 2!r} * (jnp.sqrt({{0}} ** 2 + 1) - 1)")
''',
    "backends/onnx/ops/bent_identity.py": '''
"""Bent identity in ONNX."""

from __future__ import annotations

from tenet.backends.onnx.lowered import Lowering
from tenet.ops.bent_identity import BentIdentity


def bent_identity(op: BentIdentity, at: Lowering) -> str:
    """Its formula."""
    (x,), one = at.inputs, at.number(1)
    square = at.add("Add", at.add("Mul", x, x, suffix="square"), one, suffix="moved")
    rest = at.add("Sub", at.add("Sqrt", square, suffix="root"), one, suffix="rest")
    return at.add("Add", x, at.add("Mul", rest, at.number(op.bend / 2), suffix="bend"))
''',
}
SPEC = """network(x: f32[6] in 0..3, z: f32[6]) -> y: f32[6] in 0.. {
    y = (x -> bent_identity(2)) * (z -> relu) + (z -> bent_identity -> relu)
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
    "check bent.tenet", "show bent.tenet", "ops bent_identity", "check wrong.tenet",
    "compile bent.tenet --to torch -o bent_torch.py", "compile bent.tenet --to jax -o bent_jax.py",
    "compile bent.tenet --to onnx -o bent.onnx")}

sys.path.insert(0, ".")
import jax, numpy as np, onnxruntime as ort, torch
import bent_jax, bent_torch

random = np.random.default_rng(0)
x, z = random.uniform(0, 3, (4, 6)), random.normal(0, 3, (4, 6))
x, z = x.astype(np.float32), z.astype(np.float32)
bent = lambda a, bend: a + bend * (np.sqrt(a**2 + 1) - 1) / 2
made = {
    "formula": bent(x, 2) * np.maximum(z, 0) + np.maximum(bent(z, 1), 0),
    "torch": bent_torch.Bent()(torch.from_numpy(x), torch.from_numpy(z)).numpy(),
    "jax": np.asarray(bent_jax.forward({}, {}, x, z)[0]),
    "onnx": ort.InferenceSession("bent.onnx").run(None, {"x": x, "z": z})[0],
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
    (tmp_path / "bent.tenet").write_text(SPEC)
    (tmp_path / "wrong.tenet").write_text(SPEC.replace("identity(2)", "identity(-2)"))

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
    assert "`bend` of `bent_identity` takes a number above 0, not -2" in complaint
    assert all(code == 0 for code, _ in told.values()), told
    assert "bent_identity" in told["show bent.tenet"][1]
    assert "a bend in it" in told["ops bent_identity"][1]
    for target in ("torch", "jax", "onnx"):
        for row, expected in zip(found["made"][target], found["made"]["formula"], strict=True):
            assert row == pytest.approx(expected, abs=1e-5), target
