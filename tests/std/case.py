"""A small spec that uses a block of the standard library, and how its rounding is judged."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Case:
    """A use of blocks: what goes in, what it goes through, and what that learns.

    `given` is the type of `x`, or the inputs of several; `stages` begin behind them, or with the
    first results, as in `y, _ = x -> …`.
    """

    given: str
    stages: str
    parameters: int
    rounding: float = 1e-5
    """How far apart training may be."""

    @property
    def header(self) -> str:
        """The network's inputs."""
        return self.given if ": " in self.given else f"x: {self.given}"

    @property
    def body(self) -> str:
        """The statement that binds `y`."""
        if " = " in self.stages:
            return self.stages
        names = ", ".join(re.findall(r"(\w+): ", self.header))
        return f"y = {f'({names})' if ',' in names else names} -> {self.stages}"

    @property
    def forgets(self) -> bool:
        """Whether dropout or noise makes training a matter of chance."""
        return "dropout=" in self.stages or "denoising" in self.stages

    @property
    def text(self) -> str:
        """The whole spec; operations written in Tenet need no import."""
        modules = sorted(set(re.findall(r"(\w+)\.\w+\(", self.stages)))
        imports = "".join(f"import {module}\n" for module in modules)
        return f"{imports}network({self.header}) -> y {{ {self.body} }}\n"


DEEPLY = 5e-4
"""How far apart training may be behind many batch norms, each of which multiplies errors."""
