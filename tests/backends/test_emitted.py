"""Emitted source: it reads as written by hand, runs by itself, and takes any name that a spec may use."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jax
import numpy as np
import pytest
import torch

from tenet.backends.jax.emit import emit_module as emit_jax
from tenet.backends.jax.emit import emit_source as jax_source
from tenet.backends.onnx.emit import emit_model
from tenet.backends.program import Graphs
from tenet.backends.torch.emit import emit_module as emit_torch
from tenet.backends.torch.emit import emit_source as torch_source
from tenet.backends.torch.running import execute
from tenet.data.field import Content, FieldType
from tenet.diagnostics import TenetError
from tenet.elaborate.experiment import Experiment, elaborate
from tenet.passes.pipeline import OBJECTIVE, SOURCE, run
from tenet.source import Source
from tenet.train.prepare import prepare
from tenet.types.tensor import Interval

pytestmark = pytest.mark.target

SPECS = Path(__file__).parents[2] / "specs"
EMIT: dict[str, Callable[[Experiment], str]] = {"torch": torch_source, "jax": jax_source}
ALONE = {"torch": {"torch"}, "jax": {"jax"}}


def experiment(name: str) -> Experiment:
    source = Source(f"specs/{name}.tenet", (SPECS / f"{name}.tenet").read_text("utf-8"))
    if name == "digits":
        return elaborate(source).sound()
    return prepare(source, SPECS, {}).experiment


@pytest.mark.parametrize("target", EMIT)
@pytest.mark.parametrize("name", ["digits", "digits_residual", "penguins"])
def test_source(golden: Callable[[str], None], name: str, target: str) -> None:
    golden(EMIT[target](experiment(name)))


@pytest.mark.parametrize("target", EMIT)
@pytest.mark.parametrize("name", ["digits", "penguins"])
def test_source_runs_by_itself(tmp_path: Path, name: str, target: str) -> None:
    text = EMIT[target](experiment(name))
    (tmp_path / "network.py").write_text(text)
    imported = {
        alias.name.partition(".")[0]
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Import)
        for alias in node.names
    } | {
        (node.module or "").partition(".")[0]
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.ImportFrom)
    }
    without = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}

    done = subprocess.run(
        [sys.executable, "-W", "error", "network.py"],
        cwd=tmp_path,
        env=without,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert imported - sys.stdlib_module_names == ALONE[target]
    assert done.returncode == 0, done.stderr
    assert " parameters\n" in done.stdout
    assert all(len(line) <= 100 for line in text.splitlines()[1:]), "lines stay readable"


FIELDS = {
    "x": FieldType(Content.NUMBER, (4,)),
    "class": FieldType(Content.NUMBER, (2,)),
    "loss": FieldType(Content.NUMBER, (2,)),
    "logits": FieldType(Content.NUMBER, (2,), range=Interval(0, 1)),
}
BITS = "x -> dense(2) -> sigmoid"
TRAINED = {
    "a-target-called-class": ("x class", "x", "y = x -> dense(2)", "mse(y, class)"),
    "a-target-called-loss": ("x loss", "x", "y = x -> dense(2)", "mse(y, loss)"),
    "a-target-called-logits": ("x logits", "x", f"y = {BITS}", "binary_cross_entropy(y, logits)"),
    "an-input-called-logits": (
        "logits",
        "logits",
        "y = logits -> dense(2) -> sigmoid",
        "binary_cross_entropy(y, logits)",
    ),
    "an-output-called-lambda": ("x class", "x", "lambda = x -> dense(2)", "mse(lambda, class)"),
    "an-output-called-abs": ("x class", "x", "abs = x -> dense(2)", "mae(abs, class)"),
    "two-heads": (
        "x logits",
        "x",
        f"y = {BITS}\n z = {BITS}",
        "binary_cross_entropy(y, logits) + 0.5 * binary_cross_entropy(z, logits)",
    ),
    "one-head-twice": (
        "x class logits",
        "x",
        f"y = {BITS}",
        "binary_cross_entropy(y, logits) + 0.1 * mse(y, class)",
    ),
    "an-operation-in-the-loss": (
        "x class",
        "x",
        "y = x -> dense(2)",
        "mse(y, class) + mse(y -> reshape(2, 1) -> max_pool, class -> reshape(2, 1) -> max_pool)",
    ),
}


def trained(fields: str, inputs: str, body: str, loss: str) -> Experiment:
    """An experiment of a few words, whose data is known without a file."""
    facts = {name: FIELDS[name] for name in fields.split()}
    columns = "\n".join(f'{name} = columns("{name}*")' for name in facts)
    outputs = ", ".join(line.split()[0] for line in body.splitlines())
    text = (
        f'data {{\n source = csv("rows.csv")\n {columns}\n split = random\n}}\n'
        f"network({inputs}) -> {outputs} {{\n {body}\n}}\n"
        f"train {{\n loss = {loss}\n optimizer = adam(0.1)\n epochs = 1\n}}\n"
    )
    return elaborate(Source("names.tenet", text), None, facts).sound()


@pytest.mark.parametrize("words", TRAINED.values(), ids=TRAINED)
def test_loss_takes_any_name(words: tuple[str, str, str, str]) -> None:
    plan = trained(*words)
    assert plan.network is not None
    assert plan.train is not None
    graph, objective = run(SOURCE, plan.network), run(OBJECTIVE, plan.train.objective)
    random = np.random.default_rng(0)
    named = {**graph.inputs, **objective.inputs}
    rows = [random.random((3, *map(int, map(str, v.type.shape)))) for v in named.values()]
    rows = [row.astype(np.float32) for row in rows]
    source = execute(emit_torch(Graphs(graph, objective)), "names")
    functions = execute(emit_jax(Graphs(graph, objective)), "names")
    model = source.Names()
    params = {path: p.detach().numpy() for path, p in model.named_parameters()}

    ours = source.loss(model, *map(torch.from_numpy, rows)).item()
    theirs = float(functions.loss(params, {}, *rows)[0])

    assert ours == pytest.approx(theirs, abs=1e-6)


@pytest.mark.parametrize(
    ("stage", "word"), [("dense(2)", "dense"), ("dropout", "dropout"), ("batch_norm", "batch_norm")]
)
def test_a_loss_does_not_learn(stage: str, word: str) -> None:
    learning = f"mse(y, class) + mse(y -> {stage}, class)"
    for emit in EMIT.values():
        with pytest.raises(TenetError, match=f"`{word}` in the loss is no comparison"):
            emit(trained("x class", "x", "y = x -> dense(2)", learning))


WORDS = ("class", "lambda", "self", "torch", "F", "nn", "Tensor", "model", "loss", "logits", "float",
         "jax", "jnp", "lax", "Array", "params", "state", "key", "keys", "training", "init",
         "forward", "abs", "max_pool", "avg_pool", "layer_norm", "relu", "x_", "class_")  # fmt: skip


def numbers_of(text: str, file: str = "spec.tenet") -> None:
    """Effect: fails unless the source of a network runs, on both, to the same numbers."""
    network = elaborate(Source(file, text)).sound().network
    assert network is not None
    graph = run(SOURCE, network)
    source = execute(emit_torch(Graphs(graph)), "words")
    functions = execute(emit_jax(Graphs(graph)), "words")
    (made,) = (v for k, v in vars(source).items() if isinstance(v, type) and k != "Tensor")
    model: Any = made()
    rows = [np.linspace(-1, 1, 50, dtype=np.float32).reshape(2, 5, 5) for _ in graph.inputs]
    params = {path: p.detach().numpy() for path, p in model.named_parameters()}

    ours = model(*map(torch.from_numpy, rows)).detach().numpy()
    theirs = np.asarray(functions.forward(params, {}, *rows)[0])

    np.testing.assert_allclose(ours, theirs, atol=1e-5)


@pytest.mark.parametrize("word", WORDS)
def test_any_word_names_a_value(word: str) -> None:
    body = "-> layer_norm -> max_pool(3, 1, padding=same) -> avg_pool(2, 1)"
    numbers_of(f"network({word}: f32[5, 5]) -> y {{\n y = {word} {body}\n}}")
    numbers_of(f"network(x: f32[5, 5]) -> y {{\n {word} = x -> relu\n y = {word} {body}\n}}")
    numbers_of(f"network(x: f32[5, 5]) -> {word} {{\n {word} = x {body} -> dense(2)\n}}")


@pytest.mark.parametrize(
    "stem",
    ["f", "tensor", "None", "2d", "my net", "a-b", "x²", 'say "so"', "{}", "back\\slash", "日本"],
)
def test_any_file_name_names_a_network(stem: str) -> None:
    numbers_of("network(x: f32[5, 5]) -> y { y = x -> dense(2) -> relu }", f"{stem}.tenet")


def test_any_comment_is_a_docstring() -> None:
    comment = '# """ quotes \\N{x} \\\n# and {braces} \\"""\n\n'
    numbers_of(comment + "network(x: f32[5, 5]) -> y { y = x -> relu }")


def test_onnx_gives_outputs_their_names() -> None:
    text = "network(x: f32[3]) -> a, b, c {\n a = x -> relu\n b = a\n c = a + b\n}"
    network = elaborate(Source("names.tenet", text)).sound().network
    assert network is not None

    model = emit_model(run(SOURCE, network), {})

    assert [value.name for value in model.graph.output] == ["a", "b", "c"]
    assert [value.name for value in model.graph.input] == ["x"]


def test_sizes_must_be_known() -> None:
    text = "network(x: f32[F]) -> y { y = x -> dense(2) }"
    network = elaborate(Source("open.tenet", text)).sound().network
    assert network is not None
    for emit in (emit_torch, emit_jax):
        with pytest.raises(TenetError, match="F, which is known only when the data is read"):
            emit(Graphs(network))


def test_first_draws_keep_to_a_key() -> None:
    text = "network(x: f32[5]) -> y { y = x -> dense(4) -> relu -> dense(2) }"
    network = elaborate(Source("draws.tenet", text)).sound().network
    assert network is not None
    functions = execute(emit_jax(Graphs(run(SOURCE, network))), "draws")
    first, again, other = (functions.init(jax.random.key(k))[0] for k in (0, 0, 1))

    for path in ("dense.weight", "dense_2.weight"):
        np.testing.assert_array_equal(first[path], again[path])
        assert not np.array_equal(first[path], other[path])
