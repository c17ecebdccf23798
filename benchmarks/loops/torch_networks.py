"""The four networks as one writes them in PyTorch."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn


class Last(nn.Module):
    """The last state of a GRU."""

    def __init__(self) -> None:
        super().__init__()
        self.gru = nn.GRU(8, 64, batch_first=True)

    def forward(self, x: Tensor) -> Tensor:
        """[N, 50, 8] to [N, 64]."""
        last: Tensor = self.gru(x)[1][0]
        return last


class Layer(nn.Module):
    """A layer of a transformer with the norms in front, and one product for queries, keys and values."""

    def __init__(self, width: int = 128, heads: int = 4, rate: float = 0.1) -> None:
        super().__init__()
        self.heads, self.rate = heads, rate
        self.norm, self.norm_2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.all, self.out = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.up, self.down = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)

    def forward(self, x: Tensor) -> Tensor:
        """[N, T, F], unchanged."""
        parts = self.all(self.norm(x)).unflatten(-1, (3, self.heads, -1))
        q, k, v = parts.permute(2, 0, 3, 1, 4)
        seen = F.scaled_dot_product_attention(q, k, v).transpose(1, 2).flatten(2)
        x = x + F.dropout(self.out(seen), self.rate, self.training)
        made = self.down(F.relu(self.up(self.norm_2(x))))
        return x + F.dropout(made, self.rate, self.training)


class Encoder(nn.Module):
    """A transformer of four layers, and the mean of its places."""

    def __init__(self, width: int = 128) -> None:
        super().__init__()
        self.read = nn.Linear(16, width)
        self.places = nn.Parameter(0.02 * torch.randn(32, width))
        self.layers = nn.Sequential(*(Layer(width) for _ in range(4)))
        self.norm, self.head = nn.LayerNorm(width), nn.Linear(width, 10)

    def forward(self, x: Tensor) -> Tensor:
        """Logits."""
        x = self.norm(self.layers(self.read(x) + self.places))
        logits: Tensor = self.head(x.mean(1))
        return logits


def block(inner: int, outer: int) -> tuple[nn.Module, ...]:
    """A convolution with what follows it."""
    conv = nn.Conv2d(inner, outer, 3, padding=1, bias=False)
    return conv, nn.BatchNorm2d(outer), nn.ReLU(), nn.MaxPool2d(2)


def network(name: str) -> nn.Module:
    """The network of a name, which gives logits."""
    if name == "mlp":
        return nn.Sequential(
            nn.Linear(32, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10)
        )
    if name == "cnn":
        layers = (*block(1, 16), *block(16, 32), *block(32, 64))
        return nn.Sequential(*layers, nn.Flatten(), nn.Dropout(0.3), nn.Linear(576, 10))
    return nn.Sequential(Last(), nn.Linear(64, 10)) if name == "gru" else Encoder()


def groups(model: nn.Module, decay: float) -> list[dict[str, object]]:
    """The parameters for an optimizer: neither biases nor norms decay."""
    tables = [p for p in model.parameters() if p.ndim > 1]
    rest = [p for p in model.parameters() if p.ndim == 1]
    return [{"params": tables, "weight_decay": decay}, {"params": rest, "weight_decay": 0.0}]
