"""ONNX export of ResNet-18 by Tenet against torch's own of the emitted module: time, nodes, latency.

Tenet goes from the spec's text to a file, torch from the module to a file; both have the same weights.
Exports alternate, and so do the runs of both files in ONNX Runtime, so that what else the machine does
falls on both. `torch.onnx.export` needs onnxscript, which Tenet does not; it is among what developers install.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch

from tenet.backends.onnx.emit import emit_model
from tenet.backends.program import Graphs
from tenet.backends.torch.running import emitted
from tenet.elaborate.experiment import elaborate
from tenet.ir.graph import Graph
from tenet.passes.pipeline import INFERENCE, SOURCE, run
from tenet.source import Source
from tenet.train.weights import Array, draw_weights

SPEC = Path(__file__).parents[1] / "specs" / "architectures" / "resnet18.tenet"
EXPORTS, RUNS = 5, 40
OPSET = 21


def network() -> Graph:
    """The network of the spec."""
    found = elaborate(Source(str(SPEC), SPEC.read_text("utf-8"))).sound().network
    assert found is not None
    return found


def by_tenet(weights: dict[str, Array], path: Path) -> None:
    """Effect: the file is there."""
    path.write_bytes(emit_model(run(INFERENCE, network()), weights, OPSET).SerializeToString())


def by_torch(module: torch.nn.Module, image: torch.Tensor, path: Path) -> None:
    """Effect: the file is there."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            module,
            (image,),
            path,
            dynamo=True,
            opset_version=OPSET,
            external_data=False,
            dynamic_shapes=({0: torch.export.Dim("N")},),
            verbose=False,
        )


def seconds(work: Callable[[], object]) -> float:
    """How long it takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def latencies(paths: dict[str, Path], image: np.ndarray) -> dict[str, float]:
    """The median time of a run of each file, in seconds; runs alternate."""
    sessions = {
        name: onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
        for name, path in paths.items()
    }
    times: dict[str, list[float]] = {name: [] for name in paths}
    made: dict[str, np.ndarray] = {}
    for turn in range(RUNS + 5):
        order = list(sessions.items())
        for name, session in order if turn % 2 else order[::-1]:
            given = {session.get_inputs()[0].name: image}
            start = time.perf_counter()
            (made[name],) = session.run(None, given)
            times[name].append(time.perf_counter() - start)
    first, *others = made.values()
    for other in others:
        np.testing.assert_allclose(first, other, rtol=0, atol=1e-5)
    return {name: statistics.median(taken[5:]) for name, taken in times.items()}


def main() -> None:
    """Effect: prints medians and ratios."""
    graph = run(SOURCE, network())
    weights = draw_weights(graph, 0)
    source, name = emitted(Graphs(graph))
    module = getattr(source, name)()
    module.load_state_dict({k: torch.from_numpy(v.copy()) for k, v in weights.items()})
    module.eval()
    image = torch.rand((2, 3, 224, 224), generator=torch.Generator().manual_seed(0))
    with tempfile.TemporaryDirectory() as folder:
        paths = {"tenet": Path(folder) / "tenet.onnx"}
        work: dict[str, Callable[[], None]] = {"tenet": lambda: by_tenet(weights, paths["tenet"])}
        if find_spec("onnxscript") is None:
            sys.stdout.write("no onnxscript: torch.onnx.export cannot be measured\n")
        else:
            paths["torch"] = Path(folder) / "torch.onnx"
            work["torch"] = lambda: by_torch(module, image, paths["torch"])
        times: dict[str, list[float]] = {name: [] for name in work}
        for _ in range(1 + EXPORTS):  # the first imports what it needs
            for who, export in work.items():
                times[who].append(seconds(export))
        exports = {who: statistics.median(taken[1:]) for who, taken in times.items()}
        runs = latencies(paths, image[:1].numpy())
        for who, path in paths.items():
            nodes = len(onnx.load(str(path)).graph.node)
            sys.stdout.write(
                f"{who}: export {exports[who]:.3f} s, {nodes} nodes, a run {1e3 * runs[who]:.2f} ms\n"
            )
    if "torch" in runs:
        sys.stdout.write(
            f"export: {exports['tenet'] / exports['torch']:.3f} of torch's time;"
            f" a run: {runs['tenet'] / runs['torch']:.3f}\n"
        )


if __name__ == "__main__":
    main()
