"""The files that an editor has open, each in its newest version, and what each is computed from."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from lsprotocol.types import (
    PositionEncodingKind,
    TextDocumentContentChangeEvent,
    TextDocumentContentChangePartial,
)
from pygls.uris import from_fs_path, to_fs_path

from tenet.analysis.sightings import Sighted
from tenet.diagnostics import TenetError
from tenet.lsp.document import Document
from tenet.lsp.positions import Positions
from tenet.lsp.rulepages import RulePages
from tenet.lsp.settings import Settings
from tenet.project.configuration import forget
from tenet.syntax.read import read_source

SUFFIX = ".tenet"
INSTALLED = ("node_modules", "site-packages")


class Workspace:
    """Open texts by their addresses. A document is made when it is first asked for, and once for each version."""

    def __init__(self) -> None:
        self.encoding: str = PositionEncodingKind.Utf16
        self.settings = Settings()
        self.folders: tuple[Path, ...] = ()
        self.pages = RulePages()
        self.versions: dict[str, int | None] = {}
        """The version of each open file, as the editor counts them."""
        self.made = 0
        """How many letters the documents have that were made since somebody last asked."""
        self._texts: dict[str, str] = {}
        self._documents: dict[str, Document] = {}

    # ── changes ──────────────────────────────────────────────────────────────────────────────

    def open(self, uri: str, text: str) -> list[str]:
        """The open files that have to be looked at anew. Effect: a file has this text."""
        self._texts[uri] = text
        return self.outdate([uri])

    def change(self, uri: str, changes: Iterable[TextDocumentContentChangeEvent]) -> list[str]:
        """The open files that have to be looked at anew. Effect: the text of one is changed."""
        text = self._texts.get(uri, "")
        for change in changes:
            if isinstance(change, TextDocumentContentChangePartial):
                start, end = Positions(text, self.encoding).offsets(change.range)
                text = text[:start] + change.text + text[max(start, end) :]
            else:
                text = change.text
        return self.open(uri, text)

    def close(self, uri: str) -> list[str]:
        """The open files that have to be looked at anew. Effect: a file is again what the disk holds."""
        affected = self.outdate([uri])
        self._texts.pop(uri, None)
        return [other for other in affected if other != uri]

    def outdate(self, uris: Iterable[str]) -> list[str]:
        """The open files that have changed, or import what has. Effect: they are looked at anew."""
        changed = list(dict.fromkeys(uris))
        paths = {path_of(uri).resolve() for uri in changed}
        affected = [uri for uri in changed if uri in self._texts]
        for uri, document in list(self._documents.items()):
            if uri in changed or not document.is_elaborated or document.imported & paths:
                del self._documents[uri]
                affected += [uri] if uri not in affected and uri in self._texts else []
        return affected

    def outdate_all(self) -> list[str]:
        """Every open file. Effect: they, and the settings of their projects, are looked at anew."""
        forget()
        self._documents.clear()
        return list(self._texts)

    # ── questions ────────────────────────────────────────────────────────────────────────────

    def holds(self, uri: str) -> bool:
        """Whether a file is open."""
        return uri in self._texts

    def document(self, uri: str) -> Document:
        """The newest version of a file; of one that is not open, what the disk holds.

        Raises:
            TenetError: it is not open and cannot be read.
        """
        found = self._documents.get(uri)
        if found is not None:
            return found
        path = path_of(uri)
        if uri not in self._texts:
            return self._made(uri, path, read_source(path).text)
        made = self._documents[uri] = self._made(uri, path, self._texts[uri])
        return made

    def of_path(self, path: Path) -> Document:
        """The document of a file, as `document` finds it."""
        open_ = (uri for uri in self._texts if path_of(uri).resolve() == path.resolve())
        return self.document(next(open_, from_fs_path(str(path)) or str(path)))

    def documents(self) -> Iterator[Document]:
        """Every open file."""
        yield from [self.document(uri) for uri in self._texts]

    def everywhere(self) -> Iterator[Document]:
        """Every open file, and every other in the editor's folders that can be read."""
        yield from self.documents()
        known = {path_of(uri).resolve() for uri in self._texts}
        for path in (path for folder in self.folders for path in _below(folder)):
            if path.resolve() not in known:
                try:
                    yield self.document(path.resolve().as_uri())
                except TenetError:  # what cannot be read uses nothing
                    continue

    def importing(self, document: Document) -> Iterator[Document]:
        """The files, open or in the editor's folders, that import a document."""
        path = document.path.resolve()
        for other in self.everywhere():
            if path.name in other.text and path in other.imported:
                yield other

    def _made(self, uri: str, path: Path, text: str) -> Document:
        others = {path_of(u).resolve(): t for u, t in self._texts.items() if u != uri}
        self.made += len(text)
        return Document(uri, path, text, self.encoding, others, self._using)

    def _using(self, document: Document) -> Iterator[Sighted]:
        """The networks of open files that import a document."""
        for other in list(self.documents()):
            if other is document or document.path.resolve() not in other.imported:
                continue
            trees = other.elaborated.trees
            sources = frozenset(tree.source for tree in trees if document.shows(tree.source))
            yield from ((name, seen, sources) for name, seen in other.elaborated.seen.items())


def _below(folder: Path) -> Iterator[Path]:
    """The specs in a folder and below it; what is hidden, or was installed, is no one's own."""
    for place, inner, names in os.walk(folder):
        inner[:] = sorted(n for n in inner if not n.startswith(".") and n not in INSTALLED)
        yield from (Path(place, name) for name in sorted(names) if name.endswith(SUFFIX))


def path_of(uri: str) -> Path:
    """The path of a file; one that was never saved has a name, and no folder."""
    found = to_fs_path(uri)
    return Path(found) if found is not None else Path(f"{uri.rpartition(':')[2] or 'spec'}{SUFFIX}")
