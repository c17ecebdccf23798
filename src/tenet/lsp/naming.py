"""What a name is, as its declaration says it."""

from __future__ import annotations

from tenet.analysis.names import Kind, Symbol
from tenet.lsp.document import Document
from tenet.source import Source
from tenet.syntax.parse import parse
from tenet.syntax.tree import Bind, Block, Import, Network, Param, Parameter, Shared, Spec
from tenet.syntax.walk import around


def declared(document: Document, symbol: Symbol) -> tuple[str, str]:
    """How a symbol is declared, and the comment above that."""
    tree = tree_of(document, symbol.span.source)
    for node in reversed(around(tree, symbol.span.start)):
        match node:
            case Block() | Network():
                return header(node), node.doc
            case Param():
                return node.span.text, node.doc
            case Import() | Parameter() | Shared():
                return node.span.text, ""
            case Bind() if symbol.kind is Kind.FIELD:
                return node.span.text, ""
            case Bind():
                return node.span.text.partition("\n")[0], ""
            case _:
                pass
    return symbol.name, ""


def header(node: Block | Network) -> str:
    """What stands before the body."""
    first = [*node.body, *(node.results if isinstance(node, Block) else ())]
    end = first[0].span.start if first else node.span.end
    return node.span.source.text[node.span.start : end].rpartition("{")[0].strip()


def tree_of(document: Document, source: Source) -> Spec:
    """The tree of a source that a document is or imports."""
    trees = document.elaborated.trees
    return next((tree for tree in trees if tree.source is source), None) or parse(source)[0]


def parameters_of(document: Document, called: str, offset: int) -> tuple[Parameter, ...]:
    """The settings, and then the inputs, of a block that is called at an offset, as `residual` or `vision.residual`."""
    block = block_of(document, called, offset)
    return () if block is None else (*block.settings, *block.inputs)


def block_of(document: Document, called: str, offset: int) -> Block | None:
    """The block that a name, or a name in a module, stands for at an offset."""
    first, _, member = called.partition(".")
    found = next((s for s in document.names.in_force(offset) if s.name == first), None)
    if found is not None and member:
        module = document.names.modules.get(found)
        found = None if module is None else module.member(member)
    if found is None or found.kind is not Kind.BLOCK:
        return None
    tree = tree_of(document, found.span.source)
    blocks = (item for item in tree.items if isinstance(item, Block))
    return next((block for block in blocks if block.name.span.start == found.span.start), None)
