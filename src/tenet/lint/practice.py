"""A rule of good practice: what is wrong, why, who says so, and specs that break and keep it."""

from __future__ import annotations

from tenet.data.profile import Profile
from tenet.diagnostics import Rule
from tenet.frozen import frozen


@frozen
class Sample:
    """A spec that shows a rule.

    Attributes:
        text: the spec.
        at: what the finding underlines, where one is expected: words that stand once in the text. In
            `x -> «dense(4)» -> relu`, the marks say which part of the words is meant.
        profile: what reading the data showed, where the rule asks.
    """

    text: str
    at: str = ""
    profile: Profile | None = None

    @property
    def span(self) -> tuple[int, int]:
        """Where the words stand that the finding underlines.

        Raises:
            ValueError: they stand nowhere, or more than once.
        """
        marked = self.at if "«" in self.at else f"«{self.at}»"
        before, _, rest = marked.partition("«")
        guilty, _, after = rest.partition("»")
        if self.text.count(before + guilty + after) != 1:
            raise ValueError(f"not once in the sample: {before + guilty + after!r}\n{self.text}")
        start = self.text.index(before + guilty + after) + len(before)
        return start, start + len(guilty)


@frozen
class Practice(Rule):
    """A rule of good practice; its module asks the question, in `find`.

    Attributes:
        why: why it is bad, with the numbers and conditions that are known.
        source: who has shown it, and where.
        bad: specs that break it, each once.
        good: specs that come close and keep it.
        ahead_of: the code of the error that stops the reading of data there; where the rule speaks, the error does not.
    """

    UNCOMPARED = frozenset({"why", "source", "bad", "good"})

    why: str = ""
    source: str = ""
    bad: tuple[Sample, ...] = ()
    good: tuple[Sample, ...] = ()
    ahead_of: str = ""

    @property
    def asks_data(self) -> bool:
        """Whether only reading the data can break it."""
        return all(sample.profile is not None for sample in self.bad)
