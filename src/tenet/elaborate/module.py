"""Elaborate a file's declarations: what it imports, its params and its blocks."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from os import sep
from pathlib import Path

from tenet.catalogue.operation import Operation
from tenet.diagnostics import Diagnostic, Label, TenetError, nearest
from tenet.elaborate.block import BlockHandle, survey
from tenet.elaborate.chain import SHELF, STANDARD, standard_modules
from tenet.elaborate.context import POISON, Context, Poison, StaticPlace, renaming
from tenet.elaborate.evaluate import AttributeSource, evaluate
from tenet.elaborate.mistakes import (
    DEEP_IMPORTS,
    IMPORT_CYCLE,
    NAME_TAKEN,
    NO_MODULE,
    OUTSIDE_FOLDER,
    UNKNOWN_NAME,
)
from tenet.elaborate.naming import spoil
from tenet.elaborate.scope import Scope
from tenet.elaborate.typing import hold_static, stand_in
from tenet.limits import Limits
from tenet.source import Source
from tenet.syntax.parse import parse
from tenet.syntax.read import read_source
from tenet.syntax.tree import (
    Block,
    Error,
    Expression,
    Import,
    Literal,
    Name,
    Param,
    Spec,
)


class ModuleHandle(AttributeSource):
    """An imported file as its name stands for it: `vision.residual`, `unet.width`."""

    def __init__(self, name: str, scope: Scope, own: frozenset[str], *, broken: bool) -> None:
        self.name = name
        self.scope = scope
        self.own = own
        self.broken = broken

    def __str__(self) -> str:
        return f"the module `{self.name}`"

    def attributes(self) -> dict[str, object]:
        """Its params and blocks by name."""
        return {name: self.scope.bindings[name].value for name in sorted(self.own)}


class Library:
    """The files that a spec imports, each read once, from the spec's own folder or the standard library."""

    def __init__(
        self,
        main: Source,
        limits: Limits,
        reports: list[Diagnostic],
        texts: Mapping[str, str] | None = None,
    ) -> None:
        self.texts = texts
        """What files hold, by their paths below the spec's folder; where none, they are read."""
        self.trees: list[Spec] = []
        """What was imported, in the order of reading."""
        self.read: dict[str, str] = {}
        """The texts of the user's own files that were imported, by their paths below the folder."""
        self.limits = limits
        self.reports = reports
        self.main = Path(main.name)
        self.known: dict[object, ModuleHandle | Poison] = {}
        self.open: list[Path] = []
        self.prefix = ""
        """How the main file calls what stands in the file that is read now: `unet.`."""

    def fetch(
        self, importing: Source, item: Import, overrides: Mapping[str, str]
    ) -> ModuleHandle | Poison:
        """The file that an import names.

        Raises:
            TenetError: it is not there, lies outside, or needs what imports it.
        """
        if isinstance(item.module, Name):
            path, shown = _standard(item.module)
        else:
            path, shown = self._below(importing, item.module)
        key = path, frozenset(overrides.items())
        if key in self.known:
            return self.known[key]
        opened = [*self.open] or [_resolved(self.main)]
        if path in opened:
            chain = " -> ".join(p.name for p in (*opened[opened.index(path) :], path))
            raise IMPORT_CYCLE.error(
                item.module.span,
                f"`{shown}` imports itself: {chain}",
                help="put what both need into a third file",
            )
        if len(opened) > self.limits.imports:
            raise DEEP_IMPORTS.error(
                item.module.span,
                f"this import is {len(opened)} files deep",
                help=f"if that is meant, raise the limit: `--limit imports={len(opened)}`",
            )
        self.open = [*opened, path]
        try:
            made = self._load(path, shown, item, overrides)
        finally:
            self.open.pop()
        self.known[key] = made
        return made

    def _below(self, importing: Source, text: Literal) -> tuple[Path, str]:
        """A file below the spec's own folder, wherever links lead."""
        written = str(text.value)
        folder = Path(importing.name).parent
        root = _resolved(self.main).parent
        try:
            path = (folder / written).resolve()
        except (OSError, RuntimeError, ValueError):
            raise NO_MODULE.error(text.span, f"`{written}` is no path of a file") from None
        if not path.is_relative_to(root):
            raise OUTSIDE_FOLDER.error(
                text.span,
                f"`{written}` lies outside the folder of the spec",
                help="a spec imports files below its own folder, and follows no link out of it;"
                " copy the file, or move the spec up",
            )
        return path, str(folder / written)

    def _load(
        self, path: Path, shown: str, item: Import, overrides: Mapping[str, str]
    ) -> ModuleHandle:
        spec, diagnostics = _parsed(shown, self._text(path, shown, item), self.limits)
        self.trees.append(spec)
        self.reports.extend(diagnostics)
        name = item.alias.text if item.alias is not None else Path(shown).stem
        scope, before = Scope(), self.prefix
        self.prefix = f"{before}{name}."
        own = declare(spec, scope, overrides, self, self.reports, qualifier=f"{name}.")
        self.prefix = before
        return ModuleHandle(name, scope, own, broken=bool(diagnostics))

    def _text(self, path: Path, shown: str, item: Import) -> str:
        """What a file holds. Effect: a file of the user's own is remembered."""
        own = isinstance(item.module, Literal)
        below = path.relative_to(_resolved(self.main).parent).as_posix() if own else ""
        if own and self.texts is not None and below in self.texts:
            self.read[below] = self.texts[below]
            return self.texts[below]
        if _is_odd(path):
            kind = "a folder" if path.is_dir() else "no ordinary file"
            raise NO_MODULE.error(item.module.span, f"`{shown}` is {kind}, and a file is imported")
        try:
            text = read_source(path, self.limits).text
        except TenetError as error:
            reasons = "; ".join(d.message for d in error.diagnostics)
            message = reasons.replace(str(path), shown).replace(f"{path.parent}{sep}", "")
            raise NO_MODULE.error(item.module.span, message) from None
        if own:
            self.read[below] = text
        return text


@lru_cache(maxsize=32)
def _parsed(name: str, text: str, limits: Limits) -> tuple[Spec, tuple[Diagnostic, ...]]:
    """The tree of an imported text: an editor asks for the same ones at every keystroke."""
    return parse(Source(name, text), limits)


def _is_odd(path: Path) -> bool:
    """Whether something is there that is no file."""
    try:
        return path.exists() and not path.is_file()
    except OSError:  # such as a name that is too long: who reads it is told
        return False


def _resolved(path: Path) -> Path:
    try:
        return path.resolve()
    except (OSError, RuntimeError, ValueError):
        return path


def _standard(name: Name) -> tuple[Path, str]:
    known = standard_modules()
    if name.text not in known:
        close = nearest(name.text, known)
        hint = f"; did you mean `{close}`?" if close is not None else ""
        raise NO_MODULE.error(
            name.span,
            f"the standard library has no `{name.text}`{hint}",
            help=f"it has {', '.join(known)}; a file of your own is imported by its path,"
            f' `import "{name.text}.tenet" as {name.text}`',
            fix=renaming(name, close),
        )
    return SHELF / f"{name.text}.tenet", f"{STANDARD}{name.text}.tenet"


def declare(  # a file, and where what it says goes
    spec: Spec,
    scope: Scope,
    overrides: Mapping[str, str],
    library: Library,
    reports: list[Diagnostic],
    *,
    qualifier: str = "",
) -> frozenset[str]:
    """The names of a file's params and blocks. Effect: they and its imports are bound."""
    for item in spec.items:
        if isinstance(item, Error):
            spoil(scope, item)
    context = Context(scope, StaticPlace(Operation), reports)
    _check_overrides(spec, overrides, library.prefix, reports)
    own: set[str] = set()
    imports = [item for item in spec.items if isinstance(item, Import)]
    for item in imports:
        context.attempt(lambda i=item: _import(context, spec, i, overrides, library))  # type: ignore[misc]
    for item in spec.items:
        if isinstance(item, Param) and _free(context, item.name):
            _param(context, item, overrides, library.prefix)
            own.add(item.name.text)
    handles: list[BlockHandle] = []
    for item in spec.items:
        if isinstance(item, Block) and _free(context, item.name):
            handle = BlockHandle(item, scope, qualifier)
            scope.bind(item.name.text, handle, item.name.span)
            scope.bindings[item.name.text].used = True
            own.add(item.name.text)
            handles.append(handle)
    if not spec.source.name.startswith(STANDARD):
        _survey(handles, library.limits, reports)
    return frozenset(own)


def _survey(handles: list[BlockHandle], limits: Limits, reports: list[Diagnostic]) -> None:
    """Effect: the mistakes of blocks are reported that are there whatever they are used for."""
    for handle in handles:
        if len(reports) <= limits.findings:
            reports.extend(survey(handle, limits))


def _free(context: Context, name: Name) -> bool:
    """Whether nothing in the file has a name yet; what has it is reported."""
    taken = context.scope.bindings.get(name.text)
    if taken is None:
        return True
    if taken.value is not POISON or not taken.used:
        message = f"`{name.text}` is there already: a file's params, blocks and imports share names"
        labels = (Label(taken.span, "the other is here"),)
        context.reports.append(NAME_TAKEN.at(name.span, message, labels=labels))
    return False


def _import(
    context: Context,
    spec: Spec,
    item: Import,
    overrides: Mapping[str, str],
    library: Library,
) -> None:
    name = item.alias
    if name is None:
        assert isinstance(item.module, Name)
        name = item.module
    if not _free(context, name):
        return
    context.scope.bind(name.text, POISON, name.span)
    own = {
        key.removeprefix(f"{name.text}."): value
        for key, value in overrides.items()
        if key.startswith(f"{name.text}.")
    }
    context.scope.bindings[name.text].value = library.fetch(spec.source, item, own)


def _check_overrides(
    spec: Spec, overrides: Mapping[str, str], qualifier: str, reports: list[Diagnostic]
) -> None:
    declared = [item.name.text for item in spec.items if isinstance(item, Param)]
    imported = {
        (item.alias.text if item.alias is not None else item.module.span.text)
        for item in spec.items
        if isinstance(item, Import)
    }
    for name in overrides:
        if name in declared or name.partition(".")[0] in imported:
            continue
        rest = name.partition(".")[2]
        known_names = [f"{module}.{rest}" for module in sorted(imported)] if rest else declared
        close = nearest(name, known_names)
        hint = f"; did you mean `{qualifier}{close}`?" if close is not None else ""
        known = ", ".join(f"{qualifier}{n}" for n in declared)
        reports.append(
            UNKNOWN_NAME.at(
                None,
                f"there is no param `{qualifier}{name}` to set{hint}",
                help=f"the params are {known}" if known else None,
            )
        )


def _param(context: Context, param: Param, overrides: Mapping[str, str], prefix: str) -> None:
    name = param.name
    expression = param.default
    if name.text in overrides:
        replaced = _overriding(name.text, overrides[name.text], prefix, context.reports)
        expression = param.default if replaced is None else replaced
    value = evaluate(context, expression)
    context.scope.bind(name.text, value, name.span)
    if value is POISON or param.type is None:
        return
    kind = param.type
    held = context.attempt(lambda: hold_static(context, name.text, kind, value, expression.span))
    if isinstance(held, Poison):
        context.scope.bindings[name.text].value = stand_in(context, kind, value)


def _overriding(name: str, text: str, prefix: str, reports: list[Diagnostic]) -> Expression | None:
    spec, diagnostics = parse(Source(f"--set {prefix}{name}", f"param {name} = {text}"))
    reports.extend(diagnostics)
    found = next((item for item in spec.items if isinstance(item, Param)), None)
    return None if diagnostics or found is None else found.default
