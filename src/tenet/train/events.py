"""Event files for TensorBoard: what a run measures, in the format that its viewers read.

Sources: `tensorflow/core/lib/io/record_writer.h` for the frame of a record, RFC 3720 (appendix B.4) for its checksum, CRC-32C, and
`event.proto` and `summary.proto` of TensorBoard for what is in it, written in the wire format of Protocol Buffers.
"""

from __future__ import annotations

import struct
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from tenet.atomic import append, make_folder, write_atomically
from tenet.train import history
from tenet.train.run import open_run
from tenet.train.watcher import Watcher

FOLDER = "tensorboard"
NAME = "events.out.tfevents.tenet"
"""Viewers take files that have `tfevents` in their names."""
POLYNOMIAL = 0x82F63B78
"""Of CRC-32C, its bits the other way round."""
MASK = 0xA282EAD8
WALL_TIME, STEP, FILE_VERSION, SUMMARY = 1, 2, 3, 5
"""The fields of an `Event`."""
VALUE = 1
"""The field of a `Summary`."""
TAG, SIMPLE_VALUE = 1, 2
"""The fields of a `Summary.Value`."""
VARINT, FIXED64, BYTES, FIXED32 = 0, 1, 2, 5
"""How a field is written."""


class Events:
    """A watcher who writes an event file into the run, and passes on what it is told.

    The file is what the history of the run says: it is begun anew with it whenever training begins, or goes on.
    """

    def __init__(self, watcher: Watcher) -> None:
        self.watcher = watcher
        self.path = Path()

    def started(self, run: Path, epochs: int, steps: int) -> None:
        """Effect: the file holds what the run has measured so far."""
        self.path = run / FOLDER / NAME
        make_folder(self.path.parent)
        records = history.read(open_run(run).history)
        content = framed(_event(FILE_VERSION, b"brain.Event:2"))
        write_atomically(self.path, content + b"".join(map(measured, records)))
        self.watcher.started(run, epochs, steps)

    def step(self, done: int) -> None:
        """Effect: none but the other's; losses are known when a round ends."""
        self.watcher.step(done)

    def epoch(self, record: dict[str, Any]) -> None:
        """Effect: the file holds the round too."""
        append(self.path, measured(record))
        self.watcher.epoch(record)

    def noticed(self, message: str) -> None:
        """Effect: the other's."""
        self.watcher.noticed(message)

    def ended(self, reason: str) -> None:
        """Effect: the other's."""
        self.watcher.ended(reason)


def measured(found: Mapping[str, Any]) -> bytes:
    """The record of a round: every number that was measured, at its step."""
    values = b"".join(
        _field(
            VALUE, BYTES, _field(TAG, BYTES, tag.encode()) + _field(SIMPLE_VALUE, FIXED32, number)
        )
        for tag, number in scalars(found)
        if tag != "step"
    )
    return framed(_event(SUMMARY, values, int(found["step"])))


def scalars(found: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, float]]:
    """The numbers of a record by their paths.

    >>> list(scalars({"epoch": 1, "train": {"loss": 0.5}}))
    [('epoch', 1.0), ('train/loss', 0.5)]
    """
    for name, value in found.items():
        if isinstance(value, Mapping):
            yield from scalars(value, f"{before}{name}/")
        elif isinstance(value, int | float):
            yield f"{before}{name}", float(value)


def framed(data: bytes) -> bytes:
    """Data with its length, and the checksums of both."""
    length = struct.pack("<Q", len(data))
    return length + _masked(length) + data + _masked(data)


def _masked(data: bytes) -> bytes:
    """A checksum that may be among data of which another is made."""
    found = checksum(data)
    return struct.pack("<I", (((found >> 15) | (found << 17)) + MASK) % 2**32)


def checksum(data: bytes) -> int:
    """CRC-32C.

    >>> hex(checksum(b"123456789"))
    '0xe3069283'
    """
    found = 2**32 - 1
    for byte in data:
        found ^= byte
        for _ in range(8):
            found = (found >> 1) ^ (POLYNOMIAL if found & 1 else 0)
    return found ^ (2**32 - 1)


def _event(field: int, content: bytes, step: int = 0) -> bytes:
    return (
        _field(WALL_TIME, FIXED64, time.time())
        + _field(STEP, VARINT, step)
        + _field(field, BYTES, content)
    )


def _field(number: int, kind: int, value: Any) -> bytes:
    """A field of a message with its key."""
    key = _varint(number << 3 | kind)
    if kind == VARINT:
        return key + _varint(value)
    if kind == BYTES:
        return key + _varint(len(value)) + bytes(value)
    return key + struct.pack("<d" if kind == FIXED64 else "<f", value)


def _varint(number: int) -> bytes:
    """A whole number, seven bits at a time."""
    found = bytearray()
    while number > 127:
        found.append(number & 127 | 128)
        number >>= 7
    return bytes([*found, number])
