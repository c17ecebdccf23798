"""Look into a step of PyTorch."""

from __future__ import annotations

import torch

from tenet.backends.engine import Array, Engine
from tenet.backends.program import Graphs
from tenet.backends.torch.engine import TorchEngine
from tenet.backends.torch.running import emitted


def pull(engine: Engine, indices: Array, step: int) -> tuple[float, dict[str, Array]]:
    """The loss of a batch while training, and its gradient by path; nothing moves."""
    assert isinstance(engine, TorchEngine)
    buffers = {name: buffer.clone() for name, buffer in engine.model.named_buffers()}
    engine.model.train()
    torch.manual_seed(seed(engine, step))
    engine.optimizer.zero_grad()
    loss = engine.loss(engine.model, *engine.given(indices, step))
    loss.backward()
    gradients = {
        path: parameter.grad.cpu().numpy().copy()
        for path, parameter in engine.parameters.items()
        if parameter.grad is not None
    }
    engine.optimizer.zero_grad()
    for name, buffer in engine.model.named_buffers():
        buffer.copy_(buffers[name])
    return float(loss.detach()), gradients


@torch.no_grad()
def trace(engine: Engine, graphs: Graphs, indices: Array, step: int) -> dict[str, Array]:
    """The outputs of a network over the engine's parameters, of a batch while training."""
    assert isinstance(engine, TorchEngine)
    module, name = emitted(graphs)
    model = getattr(module, name)().to(engine.device, engine.dtype)
    model.load_state_dict(engine.model.state_dict(), strict=False)
    model.train()
    torch.manual_seed(seed(engine, step))
    given = dict(zip(engine.job.arguments, engine.given(indices, step), strict=True))
    made = model(*(given[field] for field in graphs.network.inputs))
    values = made if isinstance(made, tuple) else (made,)
    found = (value.detach().float().cpu().numpy() for value in values)
    return dict(zip(graphs.network.outputs, found, strict=True))


def seed(engine: TorchEngine, step: int) -> int:
    """From what a step's draws are made."""
    return ((engine.job.seed << 20) + step) % 2**64
