"""A disk that fails: every call that changes what lies below a folder is counted, and one of them is refused."""

from __future__ import annotations

import errno
import io
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest.mock import patch

WRITING = frozenset("wax+")
CALLS = ("fsync", "replace", "rename", "mkdir", "unlink", "fchmod")
"""What is asked of the operating system, beside opening and writing."""


@dataclass(frozen=True)
class Fault:
    """How a disk fails.

    Attributes:
        code: what the operating system says.
        torn: whether the write that fails leaves half of what it was to write.
        lasts: whether all that needs room fails from then on, or only one call does.
    """

    code: int
    torn: bool = False
    lasts: bool = False


FAULTS = {
    "full": Fault(errno.ENOSPC, torn=True, lasts=True),
    "error": Fault(errno.EIO),
    "torn": Fault(errno.EIO, torn=True),
}
SPARED = frozenset({"unlink", "fchmod"})
"""What a full disk still does."""


@dataclass
class Disk:
    """What a disk was asked to do, and at which call it begins to fail."""

    folder: Path
    fault: Fault | None = None
    at: int = 0
    calls: list[str] = field(default_factory=list)

    def asked(self, call: str, path: object) -> None:
        """Effect: the call is counted; raises OSError where it is the one that fails."""
        if not Path(str(path)).is_relative_to(self.folder):
            return
        self.calls.append(call)
        late = len(self.calls) - self.at
        if self.fault is not None and (
            late == 0 or (late > 0 and self.fault.lasts and call not in SPARED)
        ):
            raise OSError(self.fault.code, os.strerror(self.fault.code))


class Raw(io.FileIO):
    """A file on such a disk."""

    def __init__(self, disk: Disk, path: str, mode: str) -> None:
        disk.asked("open", path)
        super().__init__(path, mode)
        self.disk = disk

    def write(self, data: Any) -> int:
        """Effect: the data is written; or a half of it, and raises OSError."""
        try:
            self.disk.asked("write", self.name)
        except OSError:
            if self.disk.fault is not None and self.disk.fault.torn:
                super().write(bytes(data)[: len(data) // 2])
            raise
        return super().write(data)


@contextmanager
def failing(disk: Disk) -> Iterator[Disk]:
    """Effect: inside, the operating system is this disk's."""
    opened = io.open

    def opening(path: Any, mode: str = "r", *more: Any, **named: Any) -> Any:
        written = set(mode) & WRITING and Path(str(path)).is_relative_to(disk.folder)
        if not written:
            return opened(path, mode, *more, **named)
        assert mode in {"wb", "ab"}, "files are written as bytes"
        raw = Raw(disk, str(path), mode)
        # The next argument of `open`, which `Path.open` gives by position, is how much it buffers.
        return raw if 0 in {*more[:1], named.get("buffering")} else io.BufferedWriter(raw)

    def asking(name: str) -> Callable[..., Any]:
        does = getattr(os, name)

        def ask(*given: Any, **named: Any) -> Any:
            where = (
                Path(f"/proc/self/fd/{given[0]}").readlink() if type(given[0]) is int else given[0]
            )
            disk.asked(name, where)
            return does(*given, **named)

        return ask

    fake: dict[str, Any] = {name: asking(name) for name in CALLS}
    with patch.multiple(os, **fake), patch("io.open", opening):
        yield disk
