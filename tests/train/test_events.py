"""Event files hold what the history says, in records that Protocol Buffers reads."""

from __future__ import annotations

import json
import struct
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory
from tests.train.conftest import Silent

from tenet.train.events import FOLDER, NAME, Events, checksum
from tenet.train.fit import fit
from tenet.train.request import Request
from tenet.train.run import open_run


def message() -> Any:
    """The class of an `Event`, as event.proto and summary.proto declare it."""
    field = descriptor_pb2.FieldDescriptorProto
    file = descriptor_pb2.FileDescriptorProto(name="event.proto", syntax="proto3")

    def declare(name: str, *fields: tuple[str, int, Any, str | None]) -> None:
        made = file.message_type.add(name=name)
        for word, number, kind, other in fields:
            label = field.LABEL_REPEATED if word == "value" else field.LABEL_OPTIONAL
            made.field.add(name=word, number=number, type=kind, label=label, type_name=other)

    declare(
        "Value", ("tag", 1, field.TYPE_STRING, None), ("simple_value", 2, field.TYPE_FLOAT, None)
    )
    declare("Summary", ("value", 1, field.TYPE_MESSAGE, ".Value"))
    declare(
        "Event",
        ("wall_time", 1, field.TYPE_DOUBLE, None),
        ("step", 2, field.TYPE_INT64, None),
        ("file_version", 3, field.TYPE_STRING, None),
        ("summary", 5, field.TYPE_MESSAGE, ".Summary"),
    )
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    return message_factory.GetMessageClass(pool.FindMessageTypeByName("Event"))


def events(path: Path) -> Iterator[Any]:
    """The events of a file, whose checksums must be right."""
    kind, data = message(), path.read_bytes()
    while data:
        (length,) = struct.unpack("<Q", data[:8])
        content = data[12 : 12 + length]
        sums = struct.unpack("<I", data[8:12]) + struct.unpack(
            "<I", data[12 + length : 16 + length]
        )
        assert [unmasked(number) for number in sums] == [checksum(data[:8]), checksum(content)]
        yield kind.FromString(content)
        data = data[16 + length :]


def unmasked(number: int) -> int:
    """A checksum as it was before it was masked, as record_writer.h undoes it."""
    turned = (number - 0xA282EAD8) % 2**32
    return ((turned >> 17) | (turned << 15)) % 2**32


@pytest.mark.parametrize(
    ("data", "found"),
    [(bytes(32), 0x8A9136AA), (b"\xff" * 32, 0x62A8AB43), (bytes(range(32)), 0x46DD794E)],
    ids=["zeros", "ones", "ascending"],
)
def test_checksums_of_the_rfc(data: bytes, found: int) -> None:
    assert checksum(data) == found


@pytest.mark.target
def test_events(write: Callable[..., Path], silent: Silent, tmp_path: Path) -> None:
    spec, watcher, run = write("numbers"), silent, tmp_path / "run"
    fit(Request(spec, run=run), Events(watcher))
    history = [json.loads(line) for line in open_run(run).history.read_text("utf-8").splitlines()]
    fit(Request(spec, run=run, resume=True), Events(watcher))  # over already: the file is the same
    first, *rounds = events(run / FOLDER / NAME)

    assert first.file_version == "brain.Event:2"
    assert [event.step for event in rounds] == [record["step"] for record in history]
    for event, record in zip(rounds, history, strict=True):
        told = {value.tag: value.simple_value for value in event.summary.value}
        assert told["train/loss"] == pytest.approx(record["train"]["loss"])
        assert told["validation/rmse"] == pytest.approx(record["validation"]["rmse"])
    assert len(watcher.epochs) == len(history)
