"""What is known while a spec is written: values with their types, and what its file holds."""

from __future__ import annotations

from dataclasses import dataclass, field

from tenet.types.tensor import TensorType


@dataclass(frozen=True)
class Known:
    """A value: its name, its type, and the operation that made it."""

    name: str
    type: TensorType
    made: str = ""

    def called(self, name: str) -> Known:
        """The same under a name."""
        return Known(name, self.type, self.made)


Written = tuple[str, Known] | None
"""The text of a value that has no name yet, or none where nothing fits."""


@dataclass
class File:
    """What the bodies of one file share: its params and blocks, and names that nobody has."""

    params: dict[str, int] = field(default_factory=dict)
    blocks: list[str] = field(default_factory=list)
    count: int = 0

    def fresh(self, stem: str) -> str:
        """A name that nothing else has."""
        self.count += 1
        return f"{stem}{self.count}"
