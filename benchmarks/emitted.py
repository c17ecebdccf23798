"""Emitted PyTorch modules against the same by hand: the ratio of times, forward and a step of training.

ResNet-18 on small images, and an encoder of four layers over tokens, on one thread. What is emitted and
what is written by hand take turns, and the least time of each counts, so that what else the machine
does falls on neither.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import Any

import torch
import torch.nn.functional as F
from torch import nn

from tenet.backends.program import Graphs
from tenet.backends.torch.running import emitted
from tenet.elaborate.experiment import elaborate
from tenet.passes.pipeline import SOURCE, run
from tenet.source import Source

TURNS = 60
RESNET = """
block residual(x; channels, stride: int in 1.. = 1) {
    main = x -> conv(channels, 3, stride=stride, padding=1, bias=false) -> batch_norm -> relu
        -> conv(channels, 3, padding=1, bias=false) -> batch_norm
    skip = x
    if stride != 1 or x.channels != channels {
        skip = x -> conv(channels, 1, stride=stride, padding=0, bias=false) -> batch_norm
    }
    return main + skip -> relu
}
network(image: f32[3, 32, 32]) -> score: f32[10] {
    x = image -> conv(64, 7, stride=2, padding=3, bias=false) -> batch_norm -> relu
    x = x -> max_pool(3, stride=2, padding=1)
    x = x -> residual(64) -> residual(64) -> residual(128, stride=2) -> residual(128)
        -> residual(256, stride=2) -> residual(256) -> residual(512, stride=2) -> residual(512)
    score = x -> global_avg_pool -> dense(10)
}
"""
ENCODER = """
import attention
network(token: i64[64] in 0..999) -> score: f32[5] {
    h = token -> embedding(128)
    repeat 4 {
        h = h -> attention.encoder_layer(heads=4, inner=512)
    }
    score = h -> mean(axis=0) -> dense(5)
}
"""


class Residual(nn.Module):
    """Two convolutions and a shortcut."""

    def __init__(self, inner: int, outer: int, stride: int) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(inner, outer, 3, stride, 1, bias=False)
        self.norm1 = nn.BatchNorm2d(outer)
        self.conv2 = nn.Conv2d(outer, outer, 3, 1, 1, bias=False)
        self.norm2 = nn.BatchNorm2d(outer)
        self.skip: nn.Module = nn.Identity()
        if stride != 1 or inner != outer:
            self.skip = nn.Sequential(
                nn.Conv2d(inner, outer, 1, stride, bias=False), nn.BatchNorm2d(outer)
            )

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Of the same places, or half as many each way."""
        main = F.relu(self.norm1(self.conv1(x)))
        return F.relu(self.norm2(self.conv2(main)) + self.skip(x))


class ResNet(nn.Module):
    """ResNet-18 as one writes it."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 64, 7, 2, 3, bias=False), nn.BatchNorm2d(64))
        sizes = [(64, 64, 1), (64, 128, 2), (128, 256, 2), (256, 512, 2)]
        blocks = [b for i, o, s in sizes for b in (Residual(i, o, s), Residual(o, o, 1))]
        self.blocks = nn.Sequential(*blocks)
        self.head = nn.Linear(512, 10)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Scores."""
        x = F.max_pool2d(F.relu(self.stem(x)), 3, 2, 1)
        scores: torch.Tensor = self.head(self.blocks(x).mean((2, 3)))
        return scores


class Layer(nn.Module):
    """A layer of an encoder."""

    def __init__(self, width: int = 128, heads: int = 4, inner: int = 512) -> None:
        super().__init__()
        self.heads = heads
        self.query, self.key, self.value, self.out = (nn.Linear(width, width) for _ in range(4))
        self.up, self.down = nn.Linear(width, inner), nn.Linear(inner, width)
        self.norm1, self.norm2 = nn.LayerNorm(width), nn.LayerNorm(width)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Of the same shape."""
        q, k, v = (
            part(x).unflatten(-1, (self.heads, -1)).transpose(1, 2)
            for part in (self.query, self.key, self.value)
        )
        seen = F.scaled_dot_product_attention(q, k, v).transpose(1, 2).flatten(2)
        x = self.norm1(x + self.out(seen))
        made: torch.Tensor = self.norm2(x + self.down(F.relu(self.up(x))))
        return made


class Encoder(nn.Module):
    """Four layers, and their mean."""

    def __init__(self) -> None:
        super().__init__()
        self.table = nn.Embedding(1000, 128)
        self.layers = nn.Sequential(*(Layer() for _ in range(4)))
        self.head = nn.Linear(128, 5)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Scores."""
        scores: torch.Tensor = self.head(self.layers(self.table(x)).mean(1))
        return scores


def module_of(text: str) -> nn.Module:
    """The emitted module of a text."""
    network = elaborate(Source("emitted.tenet", text)).sound().network
    assert network is not None
    source, name = emitted(Graphs(run(SOURCE, network)))
    made: nn.Module = getattr(source, name)()
    return made


def forward(module: nn.Module, x: torch.Tensor, target: torch.Tensor) -> Callable[[], Any]:
    """A run at inference."""

    def work() -> None:
        module.eval()
        with torch.no_grad():
            module(x)

    return work


def step(module: nn.Module, x: torch.Tensor, target: torch.Tensor) -> Callable[[], Any]:
    """A step of training."""
    optimizer = torch.optim.AdamW(module.parameters(), 1e-3, fused=True)

    def work() -> None:
        module.train()
        optimizer.zero_grad()
        F.cross_entropy(module(x), target).backward()
        optimizer.step()

    return work


def ratio(ours: Callable[[], Any], by_hand: Callable[[], Any]) -> tuple[float, float, float]:
    """The least times in milliseconds, and their ratio."""
    times: dict[Callable[[], Any], list[float]] = {ours: [], by_hand: []}
    for turn in range(TURNS + 3):
        for work in (ours, by_hand) if turn % 2 else (by_hand, ours):
            start = time.perf_counter()
            work()
            times[work].append(1e3 * (time.perf_counter() - start))
    mine, theirs = min(times[ours]), min(times[by_hand])
    return mine, theirs, mine / theirs


def main() -> None:
    """Effect: prints times and ratios."""
    torch.set_num_threads(1)
    draw = torch.Generator().manual_seed(0)
    cases = {
        "resnet18": (RESNET, ResNet(), torch.rand((16, 3, 32, 32), generator=draw)),
        "encoder": (ENCODER, Encoder(), torch.randint(0, 1000, (16, 64), generator=draw)),
    }
    for name, (text, by_hand, x) in cases.items():
        ours, target = module_of(text), torch.randint(0, 5, (16,), generator=draw)
        counts = [sum(p.numel() for p in m.parameters()) for m in (ours, by_hand)]
        assert counts[0] == counts[1], counts
        for what, work in (("forward", forward), ("a step", step)):
            mine, theirs, apart = ratio(work(ours, x, target), work(by_hand, x, target))
            sys.stdout.write(
                f"{name}, {what}: {mine:.2f} ms, by hand {theirs:.2f} ms, ratio {apart:.3f}\n"
            )


if __name__ == "__main__":
    main()
