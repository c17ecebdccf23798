"""Training by Lightning as its guide to speed says: barebones, a fused optimizer, whole batches out of memory."""

from __future__ import annotations

import logging
import time
import warnings
from typing import Any

import torch
import torch.nn.functional as F
from lightning import LightningModule, Trainer
from loops.case import DECAY, RATE, Case, Epoch
from loops.torch_networks import groups, network
from torch.utils.data import BatchSampler, DataLoader, RandomSampler, TensorDataset


class Learner(LightningModule):  # type: ignore[misc]  # Lightning may be missing
    """A network with its loss and its optimizer, and a watch."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.network = network(name)
        self.seconds = 0.0

    def training_step(self, batch: Any, _number: int) -> torch.Tensor:
        """The loss of a batch."""
        x, y = batch
        return F.cross_entropy(self.network(x), y)

    def configure_optimizers(self) -> torch.optim.Optimizer:
        """The same as by hand."""
        return torch.optim.AdamW(groups(self.network, DECAY), lr=RATE, fused=True)

    def on_train_epoch_start(self) -> None:
        """Effect: the time counts from now."""
        self.began = time.perf_counter()

    def on_train_epoch_end(self) -> None:
        """Effect: the time is taken."""
        self.seconds = time.perf_counter() - self.began


def make(case: Case) -> Epoch:
    """Epochs by `Trainer.fit`; what it does before and after is not counted."""
    logging.getLogger("lightning.pytorch").setLevel(logging.ERROR)
    warnings.filterwarnings("ignore")
    rows = TensorDataset(torch.from_numpy(case.x), torch.from_numpy(case.y))
    order = BatchSampler(RandomSampler(rows), case.batch, drop_last=False)
    loader = DataLoader(rows, batch_size=None, sampler=order)
    learner = Learner(case.name)

    def epoch(_number: int) -> float:
        Trainer(max_epochs=1, accelerator="cpu", devices=1, barebones=True).fit(learner, loader)
        return learner.seconds

    return epoch
