"""What each word is, for colours: by what it stands for, not by how it looks."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from lsprotocol import types

from tenet.analysis.names import Kind
from tenet.lsp.document import Document
from tenet.lsp.workspace import Workspace
from tenet.syntax.tree import (
    Argument,
    Call,
    Chain,
    Literal,
    Name,
    Percent,
    Section,
)
from tenet.syntax.walk import nodes
from tenet.types.tensor import DType

TYPES = ("comment", "function", "namespace", "number", "parameter", "property", "string", "type",
         "variable", "class", "typeParameter", "macro")  # fmt: skip
MODIFIERS = ("declaration", "readonly")
KINDS = {
    Kind.MODULE: "namespace",
    Kind.PARAM: "variable",
    Kind.BLOCK: "function",
    Kind.NETWORK: "class",
    Kind.FIELD: "property",
    Kind.INPUT: "parameter",
    Kind.SETTING: "parameter",
    Kind.SHARED: "function",
    Kind.TURN: "variable",
    Kind.SIZE: "typeParameter",
    Kind.VALUE: "variable",
}
DECLARED, READONLY = 1, 2
Coloured = tuple[int, int, str, int]
"""Where a word begins and ends, what it is, and its modifiers."""


def answer(files: Workspace, params: types.SemanticTokensParams) -> types.SemanticTokens:
    """The words of a file, each told by its distance from the one before."""
    document = files.document(params.text_document.uri)
    found: dict[int, Coloured] = {}
    for word in (*_things(document), *_names(document), *_comments(document)):
        found[word[0]] = word
    words = [found[start] for start in sorted(found)]
    apart = [w for w, after in pairwise([*words, None]) if w and (not after or w[1] <= after[0])]
    return types.SemanticTokens(_data(document, apart))


def _names(document: Document) -> Iterator[Coloured]:
    for place in document.names.occurrences:
        if place.span.source is document.source:
            fixed = READONLY if place.symbol.kind is Kind.PARAM else 0
            kind = KINDS[place.symbol.kind]
            yield place.span.start, place.span.end, kind, fixed | (DECLARED if place.binds else 0)


def _things(document: Document) -> Iterator[Coloured]:
    """What the text names that is not its own: operations, settings, types, numbers and strings."""
    for node in nodes(document.tree):
        match node:
            case Chain(stage=Name(span=span)) | Call(callee=Name(span=span)):
                yield span.start, span.end, "function", 0
            case Argument(name=Name(span=span)) | Section(name=Name(span=span)):
                yield span.start, span.end, "property", 0
            case Name(text=text, span=span) if text in set(DType):
                yield span.start, span.end, "type", 0
            case Literal(value=str(), span=span) if span.first.line == span.last.line:
                yield span.start, span.end, "string", 0
            case Literal(value=int() | float(), span=span) | Percent(span=span):
                yield span.start, span.end, "number", 0
            case _:
                pass


def _comments(document: Document) -> Iterator[Coloured]:
    for comment in document.tree.comments:
        kind = "macro" if comment.span.text[1:].lstrip().startswith("tenet:") else "comment"
        yield comment.span.start, comment.span.end, kind, 0


def _data(document: Document, words: list[Coloured]) -> list[int]:
    """The words as five numbers each, as the protocol wants them."""
    data: list[int] = []
    line = column = 0
    for start, end, kind, modifiers in words:
        at, after = document.positions.position(start), document.positions.position(end)
        if at.line != after.line or at.character == after.character:
            continue
        apart = at.character - (column if at.line == line else 0)
        data += [
            at.line - line,
            apart,
            after.character - at.character,
            TYPES.index(kind),
            modifiers,
        ]
        line, column = at.line, at.character
    return data


ANSWERS = {types.TEXT_DOCUMENT_SEMANTIC_TOKENS_FULL: answer}
OPTIONS = {
    types.TEXT_DOCUMENT_SEMANTIC_TOKENS_FULL: types.SemanticTokensLegend(
        list(TYPES), list(MODIFIERS)
    )
}
