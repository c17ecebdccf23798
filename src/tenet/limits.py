"""How large a spec, and what it describes, may be: exact counts, held before anything is allocated."""

from __future__ import annotations

from tenet.frozen import fields, frozen


@frozen
class Limits:
    """The limits by name; `--limit nodes=50_000` raises one.

    Attributes:
        bytes: of one spec file.
        words: of one spec file: names, numbers, signs and line ends.
        findings: that are told of one spec.
        nesting: of brackets and braces in a text.
        operators: in one value.
        imports: files between a spec and what it imports through others.
        blocks: that stand inside one another.
        steps: uses of blocks, turns of loops, and statements in them.
        nodes: of one network.
        parameters: numbers that one network learns.
        activations: bytes that all values of one network take, for one row.
        memory: bytes that the pictures of a field take, once they are read.
    """

    bytes: int = 16 * 2**20
    words: int = 200_000
    findings: int = 1_000
    nesting: int = 64
    operators: int = 200
    imports: int = 16
    blocks: int = 32
    steps: int = 200_000
    nodes: int = 20_000
    parameters: int = 500_000_000_000
    activations: int = 2**40
    memory: int = 16 * 2**30

    @property
    def raised(self) -> dict[str, int]:
        """Those that are not what they are by default."""
        return {n: v for n in NAMES if (v := getattr(self, n)) != getattr(DEFAULT, n)}


DEFAULT = Limits()
NAMES = fields(DEFAULT)
