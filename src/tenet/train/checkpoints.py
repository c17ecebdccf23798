"""Checkpoints: safetensors files, each whole by itself, written so that no kill can leave half of one."""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save

from tenet.atomic import write_atomically
from tenet.data.arrays import Array
from tenet.frozen import frozen
from tenet.ir.graph import Parameter
from tenet.train.mistakes import BAD_CHECKPOINT

SLOT_MARK = ":"
"""Stands in the names of optimizer slots, `path:slot`, and in no path."""


@frozen
class Checkpoint:
    """Weights by path, what the optimizer remembers by `path:slot`, and where training stands."""

    weights: dict[str, Array]
    slots: dict[str, Array]
    state: dict[str, Any]


def write_checkpoint(path: Path, checkpoint: Checkpoint) -> None:
    """Effect: the file holds this checkpoint; at every moment it holds this one or the one before."""
    tensors = {**checkpoint.weights, **checkpoint.slots}
    state = json.dumps(checkpoint.state)
    # One entry: safetensors gives several in an order of its own, and equal runs give equal bytes.
    header = json.dumps({"state": checkpoint.state, "sha256": _digest(tensors, state)})
    write_atomically(path, save(tensors, {"tenet": header}))


def _digest(tensors: dict[str, Array], state: str) -> str:
    """The hash of all that a checkpoint holds: safetensors itself notices only a wrong length."""
    content = sha256(state.encode())
    for name, value in sorted(tensors.items()):
        content.update(f"{name}:{value.dtype.str}:{value.shape}".encode())
        content.update(np.ascontiguousarray(value).reshape(-1).view(np.uint8).data)
    return content.hexdigest()


def read_checkpoint(path: Path, *, foreign: bool = False) -> Checkpoint:
    """The checkpoint in a file; a foreign one may be of no run, and then has no hash.

    Raises:
        TenetError: the file is no checkpoint.
    """
    try:
        with safe_open(path, framework="numpy") as file:
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118  # no mapping
            header = json.loads((file.metadata() or {}).get("tenet", "{}"))
        state, digest = header.get("state", {}), header.get("sha256")
    except (OSError, SafetensorError, ValueError) as error:
        raise BAD_CHECKPOINT.error(None, f"{path} is no checkpoint: {error}") from None
    if not (foreign and digest is None) and digest != _digest(tensors, json.dumps(state)):
        raise BAD_CHECKPOINT.error(
            None, f"{path} is damaged: what it holds is not what was written"
        )
    slots = {name: value for name, value in tensors.items() if SLOT_MARK in name}
    weights = {name: value for name, value in tensors.items() if SLOT_MARK not in name}
    return Checkpoint(weights, slots, state)


def read_weights(path: Path, parameters: Mapping[str, Parameter]) -> Checkpoint:
    """The checkpoint in a file, which holds these parameters, by path.

    Raises:
        TenetError: it does not.
    """
    checkpoint = read_checkpoint(path)
    wanted = {name: p.shape for name, p in parameters.items()}
    held = {name: value.shape for name, value in checkpoint.weights.items()}
    fitting = all(
        value.shape == wanted.get(name.rpartition(SLOT_MARK)[0])
        for name, value in checkpoint.slots.items()
    )
    if wanted != held or not fitting:
        raise BAD_CHECKPOINT.error(None, f"{path} holds other parameters than the spec has")
    return checkpoint
