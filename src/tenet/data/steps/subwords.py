"""Texts as the numbers of pieces that are known before."""

from __future__ import annotations

import json
from typing import cast

from tenet.data.step import Step


class Subwords(Step):
    """Each text `[N]` as the sequence of the numbers of its pieces."""

    whole = True
    outside = True
    holds = "category"

    tokenizer: str
    """The pieces and how texts are divided, as the JSON of the library `tokenizers`."""

    @property
    def pieces(self) -> tuple[str, ...]:
        """What each number stands for; "" for one that nothing has."""
        return pieces_of(self.tokenizer)


def pieces_of(tokenizer: str) -> tuple[str, ...]:
    """What each number of a tokenizer stands for, from its JSON."""
    held = json.loads(tokenizer)
    numbers = cast("dict[str, int]", held["model"]["vocab"])
    numbers = numbers | {added["content"]: added["id"] for added in held["added_tokens"]}
    found = [""] * (max(numbers.values()) + 1)
    for piece, number in numbers.items():
        found[number] = piece
    return tuple(found)
