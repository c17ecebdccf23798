"""The run-time inputs that a thing takes."""

from __future__ import annotations

from tenet.frozen import frozen


@frozen
class Inputs:
    """The tensors that an operation takes: by name, and whether the last name stands for many."""

    names: tuple[str, ...]
    many: bool = False

    def fits(self, count: int) -> bool:
        """Whether that many tensors can be given."""
        return count >= len(self.names) if self.many else count == len(self.names)

    def __str__(self) -> str:
        return ", ".join(self.names) + (", …" if self.many else "")


ONE = Inputs(("x",))
TWO = Inputs(("a", "b"))
NONE = Inputs(())
MANY = Inputs(("x",), many=True)
