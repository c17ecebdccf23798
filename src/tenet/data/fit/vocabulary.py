"""The words that are known."""

from __future__ import annotations

from collections import Counter

from tenet.data.fitted import Fitted, Given, OnlyMissing
from tenet.data.step import Step
from tenet.data.steps.lookup import Lookup
from tenet.data.steps.sequence import Surround
from tenet.data.transforms.vocabulary import Vocabulary


def vocabulary(transform: Vocabulary, given: Given) -> Fitted:
    """The given words, or the commonest of the training rows, equally common ones in the order of their letters."""
    words = transform.words or _commonest(transform, given)
    settled = transform.model_copy(update={"words": words, "size": None, "minimum": 1})
    numbers = {name: len(words) + 1 + place for place, name in enumerate(transform.marks)}
    steps: tuple[Step, ...] = (
        Lookup(classes=(words,), unknown=True, columns=given.type.columns or ()),
    )
    if numbers:
        steps = (*steps, Surround(start=numbers.get("start"), end=numbers.get("end")))
    return Fitted(steps, settled)


def _commonest(transform: Vocabulary, given: Given) -> tuple[str, ...]:
    counts = Counter[str]()
    for part in given.parts():
        counts.update(part.reshape(-1).tolist())
    kept = sorted(w for w, count in counts.items() if w and count >= transform.minimum)
    if not kept:
        raise OnlyMissing(
            f"finds no word {transform.minimum} times in the {counts.total():,} words of the training rows"
            if transform.minimum > 1 and counts
            else "finds no word in the training rows",
            "lower `minimum`" if transform.minimum > 1 else None,
        )
    return tuple(sorted(kept, key=lambda word: -counts[word])[: transform.size])
