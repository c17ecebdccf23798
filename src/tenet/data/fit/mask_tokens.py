"""Hidden tokens as steps; nothing is learnt."""

from __future__ import annotations

import re

from tenet.data.fitted import Fitted, Given
from tenet.data.steps.tokens import ChosenTokens, HiddenTokens
from tenet.data.transforms.mask_tokens import MaskTokens
from tenet.diagnostics import nearest
from tenet.types.shape import Misfit

BRACKETED = re.compile(r"\[[^\s]+\]|<[^\s]+>")
"""A piece that stands for no part of a text."""


def mask_tokens(transform: MaskTokens, given: Given) -> Fitted:
    """Which tokens are hidden, or which were chosen."""
    words = [str(word) for word in given.type.classes or ()]
    if not words:
        raise Misfit("does not know what its tokens stand for", "give it what `word_pieces` gives")
    if transform.mask not in words:
        near = nearest(transform.mask, [word for word in words if BRACKETED.fullmatch(word)])
        raise Misfit(
            f'finds no token "{transform.mask}"',
            f'did you mean "{near}"?' if near else "name one of the tokens, such as [MASK]",
            setting="mask",
        )
    spared = tuple(n for n, word in enumerate(words) if not word or BRACKETED.fullmatch(word))
    if given.part:
        chosen = ChosenTokens(share=transform.share, spared=spared, stream=given.stream)
        return Fitted((chosen,), transform)
    hidden = HiddenTokens(
        share=transform.share,
        spared=spared,
        stream=given.stream,
        mask=words.index(transform.mask),
        random=transform.random,
        keep=transform.keep,
        count=len(words),
    )
    return Fitted((hidden,), transform)
