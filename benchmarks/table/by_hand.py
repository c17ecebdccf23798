"""The work by hand: the script of somebody who knows polars and PyTorch."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import polars as pl
import torch
from sklearn.metrics import accuracy_score
from torch import Tensor, nn

NUMBERS = [f"number_{n}" for n in range(10)]
TEXTS = ["shop", "colour", "kind", "country", "payment"]
MISSING = ["NA", "N/A", "NaN", "nan", "null"]


def work(folder: Path) -> object:
    """What is measured on each part after an epoch."""
    frame = pl.read_csv(folder / "rows.csv", null_values=MISSING)
    order = np.random.Generator(np.random.Philox(key=1)).permutation(len(frame))
    cuts = [int(0.7 * len(frame)), int(0.85 * len(frame))]
    parts = dict(zip(("train", "validation", "test"), np.split(order, cuts), strict=True))
    x, y = prepared(frame, parts["train"])
    model = trained(x, y, torch.from_numpy(parts["train"]))
    return {part: judged(model, x, y, rows) for part, rows in parts.items()}


def prepared(frame: pl.DataFrame, rows: np.ndarray) -> tuple[Tensor, Tensor]:
    """Inputs and labels; what is learnt is from some rows."""
    train = frame[rows]
    medians = train.select(pl.col(NUMBERS).median())
    numbers = frame.select(pl.col(name).fill_null(medians[name][0]) for name in NUMBERS).to_numpy()
    mean, std = numbers[rows].mean(0), numbers[rows].std(0)
    inputs = [((numbers - mean) / std).astype(np.float32)]
    for name in TEXTS:
        cells = frame[name].fill_null("none")
        values = cells[rows].unique().sort()
        codes = cells.cast(pl.Enum(values)).to_physical().to_numpy()
        inputs.append(np.eye(len(values), dtype=np.float32)[codes])
    labels = frame["label"].cast(pl.Enum(train["label"].unique().sort())).to_physical()
    y = torch.from_numpy(labels.to_numpy().astype(np.int64))
    return torch.from_numpy(np.concatenate(inputs, axis=1)), y


def trained(x: Tensor, y: Tensor, rows: Tensor) -> nn.Module:
    """The network after an epoch."""
    torch.manual_seed(0)
    model = nn.Sequential(
        nn.Linear(x.shape[1], 128), nn.ReLU(), nn.Linear(128, 64), nn.ReLU(), nn.Linear(64, 3)
    )
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3, weight_decay=0.01, fused=True)
    for batch in rows[torch.randperm(len(rows))].split(256):
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(x[batch]), y[batch]).backward()
        optimizer.step()
    return model


@torch.no_grad()
def judged(model: nn.Module, x: Tensor, y: Tensor, rows: np.ndarray) -> Mapping[str, float]:
    """Loss and accuracy."""
    logits = torch.cat([model(x[batch]) for batch in torch.from_numpy(rows).split(512)])
    loss = float(nn.functional.cross_entropy(logits, y[rows]))
    return {"loss": loss, "accuracy": float(accuracy_score(y[rows], logits.argmax(1)))}
