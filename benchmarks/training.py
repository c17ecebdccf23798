"""Training by Tenet against the loop that an expert writes by hand, on PyTorch: the ratio of times.

Both train the network of `specs/digits.tenet` on the same rows in the same order with a fused AdamW; the
hand-written loop indexes tensors, as is fastest for data in memory. Epochs alternate, so that what else
the machine does falls on both.
"""

from __future__ import annotations

import statistics
import sys
import time
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import nn

from tenet.backends.engine import Engine, Job, make_engine
from tenet.source import Source
from tenet.train.batches import shuffled_batches
from tenet.train.prepare import Prepared, prepare
from tenet.train.weights import draw_weights

SPEC = Path(__file__).parents[1] / "specs" / "digits.tenet"
EPOCHS = 15
RATE = 1e-3


class ByHand(nn.Module):
    """The network of the spec, as one writes it."""

    def __init__(self, width: int = 32) -> None:
        super().__init__()
        self.stem = nn.Sequential(self.conv(1, width), nn.BatchNorm2d(width), nn.ReLU())
        self.main = nn.Sequential(
            self.conv(width, width), nn.BatchNorm2d(width), nn.ReLU(),
            self.conv(width, width), nn.BatchNorm2d(width),
        )  # fmt: skip
        self.down = nn.Conv2d(width, 2 * width, 3, stride=2, bias=False)
        self.norm = nn.BatchNorm2d(2 * width)
        self.head = nn.Linear(2 * width, 10)

    @staticmethod
    def conv(inner: int, outer: int) -> nn.Conv2d:
        """A 3x3 convolution that keeps the size."""
        return nn.Conv2d(inner, outer, 3, padding=1, bias=False)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Logits."""
        x = self.stem(x)
        x = F.relu(self.main(x) + x)
        x = F.relu(self.norm(self.down(F.pad(x, (0, 1, 0, 1)))))
        logits: torch.Tensor = self.head(x.mean((2, 3)))
        return logits


def main() -> None:
    """Effect: prints the median time of an epoch of each, and their ratio."""
    prepared = prepare(Source(str(SPEC), SPEC.read_text("utf-8")), SPEC.parent, {})
    settings = prepared.plan.settings
    engine = make_engine("torch", Job(prepared.graphs, settings.optimizer))
    engine.feed(prepared.dataset.fields)
    engine.load(draw_weights(prepared.graph, 0))
    model = ByHand()
    optimizer = torch.optim.AdamW(model.parameters(), lr=RATE, fused=True)
    ours, theirs = [], []
    for epoch in range(EPOCHS):
        ours.append(by_tenet(engine, prepared, epoch))
        theirs.append(by_hand(model, optimizer, prepared, epoch))
    mine, expert = statistics.median(ours[2:]), statistics.median(theirs[2:])
    sys.stdout.write(
        f"epoch by tenet {mine * 1e3:.0f} ms, by hand {expert * 1e3:.0f} ms, ratio {mine / expert:.2f}\n"
    )


def by_tenet(engine: Engine, prepared: Prepared, epoch: int) -> float:
    """Seconds of an epoch through the engine."""
    began = time.perf_counter()
    rows = prepared.dataset.parts["train"]
    batches = shuffled_batches(rows, prepared.plan.settings.batch, 0, epoch)
    engine.settle([engine.step(batch, RATE, 0) for batch in batches])
    return time.perf_counter() - began


def by_hand(
    model: ByHand, optimizer: torch.optim.Optimizer, prepared: Prepared, epoch: int
) -> float:
    """Seconds of an epoch of the hand-written loop."""
    images = torch.from_numpy(prepared.dataset.fields["image"])
    digits = torch.from_numpy(prepared.dataset.fields["digit"])
    rows = prepared.dataset.parts["train"]
    began = time.perf_counter()
    model.train()
    order = torch.from_numpy(rows)[
        torch.randperm(len(rows), generator=torch.Generator().manual_seed(epoch))
    ]
    losses = []
    for batch in order.split(prepared.plan.settings.batch):
        optimizer.zero_grad()
        loss = F.cross_entropy(model(images[batch]), digits[batch])
        loss.backward()  # type: ignore[no-untyped-call]  # PyTorch leaves it untyped
        optimizer.step()
        losses.append(loss.detach())
    torch.stack(losses).tolist()
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
