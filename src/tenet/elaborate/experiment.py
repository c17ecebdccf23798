"""Elaborate a whole spec: params, data, network, training, export, in the order of dependence."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePath

from tenet.catalogue.setting import spelled
from tenet.data.field import FieldType
from tenet.data.plan import DataPlan
from tenet.diagnostics import Diagnostic, Label, TenetError, nearest
from tenet.elaborate.context import POISON, Context, StaticPlace, renaming
from tenet.elaborate.data import SECTION as SETTINGS
from tenet.elaborate.data import DataHandle, elaborate_data, used_by_split
from tenet.elaborate.evaluate import evaluate
from tenet.elaborate.mistakes import (
    NAME_TAKEN,
    NOT_A_TYPE,
    NOT_YET,
    NOTHING_TO_BUILD,
    OUTSIDE_PARAM,
    SECTION_TWICE,
    UNKNOWN_NAME,
    UNKNOWN_SECTION,
    UNUSED,
)
from tenet.elaborate.network import NetworkBody, elaborate_network, first_word, spoil
from tenet.elaborate.scope import Scope
from tenet.elaborate.section import fill
from tenet.elaborate.train import TrainPlan, elaborate_train
from tenet.frozen import frozen
from tenet.ir.graph import Graph
from tenet.policy.export import Export
from tenet.policy.formats.onnx import Onnx
from tenet.source import Source
from tenet.syntax.parse import parse
from tenet.syntax.tree import (
    Binary,
    Bind,
    Block,
    Error,
    Expression,
    Import,
    Name,
    Network,
    Param,
    Section,
    Spec,
)
from tenet.types.tensor import Interval

SECTIONS = ("data", "train", "export", "sweep")


@frozen
class Experiment:
    """A spec in full: what there is of data, network, training and export, all resolved."""

    name: str
    doc: str
    network: Graph | None
    data: DataPlan | None
    train: TrainPlan | None
    export: Export

    def needs(self, *parts: str) -> None:
        """Check that the sections are there that a command needs.

        Raises:
            TenetError: one is not.
        """
        for part in parts:
            if getattr(self, part) is None:
                message = f"the spec has no `{part}`, which this command needs"
                raise NOTHING_TO_BUILD.error(None, message)


@frozen
class Elaborated:
    """What came of a spec: the experiment, unless mistakes leave none, and every finding."""

    experiment: Experiment
    diagnostics: tuple[Diagnostic, ...]

    def sound(self) -> Experiment:
        """The experiment, if nothing is wrong with it.

        Raises:
            TenetError: something is, with all that was found.
        """
        if any(d.severity == "error" for d in self.diagnostics):
            raise TenetError(*self.diagnostics)
        return self.experiment


def elaborate(
    source: Source,
    overrides: Mapping[str, str] | None = None,
    facts: Mapping[str, FieldType] | None = None,
) -> Elaborated:
    """The experiment that a text describes, and everything that is wrong with it.

    Args:
        source: the text.
        overrides: values for params, in the language's own notation.
        facts: what reading the data has shown of each field, where it has been read.
    """
    spec, diagnostics = parse(source)
    reports = list(diagnostics)
    scope = Scope()
    _params(spec, overrides or {}, scope, reports)
    sections = _sections(spec, reports)
    data = elaborate_data(sections["data"], scope, reports) if "data" in sections else None
    fields = None
    if data is not None:
        fields = {n: data.type_of(n) for n in data.fields} | dict(facts or {})
        scope.bind("data", DataHandle(fields), sections["data"].name.span)
        scope.bindings["data"].used = True
    elif "data" in sections:
        scope.bind("data", POISON, sections["data"].name.span)
        scope.bindings["data"].used = True
    broken = data is None and ("data" in sections or _perhaps_data(spec))
    body = _network(spec, scope, fields, reports, broken_data=broken)
    train = _train(spec, sections, body, fields or {}, scope, reports)
    export = _export(sections, scope, reports)
    if data is not None and body is not None and train is not None:
        _report_unused_fields(data, train, reports)
    if not any(report.severity == "error" for report in reports):
        _report_unused_params(scope, reports)
    name = PurePath(source.name).stem if body is None else body.graph.name
    experiment = Experiment(name, spec.doc, body.graph if body else None, data, train, export)
    ordered = sorted(
        (*diagnostics, *_untouched(reports[len(diagnostics) :], diagnostics)),
        key=lambda d: d.span.start if d.span is not None else -1,
    )
    return Elaborated(experiment, tuple(ordered))


def _untouched(reports: list[Diagnostic], syntax: tuple[Diagnostic, ...]) -> list[Diagnostic]:
    """The findings on lines that could be parsed: what others hold is a guess at what was meant."""
    spans = [span for d in syntax for span in (d.span, *(label.span for label in d.labels)) if span]
    lines = {(span.source, span.first.line) for span in spans}
    return [d for d in reports if d.span is None or (d.span.source, d.span.first.line) not in lines]


def _train(  # the sections before it, each needed
    spec: Spec,
    sections: Mapping[str, Section],
    body: NetworkBody | None,
    fields: Mapping[str, FieldType],
    scope: Scope,
    reports: list[Diagnostic],
) -> TrainPlan | None:
    if "train" not in sections:
        return None
    if "data" not in sections:
        if not _perhaps_data(spec):
            message = "`train` needs a `data` section to learn from"
            reports.append(NOTHING_TO_BUILD.at(sections["train"].name.span, message))
        return None
    names = _spoilt(spec, sections["data"], scope)
    return elaborate_train(sections["train"], body, fields, names, reports)


def _perhaps_data(spec: Spec) -> bool:
    """Whether something at the top of the file may have been meant as the `data` section."""
    return any(
        isinstance(item, Error) or (isinstance(item, Section) and item.name.text not in SECTIONS)
        for item in spec.items
    )


def _spoilt(spec: Spec, data: Section, outer: Scope) -> Scope:
    """A scope in which every field and output has its name, so that its own mistake is the only one."""
    scope = Scope(outer)
    outputs = [t.name for item in spec.items if isinstance(item, Network) for t in item.outputs]
    fields = [t.name for e in data.entries if isinstance(e, Bind) for t in e.targets]
    for name in (*outputs, *(field for field in fields if field.text not in SETTINGS)):
        scope.bind(name.text, POISON, name.span)
    for entry in data.entries:
        if isinstance(entry, Error):
            spoil(scope, entry)
    return scope


def _params(
    spec: Spec, overrides: Mapping[str, str], scope: Scope, reports: list[Diagnostic]
) -> None:
    context = Context(scope, StaticPlace(), reports)
    for item in spec.items:
        if isinstance(item, Error):
            spoil(scope, item)
    declared = {item.name.text: item for item in spec.items if isinstance(item, Param)}
    for name in overrides:
        if name not in declared:
            close = nearest(name, declared)
            hint = f"; did you mean `{close}`?" if close is not None else ""
            message = f"there is no param `{name}` to set{hint}"
            known = ", ".join(declared)
            reports.append(
                UNKNOWN_NAME.at(None, message, help=f"the params are {known}" if known else None)
            )
    for param in (item for item in spec.items if isinstance(item, Param)):
        if param.name.text in scope.bindings:
            message = f"there are two params called `{param.name.text}`"
            labels = (Label(scope.bindings[param.name.text].span, "the first is here"),)
            reports.append(NAME_TAKEN.at(param.name.span, message, labels=labels))
            continue
        expression = param.default
        if param.name.text in overrides:
            replaced = _overriding(param.name.text, overrides[param.name.text], reports)
            expression = param.default if replaced is None else replaced
        value = evaluate(context, expression)
        scope.bind(param.name.text, value, param.name.span)
        if value is not POISON and param.type is not None:
            held = context.attempt(lambda p=param, v=value, e=expression: _hold(context, p, v, e))  # type: ignore[misc]
            scope.bindings[param.name.text].value = held


def _overriding(name: str, text: str, reports: list[Diagnostic]) -> Expression | None:
    spec, diagnostics = parse(Source(f"--set {name}", f"param {name} = {text}"))
    reports.extend(diagnostics)
    found = next((item for item in spec.items if isinstance(item, Param)), None)
    return None if diagnostics or found is None else found.default


def _hold(context: Context, param: Param, value: object, expression: Expression) -> object:
    """The value of a param, known to keep the param's promise."""
    type_, range_ = param.type, None
    assert type_ is not None
    if isinstance(type_, Binary) and type_.operator == "in":
        range_ = evaluate(context, type_.right)
        type_ = type_.left
    kinds = {"int": int, "float": (int, float), "bool": bool, "text": str}
    if not isinstance(type_, Name) or type_.text not in kinds:
        raise NOT_A_TYPE.error(
            type_.span,
            f"`{type_.span.text}` is no type of a param",
            help="a param is an int, float, bool or text, perhaps `in` a range",
        )
    wanted = kinds[type_.text]
    if not isinstance(value, wanted) or (isinstance(value, bool) and wanted is not bool):  # type: ignore[arg-type]
        message = f"`{param.name.text}` is declared {type_.text}, but its value is {spelled(value)}"
        raise OUTSIDE_PARAM.error(expression.span, message)
    if range_ is None or range_ is POISON:
        return value
    holds = isinstance(range_, Interval) and isinstance(value, int | float)
    if holds and isinstance(range_, Interval) and isinstance(value, int | float):
        holds = range_.low <= value <= range_.high
    elif isinstance(range_, tuple):
        holds = value in range_
    if not holds:
        shown = str(range_) if isinstance(range_, Interval) else spelled(range_)
        message = f"`{param.name.text}` lies in {shown}, but its value is {spelled(value)}"
        raise OUTSIDE_PARAM.error(expression.span, message)
    return value


def _sections(spec: Spec, reports: list[Diagnostic]) -> dict[str, Section]:
    found: dict[str, Section] = {}
    for item in spec.items:
        if not isinstance(item, Section):
            continue
        name = item.name
        if name.text not in SECTIONS:
            close = nearest(name.text, [*SECTIONS, "network"])
            hint = f"; did you mean `{close}`?" if close is not None else ""
            reports.append(
                UNKNOWN_SECTION.at(
                    name.span,
                    f"there is no section `{name.text}`{hint}",
                    help=f"the sections are {', '.join(SECTIONS)}",
                    fix=renaming(name, close),
                )
            )
        elif name.text in found:
            labels = (Label(found[name.text].name.span, "the first is here"),)
            message = f"there are two sections `{name.text}`"
            reports.append(SECTION_TWICE.at(name.span, message, labels=labels))
        elif name.text == "sweep":
            reports.append(NOT_YET.at(name.span, "`sweep` is not supported yet"))
        else:
            found[name.text] = item
    return found


def _network(
    spec: Spec,
    scope: Scope,
    fields: Mapping[str, FieldType] | None,
    reports: list[Diagnostic],
    *,
    broken_data: bool,
) -> NetworkBody | None:
    for item in spec.items:
        if isinstance(item, Block | Import):
            word = first_word(item.span)
            reports.append(NOT_YET.at(word, f"`{word.text}` is not supported yet"))
            scope.bind(_declared(item), POISON, item.span)
    networks = [item for item in spec.items if isinstance(item, Network)]
    for extra in networks[1:]:
        message = "several networks in one file are not supported yet"
        reports.append(NOT_YET.at(first_word(extra.span), message))
    if not networks:
        return None
    network = networks[0]
    name = PurePath(spec.source.name).stem if network.name is None else network.name.text
    inner: list[Diagnostic] = []
    body = elaborate_network(network, name, scope, fields, inner)
    if broken_data:  # without fields, the types of inputs are not known, and were reported above
        inner = [d for d in inner if d.rule.code != "SEC005"]
    reports.extend(inner)
    return body


def _declared(item: Block | Import) -> str:
    """The name that a declaration binds."""
    if isinstance(item, Block):
        return item.name.text
    name = item.module if item.alias is None else item.alias
    return name.text if isinstance(name, Name) else ""


def _export(sections: Mapping[str, Section], scope: Scope, reports: list[Diagnostic]) -> Export:
    default = Export(format=Onnx())
    if "export" not in sections:
        return default
    made, _ = fill(Context(scope, StaticPlace(), reports), Export, sections["export"])
    if made is None or made.format is None:
        return default if made is None else made.model_copy(update={"format": Onnx()})
    return made


def _report_unused_fields(data: DataPlan, train: TrainPlan, reports: list[Diagnostic]) -> None:
    used = set(train.objective.inputs) | used_by_split(data)
    stages = {data.fields[name].stage for name in used if name in data.fields}
    pending = list(stages)
    while pending:
        for earlier in data.stages[pending.pop()].inputs:
            if earlier not in stages:
                stages.add(earlier)
                pending.append(earlier)
    for field in data.fields.values():
        if field.stage not in stages:
            message = f"nobody uses the field `{field.name}`"
            help_ = "give it to the network or the loss, or remove it"
            reports.append(UNUSED.at(field.span, message, help=help_))


def _report_unused_params(scope: Scope, reports: list[Diagnostic]) -> None:
    for name, binding in scope.bindings.items():
        if not binding.used:
            reports.append(UNUSED.at(binding.span, f"nobody uses the param `{name}`"))
