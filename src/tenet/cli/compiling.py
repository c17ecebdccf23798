"""A network written in a target's language, by the backend that is asked for."""

from __future__ import annotations

from importlib import import_module

from tenet.elaborate.experiment import Experiment


def compiled(experiment: Experiment, to: str) -> bytes:
    """The network as source in UTF-8, or as an ONNX file with the weights that training starts from.

    Raises:
        TenetError: the experiment has no network, or the target lacks something that it needs.
    """
    experiment.needs("network")
    if to == "onnx":
        seed = experiment.train.settings.seed if experiment.train is not None else 0
        model: bytes = import_module("tenet.deploy.compile").compile_onnx(experiment, seed)
        return model
    source: str = import_module(f"tenet.backends.{to}.emit").emit_source(experiment)
    return source.encode()
