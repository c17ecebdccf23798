"""Train with PyTorch: the emitted module, a fused optimizer, rows gathered by index."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor

from tenet.backends.engine import (
    AVERAGE,
    Array,
    Arrays,
    Engine,
    Job,
    Motion,
    Scaling,
    cast,
    frozen_at,
    require_device,
    shares,
)
from tenet.backends.feeding import Fed
from tenet.backends.lowering import lower
from tenet.backends.mixing import arguments, mixture
from tenet.backends.program import Graphs
from tenet.backends.torch.running import emitted
from tenet.data.arrays import Values
from tenet.ir.graph import Graph
from tenet.policy.precision import LossScale

SLOTS = {
    "exp_avg": "mean",
    "exp_avg_sq": "square",
    "max_exp_avg_sq": "largest",
    "momentum_buffer": "momentum",
    "square_avg": "squares",
    "grad_avg": "gradients",
    "acc_delta": "moves",
    "sum": "sum",
}
"""What PyTorch calls the slots of its optimizers, and what checkpoints call them."""


THREADS = "OMP_NUM_THREADS"
"""The variable of the environment that says among how many threads a sum is divided."""


def threads() -> int:
    """How many threads a sum may be divided among."""
    return torch.get_num_threads()


def make(job: Job) -> Engine:
    """The PyTorch engine of a job."""
    return TorchEngine(job)


class TorchEngine:
    """A network in training on PyTorch."""

    def __init__(self, job: Job) -> None:
        module, name = emitted(job.graphs)
        self.job = job
        require_device(job.device, {"cpu": True, "cuda": torch.cuda.is_available()})
        self.device = torch.device(job.device)
        self.dtype = getattr(torch, job.precision)
        self.model: torch.nn.Module = getattr(module, name)().to(self.device, self.dtype)
        self.loss = module.loss
        self.judge = (
            self.model
            if job.graphs.judging == "forward"
            else getattr(self.model, job.graphs.judging)
        )
        self.inputs = tuple(job.judged.inputs)
        drawing = (job.graphs.trained, job.graphs.objective or job.graphs.trained)
        self.random = any(node.op.training_only for graph in drawing for node in graph.nodes)
        own = job.graphs.own
        self.parameters = {p: t for p, t in self.model.named_parameters() if p in own}
        state = self.model.state_dict(keep_vars=True)
        self.tensors: dict[str, Tensor] = {path: state[path] for path in own}
        self.moves = job.moves
        self.optimizer: torch.optim.Optimizer = self._optimizer()
        self.scaler = self._scaler()
        self.fed = Fed({}, ())
        self.still: frozenset[str] = frozenset()
        """What does not move now."""
        self.momenta: dict[str, float] = {}
        """How fast frozen norms will move their statistics again, by layer."""
        self.freezes = any(motion.still for motion in self.moves.values())
        self.averages: dict[str, Tensor] = {}
        self.rows: dict[str, Tensor] = {}
        self.others: list[TorchEngine] = []

    def _optimizer(self) -> torch.optim.Optimizer:
        by_motion: dict[Motion, list[Tensor]] = {}
        for path, tensor in self.parameters.items():
            by_motion.setdefault(self.moves[path], []).append(tensor)
        groups = [
            {"params": tensors, "weight_decay": motion.decay, "factor": motion.factor}
            for motion, tensors in by_motion.items()
        ]
        rule = self.job.optimizer
        made: torch.optim.Optimizer
        made = lower(rule, "torch", None, groups)
        return made

    def _scaler(self) -> torch.amp.GradScaler:
        """What scales the loss, and does nothing where it is not scaled."""
        return torch.amp.GradScaler(
            self.job.device,
            LossScale.START,
            LossScale.GROWTH,
            LossScale.CUT,
            LossScale.PATIENCE,
            enabled=self.job.scales,
        )

    def _begin(self, *, training: bool) -> None:
        """Effect: the network is as it is trained, or as it is judged. Telling it costs a small one a tenth of a step."""
        if self.model.training != training:
            self.model.train(training)
        self._allow_tf32(training and self.job.products == "tf32")

    def _seed(self, seed: int) -> None:
        """Effect: draws begin from a seed. On a processor there is one generator; to ask for others takes a while."""
        if self.job.device == "cpu":
            torch.default_generator.manual_seed(seed)
        else:
            torch.manual_seed(seed)

    def _allow_tf32(self, allowed: bool) -> None:
        """Effect: a GPU computes products in tf32, or not; PyTorch lets convolutions unless told not to."""
        if self.job.device == "cpu":
            return
        cudnn: Any = torch.backends.cudnn  # its parts are made when it is imported
        for products in (torch.backends.cuda.matmul, cudnn.conv, cudnn.rnn):
            products.fp32_precision = "tf32" if allowed else "ieee"

    def feed(self, rows: Mapping[str, Values]) -> None:
        """Effect: rows are tensors on the device; what is on the disk stays there."""
        self.fed = Fed(rows, self.job.fields)
        held = {} if self.fed.stored else self.fed.arrays
        self.rows = {name: self._held(name, array) for name, array in held.items()}

    def expect(self, batches: Sequence[Array]) -> None:
        """Effect: these batches come next, and may be gathered."""
        self.fed.expect(batches)

    def _held(self, name: str, array: Array) -> Tensor:
        """Rows on the device, once for all networks that are trained in turn."""
        for other in self.others:
            if other.fed.arrays.get(name) is array and name in other.rows:
                return other.rows[name]
        held = np.require(cast(array, self.job.precision), requirements=("C", "W"))
        return torch.from_numpy(held).to(self.device)

    def batch(self, indices: Array) -> dict[str, Tensor]:
        """Some rows, sequences no wider than these need."""
        if self.fed.stored:
            return {name: self._tensor(x) for name, x in self.fed.taken(indices).items()}
        chosen, widths = torch.from_numpy(indices).to(self.device), self.fed.widths(indices)
        return {
            name: (rows[:, : widths[name]] if name in widths else rows).index_select(0, chosen)
            for name, rows in self.rows.items()
        }

    def given(self, indices: Array, step: int | None = None) -> tuple[Tensor, ...]:
        """What the loss is given of some rows; in a step of training, as they are mixed for it."""
        by = None if step is None else mixture(self.job, self.fed, indices, step)
        blend = None
        if by is not None:
            blend = (self._tensor(by.partners), self._tensor(by.keep), self._tensor(by.share))
        return arguments(self.job, self.batch(indices), blend)

    def _tensor(self, array: Array) -> Tensor:
        """A tensor of its own."""
        return torch.tensor(cast(array, self.job.precision), device=self.device)

    def join(self, engines: Mapping[str, Engine]) -> None:
        """Effect: the module's copies of what others train are gone; it has their tensors, in place."""
        self.others = [e for e in engines.values() if isinstance(e, TorchEngine) and e is not self]
        for path in self.job.graphs.parameters.keys() - self.tensors.keys():
            network, _, inner = path.partition(".")
            other = engines[network]
            assert isinstance(other, TorchEngine)
            module = self.model.get_submodule(path.rpartition(".")[0])
            _hold_constant(module, path.rpartition(".")[2], other.tensors[inner])

    @torch.no_grad()
    def load(self, weights: Arrays) -> None:
        """Effect: the network's own state is these; the optimizer starts anew."""
        for path, tensor in self.tensors.items():
            tensor.copy_(self._tensor(weights[path]))
        if self.job.average is not None:
            self.averages = {path: t.detach().clone() for path, t in self.tensors.items()}
        self.optimizer = self._optimizer()
        self.scaler = self._scaler()

    @torch.no_grad()
    def _average(self, share: float) -> None:
        """Effect: the average has moved by a share towards the weights; with all of it, it is the weights."""
        means = list(self.averages.values())
        now = [self.tensors[path].detach() for path in self.averages]
        if share == 1:
            torch._foreach_copy_(means, now)  # has no other name
        else:
            torch._foreach_lerp_(means, now, share)

    @torch.no_grad()
    def swap(self) -> None:
        """Effect: averages and weights have changed places, each in its own memory."""
        for path, mean in self.averages.items():
            trained = self.tensors[path].detach().clone()
            self.tensors[path].copy_(mean)
            mean.copy_(trained)

    def weights(self) -> dict[str, Array]:
        """A copy of the network's own state."""
        return {path: _numpy(tensor) for path, tensor in self.tensors.items()}

    def restore(self, slots: Arrays, step: int, scaling: Scaling | None = None) -> None:
        """Effect: PyTorch's slots are these, and its count of steps is so many."""
        if scaling is not None:
            state = {"scale": scaling.scale, "_growth_tracker": scaling.good}
            self.scaler.load_state_dict({**self._scaler().state_dict(), **state})
        ours = {name: theirs for theirs, name in SLOTS.items()}
        for key, value in slots.items():
            path, _, slot = key.rpartition(":")
            if slot == AVERAGE:
                self.averages[path].copy_(self._tensor(value))
                continue
            state = self.optimizer.state[self.parameters[path]]
            state[ours[slot]] = self._tensor(value)
            motion = self.moves[path]
            count = motion.moved(step)
            if scaling is not None:
                count = scaling.updates[self.job.stills.index(motion.still)]
            state["step"] = torch.tensor(float(count), dtype=torch.float32, device=self.device)

    def slots(self) -> dict[str, Array]:
        """A copy of PyTorch's slots, by path."""
        return {
            f"{path}:{ours}": _numpy(self.optimizer.state[tensor][theirs])
            for path, tensor in self.parameters.items()
            for theirs, ours in SLOTS.items()
            if isinstance(self.optimizer.state.get(tensor, {}).get(theirs), Tensor)
        } | {f"{path}:{AVERAGE}": _numpy(tensor) for path, tensor in self.averages.items()}

    @property
    def scaling(self) -> Scaling | None:
        """What PyTorch's scaler and its counts of steps say."""
        if not self.job.scales:
            return None
        counts = dict.fromkeys(self.job.stills, 0)
        for path, tensor in self.parameters.items():
            count = self.optimizer.state.get(tensor, {}).get("step", 0)
            still = self.moves[path].still
            counts[still] = max(counts[still], int(count))
        state = self.scaler.state_dict()
        return Scaling(state["scale"], state["_growth_tracker"], tuple(counts.values()))

    def step(self, indices: Array, rate: float, step: int, more: Sequence[Array] = ()) -> object:
        """Effect: one update. The loss stays on the device until it is settled."""
        self._begin(training=True)
        if self.random:
            self._seed(((self.job.seed << 20) + step) % 2**64)
        self._freeze(step)
        for group in self.optimizer.param_groups:
            group["lr"] = rate * group["factor"]
        for parameter in self.parameters.values():
            parameter.grad = None
        loss = (
            self._pulled_by_many((indices, *more), step) if more else self._pulled(indices, 1, step)
        )
        self._move()
        if self.averages:
            self._average(self.job.share(step))
        return loss

    def _move(self) -> None:
        """Effect: the optimizer has moved the parameters by their gradients, unless a scaled one is not finite."""
        if self.job.clip is None and not self.job.scales:
            bare_step(self.optimizer)
            return
        gradients = [p.grad for p in self.parameters.values() if p.grad is not None]
        if not gradients:
            return
        self.scaler.unscale_(self.optimizer)
        if self.job.clip is not None:
            lower(self.job.clip, "torch", None, gradients)
        self.scaler.step(self.optimizer)
        self.scaler.update()

    def _freeze(self, step: int) -> None:
        """Effect: what does not move in this step asks for no gradient, and its statistics stay."""
        if not self.freezes:
            return
        still = frozen_at(self.moves, step)
        if still == self.still:
            return
        for path in still ^ self.still:
            layer, _, name = path.rpartition(".")
            if path in self.parameters:
                self.parameters[path].requires_grad_(path not in still)
                self.parameters[path].grad = None
            elif name == "running_mean":
                self._hold(layer, still=path in still)
        self.still = still

    def _hold(self, layer: str, *, still: bool) -> None:
        """Effect: a norm keeps its running statistics, or moves them again."""
        module = self.model.get_submodule(layer)
        if still:
            self.momenta[layer] = module.__dict__["momentum"]
            hold_still(module)
        else:
            module.__dict__["momentum"] = self.momenta.pop(layer)

    def _pulled_by_many(self, batches: Sequence[Array], step: int) -> Tensor:
        """The loss of several batches. Effect: their gradient is there."""
        parts = zip(batches, shares(batches), strict=True)
        return torch.stack([self._pulled(batch, share, step) for batch, share in parts]).sum()

    def _pulled(self, indices: Array, share: float, step: int) -> Tensor:
        """A batch's share of the loss. Effect: its share of the gradient is added to what is there."""
        loss: Tensor = self.loss(self.model, *self.given(indices, step))
        loss = loss if share == 1 else loss * share
        scaled = self.scaler.scale(loss) if self.job.scales else loss
        scaled.backward()  # type: ignore[no-untyped-call]  # PyTorch leaves it untyped
        return loss.detach()

    def settle(self, losses: Sequence[object]) -> list[float]:
        """The losses as numbers."""
        tensors = [loss for loss in losses if isinstance(loss, Tensor)]
        return torch.stack(tensors).tolist() if tensors else []

    @torch.no_grad()
    def measure(self, indices: Array) -> tuple[float, dict[str, Array]]:
        """Loss and outputs at inference."""
        self._begin(training=False)
        batch = self.batch(indices)
        loss = float(self.loss(self.model, *arguments(self.job, batch, None)))
        made = self.judge(*(batch[name] for name in self.inputs))
        return loss, _named(self.job.judged, made)

    @torch.no_grad()
    def infer(self, indices: Array) -> dict[str, Array]:
        """The outputs of a batch as the exported network gives them."""
        self._begin(training=False)
        network, batch = self.job.graphs.network, self.batch(indices)
        return _named(network, self.model(*(batch[name] for name in network.inputs)))

    @torch.no_grad()
    def compute(self, graph: Graph, given: Arrays) -> dict[str, Array]:
        """The outputs of a graph that learns nothing, of rows of its inputs."""
        module, name = emitted(Graphs(graph))
        model = getattr(module, name)().eval()
        return _named(graph, model(*(self._tensor(given[field]) for field in graph.inputs)))


def bare_step(optimizer: torch.optim.Optimizer) -> None:
    """Effect: the optimizer has made its step, without the hooks and the profiler's mark that PyTorch puts around it.

    They are a twentieth of a small network's step, and nobody hooks in here.
    """
    type(optimizer).step.__wrapped__(optimizer)  # type: ignore[attr-defined]  # functools.wraps names it so


def _hold_constant(module: torch.nn.Module, name: str, tensor: Tensor) -> None:
    """Effect: a module's parameter, or statistic, is the memory of a tensor, which the module never changes."""
    if isinstance(tensor, torch.nn.Parameter):
        setattr(module, name, torch.nn.Parameter(tensor.detach(), requires_grad=False))
        return
    setattr(module, name, tensor)
    hold_still(module)


def hold_still(module: torch.nn.Module) -> None:
    """Effect: a norm keeps its running statistics; in training it goes by the batch's all the same."""
    module.__dict__["momentum"] = 0.0


def _named(graph: Graph, made: Any) -> dict[str, Array]:
    """What a module gave, by the names of the outputs."""
    values = made if isinstance(made, tuple) else (made,)
    return {n: _numpy(value) for n, value in zip(graph.outputs, values, strict=True)}


def _numpy(tensor: Tensor) -> Array:
    return tensor.detach().cpu().numpy().copy()
