"""Published architectures have the parameters of their papers, and mean the same on every target."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.ops.conftest import Compiled, graph_of
from tests.ops.test_draws import sampled
from tests.properties.share import WHOLE

from tenet.analysis.overview import Overview, overview
from tenet.backends.onnx.emit import emit_model
from tenet.backends.torch.emit import emit_source
from tenet.diagnostics import Diagnostic
from tenet.elaborate.experiment import Experiment, elaborate
from tenet.elaborate.module import Library, declare
from tenet.elaborate.scope import Scope
from tenet.elaborate.variants import elaborate_networks
from tenet.frozen import replace
from tenet.ir.graph import Graph
from tenet.limits import DEFAULT
from tenet.ops.activation import Sigmoid
from tenet.ops.softmax import Softmax
from tenet.passes.expose_draws import expose_draws
from tenet.passes.pipeline import INFERENCE, run
from tenet.source import Source
from tenet.syntax.format import format_text
from tenet.syntax.parse import parse
from tenet.train.weights import draw_weights

FOLDER = Path(__file__).parents[2] / "specs" / "architectures"
PUBLISHED: dict[str, dict[str, Any]] = tomllib.loads((FOLDER / "published.toml").read_text("utf-8"))
"""What papers or well-known implementations say of each, and which of them does."""
NAMES = sorted(path.stem for path in FOLDER.glob("*.tenet"))
TRANSFORMER = {"width": "16", "heads": "2", "layers": "2"}
SMALLER = {
    "alexnet": {"width": "4", "units": "16"},
    "bert_base": {**TRANSFORMER, "vocabulary": "50"},
    "dcgan_generator": {"width": "4"},
    "gpt2": {**TRANSFORMER, "vocabulary": "50"},
    "lstm_seq2seq": {"width": "8", "layers": "2", "vocabulary": "50"},
    "lstm_tagger": {"width": "8", "units": "4", "vocabulary": "50"},
    "mobilenet_v2": {"width": "2"},
    "resnet18": {"width": "4"},
    "resnet50": {"width": "4"},
    "textcnn": {"width": "8", "maps": "4", "vocabulary": "50"},
    "transformer_base": {**TRANSFORMER, "vocabulary": "50"},
    "unet": {"width": "2", "size": "32"},
    "vgg16": {"width": "2", "units": "16"},
    "vit_b16": {**TRANSFORMER, "size": "32"},
    "wide_and_deep": {"units": "16", "buckets": "100"},
}
"""Params of those that would take long to run as they are; `make fuzz` runs them whole."""
SEVERAL = ["denoising_autoencoder", "vae"]
"""Those whose text makes another graph for training."""
TOLERANCE = 1e-4


def source_of(name: str) -> Source:
    """The text of an architecture."""
    path = FOLDER / f"{name}.tenet"
    return Source(str(path), path.read_text("utf-8"))


def experiment_of(name: str, params: Mapping[str, str] | None = None) -> Experiment:
    """An architecture without findings, with some of its params given."""
    elaborated = elaborate(source_of(name), params)
    assert [d.message for d in elaborated.diagnostics] == []
    return elaborated.sound()


def network_of(name: str, params: Mapping[str, str] | None = None) -> Graph:
    """The network of an architecture, as it is at inference."""
    network = experiment_of(name, params).network
    assert network is not None
    return network


def training_of(name: str) -> Graph:
    """The network of an architecture, as it trains."""
    source, scope = source_of(name), Scope()
    reports: list[Diagnostic] = []
    spec, _ = parse(source)
    declare(spec, scope, {}, Library(source, DEFAULT, reports), reports)
    found = elaborate_networks(spec, Scope(scope), None, DEFAULT, reports, broken_data=False)
    (bodies,) = found.values()
    assert bodies is not None
    return bodies.training.graph


def counted(name: str) -> Overview:
    """What an architecture comes to."""
    return overview(network_of(name))


def test_each_architecture_is_known() -> None:
    assert sorted(PUBLISHED) == NAMES
    assert set(SMALLER) <= set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_it_is_formatted(name: str) -> None:
    assert format_text(source_of(name)) == source_of(name).text


@pytest.mark.parametrize("name", NAMES)
def test_it_has_the_published_parameters(name: str) -> None:
    assert counted(name).trainable == PUBLISHED[name]["parameters"], PUBLISHED[name]["source"]


@pytest.mark.parametrize("name", [name for name in NAMES if "billions" in PUBLISHED[name]])
def test_it_multiplies_as_often_as_published(name: str) -> None:
    macs = counted(name).macs
    assert isinstance(macs, int)

    assert round(macs / 1e9, 3) == PUBLISHED[name]["billions"]


def with_scores(graph: Graph) -> Graph:
    """The graph with what its last activations see among its outputs: of ones and zeros little is seen."""
    made = {name: graph.producers[value.number] for name, value in graph.outputs.items()}
    scores = {
        f"{name}_score": node.inputs[0]
        for name, node in made.items()
        if isinstance(node.op, Softmax | Sigmoid)
    }
    return replace(graph, outputs={**graph.outputs, **scores})


def assert_agree(network: Compiled, inputs: dict[str, Any]) -> None:
    """Effect: fails unless PyTorch, JAX and ONNX Runtime give the same, relative to its scale."""
    expected = network.torch(inputs)
    for target, made in {"jax": network.jax(inputs), "onnx": network.runtime(inputs)}.items():
        for name, ours, theirs in zip(network.graph.outputs, expected, made, strict=True):
            assert np.isfinite(ours).all()
            scale = float(np.abs(ours).max())
            told = f"{name} by {target}"
            np.testing.assert_allclose(theirs, ours, 0, TOLERANCE * scale, err_msg=told)


@pytest.mark.target
@pytest.mark.parametrize("name", NAMES)
def test_targets_agree(name: str) -> None:
    network = Compiled(with_scores(network_of(name, {} if WHOLE else SMALLER.get(name))))

    assert_agree(network, network.inputs(2))


@pytest.mark.target
@pytest.mark.parametrize("name", SEVERAL)
def test_targets_agree_in_training(name: str) -> None:
    found = expose_draws(training_of(name))
    network = Compiled(with_scores(found.graph))
    inputs = network.inputs(3)
    for number, (path, draw) in enumerate(found.draws.items()):
        inputs[path] = sampled(draw, 3, np.random.default_rng(number))

    assert found.draws
    assert_agree(network, inputs)


@pytest.mark.parametrize("name", NAMES)
def test_those_with_several_graphs_are_known(name: str) -> None:
    assert (training_of(name) != network_of(name)) == (name in SEVERAL)


# ── what is emitted reads as a person would have written it ──────────────────────────────────


@pytest.mark.target
def test_resnet18_is_short_in_torch() -> None:
    text = emit_source(experiment_of("resnet18"))

    assert len(text.splitlines()) < 120
    assert "\nclass Residual(nn.Module):\n" in text


CLASSIFIER = """network(words: i64[20] in 0..99) -> probability: f32[5] {
    last, _ = words -> embedding(16) -> lstm(32, layers=2, bidirectional=true, returns=last)
    probability = last -> dense(5) -> softmax
}
"""
ENCODER = """block encoder_layer(x; heads) {
    x = x + (x -> self_attention(heads)) -> layer_norm
    return x + (x -> dense(4 * x.features) -> gelu -> dense(x.features)) -> layer_norm
}

network(words: i64[20] in 0..99) -> sequence: f32[20, 16] {
    x = (words -> embedding(16)) + (arange(20) -> embedding(16))
    repeat 4 {
        x = x -> encoder_layer(4)
    }
    sequence = x
}
"""
RESNET18 = source_of("resnet18").text
SMALL = [
    pytest.param(RESNET18, 21, 49, id="resnet18"),
    pytest.param(CLASSIFIER, 21, 10, id="two-layer-bidirectional-lstm"),
    pytest.param(ENCODER, 23, 77, id="four-layer-encoder"),
]
"""A text, an opset, and how many nodes its model has at most."""


@pytest.mark.target
@pytest.mark.parametrize(("text", "opset", "most"), SMALL)
def test_the_onnx_model_is_small(text: str, opset: int, most: int) -> None:
    graph = run(INFERENCE, graph_of(text, strictly=True))
    nodes = emit_model(graph, draw_weights(graph, 1), opset).graph.node

    assert len(nodes) <= most, [node.op_type for node in nodes]
