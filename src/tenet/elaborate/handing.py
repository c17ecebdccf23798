"""Find what a block hands a setting on to, so that its choices can be given to the block too."""

from __future__ import annotations

from tenet.catalogue.lookup import find
from tenet.catalogue.operation import Operation
from tenet.catalogue.setting import Setting, settings
from tenet.elaborate.applicable import Template
from tenet.elaborate.evaluate import AttributeSource
from tenet.elaborate.scope import Scope
from tenet.syntax.tree import Attribute, Block, Call, Expression, Name
from tenet.syntax.walk import nodes


def handed_on(tree: Block, scope: Scope, name: str) -> Setting | None:
    """The setting of an operation that a block's setting becomes, in it or in blocks that it uses."""
    keys = (
        (call.callee, place if argument.name is None else argument.name.text)
        for call in nodes(tree)
        if isinstance(call, Call)
        for place, argument in enumerate(call.arguments)
        if isinstance(argument.value, Name) and argument.value.text == name
    )
    found = (_setting(scope, callee, key) for callee, key in keys)
    return next((setting for setting in found if setting is not None), None)


def _setting(scope: Scope, callee: Expression, key: int | str) -> Setting | None:
    """The setting that an argument fills, by its name or place, of what is called."""
    called = _bound(scope, callee)
    if isinstance(called, Template):
        return called.handed(key)
    kind: type[Operation] = Operation  # type: ignore[type-abstract]  # only looked up
    definition = find(kind, callee.text) if isinstance(callee, Name) and called is None else None
    known = {} if definition is None else settings(definition)
    if isinstance(key, str):
        return known.get(key)
    return next((setting for place, setting in enumerate(known.values()) if place == key), None)


def _bound(scope: Scope, callee: Expression) -> object:
    """What a name, or a name in a module, is bound to."""
    if isinstance(callee, Attribute):
        module = _bound(scope, callee.value)
        inside = module.attributes() if isinstance(module, AttributeSource) else {}
        return inside.get(callee.name.text)
    found = scope.look(callee.text) if isinstance(callee, Name) else None
    return None if found is None else found.value
