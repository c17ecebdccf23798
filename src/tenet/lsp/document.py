"""One version of a file: its text, its tree, what came of it, and what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from pathlib import Path

from tenet.analysis.moments import Moments, moments
from tenet.analysis.names import Imported, Names
from tenet.analysis.resolving import names
from tenet.analysis.sightings import Sighted, Sightings
from tenet.diagnostics import Diagnostic, TenetError
from tenet.elaborate.chain import SHELF, STANDARD
from tenet.elaborate.experiment import Elaborated, elaborate
from tenet.limits import DEFAULT
from tenet.lint.case import Case
from tenet.lint.engine import cases
from tenet.lsp.positions import Positions
from tenet.project.asked import Asked
from tenet.source import Source, Span
from tenet.syntax.parse import parse
from tenet.syntax.read import decoded
from tenet.syntax.tree import Import, Literal, Spec

HALVES = re.compile("[\ud800-\udfff]")
"""Halves of characters, which JSON can carry and no file can."""


class Document:
    """A text as an editor holds it. Everything is computed when it is first asked for, and kept."""

    def __init__(  # what it is, and what it is computed from
        self,
        uri: str,
        path: Path,
        text: str,
        encoding: str,
        others: Mapping[Path, str],
        used: Callable[[Document], Iterable[Sighted]],
    ) -> None:
        if not text.isascii() and HALVES.search(text):
            text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        self.uri = uri
        self.path = path
        self.encoding = encoding
        self.source = Source(str(path), text)
        self.others = others
        """The texts of other files as editors hold them, by their paths."""
        self.used = used
        """Networks of other open files that may use what stands here."""
        self._aside: Document | None = None
        self._moments: dict[str, Moments] = {}

    @property
    def text(self) -> str:
        """The text."""
        return self.source.text

    @cached_property
    def positions(self) -> Positions:
        """The lines of the text."""
        return Positions(self.text, self.encoding)

    @property
    def tree(self) -> Spec:
        """The tree of the text; it is parsed by itself where nobody has elaborated it yet."""
        return self.elaborated.trees[0] if self.is_elaborated else self.parsed

    @property
    def is_elaborated(self) -> bool:
        """Whether somebody has elaborated the text already."""
        return "elaborated" in self.__dict__

    def aside(self, text: str) -> Document:
        """The document with another text, such as one without the words that are being written."""
        if self._aside is None or self._aside.text != text:
            self._aside = Document(self.uri, self.path, text, self.encoding, self.others, self.used)
        return self._aside

    @cached_property
    def parsed(self) -> Spec:
        """The tree of the text, for those who need no more."""
        return parse(self.source)[0]

    @cached_property
    def elaborated(self) -> Elaborated:
        """What came of the text, and what its expressions came to be."""
        folder = self.path.resolve().parent
        texts = {
            path.relative_to(folder).as_posix(): text
            for path, text in self.others.items()
            if path.is_relative_to(folder)
        }
        return elaborate(self.source, imports=texts, watch=True)

    @property
    def is_sound(self) -> bool:
        """Whether no error leaves anything of the text out."""
        return all(d.severity != "error" for d in self.elaborated.diagnostics)

    @cached_property
    def cases(self) -> tuple[Case, ...]:
        """The networks of the text with all that trains them, as rules read them."""
        return cases(self.elaborated)

    @cached_property
    def findings(self) -> tuple[Diagnostic, ...]:
        """What `tenet check` says of the text, were it saved.

        Raises:
            WrongUsage: the settings of the project cannot be understood.
        """
        if len(self.text) > DEFAULT.bytes // 4:
            try:
                decoded(self.text.encode(), self.path)
            except TenetError as error:
                return error.diagnostics
        return Asked().findings(self.path, self.elaborated, self.cases)

    @cached_property
    def imported(self) -> frozenset[Path]:
        """The user's own files that the text imports, directly or not, whether they are there or not."""
        return frozenset(
            imported_file(Path(tree.source.name).parent, item)
            for tree in self.elaborated.trees
            for item in tree.items
            if isinstance(item, Import) and isinstance(item.module, Literal)
        )

    @cached_property
    def sightings(self) -> Sightings:
        """What the expressions of the text came to be; of a library, in open files that use it."""
        own = [
            (name, seen, frozenset([self.source])) for name, seen in self.elaborated.seen.items()
        ]
        return Sightings(own or list(self.used(self)))

    @cached_property
    def names(self) -> Names:
        """Which name is bound where, and who uses it."""
        return names(self.tree, self._imported(self.elaborated.trees))

    def _imported(self, trees: tuple[Spec, ...]) -> Imported:
        by_path = {file_of(tree.source): tree for tree in trees}

        def find(item: Import) -> Names | None:
            tree = by_path.get(imported_file(self.path.parent, item))
            return None if tree is None or tree is self.tree else names(tree, lambda _: None)

        return find

    def shows(self, other: Source) -> bool:
        """Whether a source that was imported is this text."""
        return other.text == self.text and Path(other.name).resolve() == self.path.resolve()

    @cached_property
    def stages(self) -> dict[Span, str]:
        """What each stage of the `data` section gives, in words."""
        plan = self.elaborated.experiment.data
        return {} if plan is None else {s.span: s.type.words for s in plan.stages}

    def moments(self, network: str) -> Moments:
        """The predicted scales of what was seen in a network."""
        if network not in self._moments:
            seen = self.elaborated.seen[network].graph
            case = next((case for case in self.cases if case.name == network), None)
            # Before training is asked for, its graph may have other nodes, and so other numbers.
            same = case is not None and case.graph.nodes and case.graph.nodes[0] is seen.nodes[0]
            self._moments[network] = case.moments if case and same else moments(seen)
        return self._moments[network]


def file_of(source: Source) -> Path:
    """The file of a source, which may be one of the standard library."""
    if source.name.startswith(STANDARD):
        return SHELF / source.name.removeprefix(STANDARD)
    return Path(source.name).resolve()


def imported_file(folder: Path, item: Import) -> Path:
    """The file that an import names, as seen from a folder, whether it is there or not."""
    if isinstance(item.module, Literal):
        return (folder / str(item.module.value)).resolve()
    return SHELF / f"{item.module.text}.tenet"
