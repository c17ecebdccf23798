"""Elaborate a whole spec: params, data, network, training, export, in the order of dependence."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import PurePath

from tenet.data.field import FieldType
from tenet.data.plan import DataPlan
from tenet.diagnostics import Diagnostic, Label, TenetError, nearest
from tenet.elaborate.building import Building
from tenet.elaborate.chain import ends, is_chained
from tenet.elaborate.comparing import uncounted
from tenet.elaborate.context import POISON, renaming
from tenet.elaborate.data import SECTION as SETTINGS
from tenet.elaborate.data import elaborate_data, used_by_split
from tenet.elaborate.export import elaborate_export
from tenet.elaborate.fields import DataHandle
from tenet.elaborate.mistakes import (
    NOTHING_TO_BUILD,
    OPEN_CONDITION,
    SECTION_TWICE,
    UNKNOWN_NAME,
    UNKNOWN_SECTION,
    UNUSED,
)
from tenet.elaborate.module import Library, ModuleHandle, declare
from tenet.elaborate.monitors import check_parts
from tenet.elaborate.naming import spoil
from tenet.elaborate.scope import Scope
from tenet.elaborate.sights import Seen
from tenet.elaborate.sweep import SweepPlan, elaborate_sweep
from tenet.elaborate.train import TrainPlan, elaborate_train
from tenet.elaborate.variants import Bodies, elaborate_networks
from tenet.frozen import frozen, replace
from tenet.ir.graph import Graph
from tenet.limits import DEFAULT, Limits
from tenet.policy.export import Export
from tenet.policy.train import Train
from tenet.source import Source
from tenet.syntax.parse import bounded, parse
from tenet.syntax.tree import Bind, Error, Network, Section, Spec

SECTIONS = ("data", "train", "export", "sweep")


@frozen
class Experiment:
    """A spec in full: what there is of data, networks, training and export, all resolved.

    Attributes:
        name: the network's, or the file's where there are several.
        networks: each as it is exported, by name, in the order of the file.
        plans: what training does to each, by the network's name.
        imports: the texts of the user's own files that it imports, by their paths below its folder.
        open: what waits for the data: conditions on a size, so that some network is not decided yet,
            and class weights.
        sweep: what is varied, if anything.
    """

    name: str
    doc: str
    networks: Mapping[str, Graph]
    data: DataPlan | None
    plans: Mapping[str, TrainPlan]
    export: Export
    imports: Mapping[str, str]
    open: tuple[Diagnostic, ...]
    sweep: SweepPlan | None = None

    @property
    def network(self) -> Graph | None:
        """The network, where there is just one."""
        return next(iter(self.networks.values())) if len(self.networks) == 1 else None

    @property
    def train(self) -> TrainPlan | None:
        """What training does, where there is just one network."""
        return next(iter(self.plans.values())) if len(self.networks) == 1 and self.plans else None

    def needs(self, *parts: str) -> None:
        """Check that the sections are there that a command needs.

        `network` is a single one; `train` is the training of all that there are.

        Raises:
            TenetError: one is not, or there are several networks.
        """
        if len(self.networks) > 1 and "network" in parts:
            names = " and ".join(f"`{name}`" for name in self.networks)
            raise UNKNOWN_NAME.error(
                None,
                f"the spec has the networks {names}, and this command takes one",
                help=f"say which: `--network {next(iter(self.networks))}`",
            )
        trained = len(self.plans) == len(self.networks) > 0
        there = {"network": self.network, "train": trained or None, "data": self.data}
        for part in parts:
            if there[part] is None and part != "data" and self.open:
                first = self.open[0]
                raise NOTHING_TO_BUILD.error(first.span, first.message, help=first.help)
            if there[part] is None:
                message = f"the spec has no `{part}`, which this command needs"
                raise NOTHING_TO_BUILD.error(None, message)

    def only(self, name: str) -> Experiment:
        """The experiment with one of its networks.

        Raises:
            TenetError: there is no such network.
        """
        if name not in self.networks:
            close = nearest(name, self.networks)
            hint = f"; did you mean `{close}`?" if close is not None else ""
            known = ", ".join(self.networks)
            message = f"there is no network `{name}`{hint}"
            raise UNKNOWN_NAME.error(None, message, help=f"the networks are {known}")
        plans = {name: self.plans[name]} if name in self.plans else {}
        return replace(self, name=name, networks={name: self.networks[name]}, plans=plans)


@frozen
class Elaborated:
    """What came of a spec.

    Attributes:
        experiment: as much of it as mistakes leave.
        diagnostics: every finding.
        trees: the spec as it was parsed, and then the files that it imports.
        settings: the settings of training by network, also where the loss is wrong.
        seen: what the expressions of each network came to be, where it was asked for.
    """

    experiment: Experiment
    diagnostics: tuple[Diagnostic, ...]
    trees: tuple[Spec, ...]
    settings: Mapping[str, Train]
    seen: Mapping[str, Seen] = {}

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
    limits: Limits = DEFAULT,
    imports: Mapping[str, str] | None = None,
    *,
    watch: bool = False,
) -> Elaborated:
    """The experiment that a text describes, and everything that is wrong with it.

    Args:
        source: the text; imports are found from its name.
        overrides: values for params, in the language's own notation.
        facts: what reading the data has shown of each field, where it has been read.
        limits: how large all of it may be.
        imports: the texts of files by their paths below the spec's folder; others are read.
        watch: whether to note what expressions came to be.
    """
    spec, diagnostics = parse(source, limits)
    reports = list(diagnostics)
    scope = Scope()
    library = Library(source, limits, reports, imports)
    declare(spec, scope, overrides or {}, library, reports)
    sections = _sections(spec, reports)
    inner = Scope(scope)
    data, fields = _data(sections, inner, scope, facts or {}, reports)
    broken = data is None and ("data" in sections or _perhaps_data(spec))
    buildings: dict[str, Building] | None = {} if watch else None
    bodies = elaborate_networks(
        spec, inner, fields, limits, reports, broken_data=broken, seen=buildings
    )
    plans, settings = _train(spec, sections, bodies, fields or {}, inner, reports)
    graphs = {name: body.inference.graph for name, body in bodies.items() if body is not None}
    trained = {"data", "train"} <= sections.keys() or _perhaps_data(spec)
    export = elaborate_export(sections.get("export"), scope, bodies, reports, trained=trained)
    sweep = _sweep(spec, sections, plans, scope, reports)
    if data is not None and settings:
        check_parts(sections["train"], settings, data.split, reports)
        _report_unused_fields(data, plans.values() if len(plans) == len(bodies) else (), reports)
    if not any(report.severity == "error" for report in reports):
        _report_unused_declarations(scope, reports)
    name = next(iter(graphs)) if len(graphs) == 1 else PurePath(spec.source.name).stem
    open_ = _waiting(reports, plans)
    experiment = Experiment(name, spec.doc, graphs, data, plans, export, library.read, open_, sweep)
    found = bounded(_ordered(diagnostics, reports[len(diagnostics) :]), limits)
    return Elaborated(experiment, found, (spec, *library.trees), settings, _seen(buildings or {}))


def _seen(buildings: Mapping[str, Building]) -> dict[str, Seen]:
    """What was seen in each network, with all the nodes that were made there."""
    return {
        name: Seen(building.builder.graph(name, {}), tuple(building.sights or ()))
        for name, building in buildings.items()
    }


def _waiting(reports: list[Diagnostic], plans: Mapping[str, TrainPlan]) -> tuple[Diagnostic, ...]:
    """What only the data tells: conditions on a size, and weights of classes that are to be counted."""
    return (
        *(report for report in reports if report.rule is OPEN_CONDITION),
        *(loss for plan in plans.values() for loss in uncounted(plan.objective)),
    )


def _ordered(syntax: tuple[Diagnostic, ...], reports: list[Diagnostic]) -> list[Diagnostic]:
    """What parsing and elaborating found, each thing once, in the order of the text."""
    found = (*syntax, *_untouched(_once(reports), syntax))
    return sorted(found, key=lambda d: d.span.start if d.span is not None else -1)


def _once(reports: list[Diagnostic]) -> list[Diagnostic]:
    """The findings without those that say again, of another use, what is said of their place."""
    said: set[object] = set()
    found: list[Diagnostic] = []
    ended = {label.span for report in reports for label in report.labels if ends(label)}
    for report in reports:
        span = report.span
        if span is None:
            found.append(report)
            continue
        place = (report.rule.code, span.source.name, span.start, span.end)
        if (*place, report.message) in said or (is_chained(report) and place in said):
            continue
        if report.rule is UNUSED and span in ended:
            continue
        said |= {place, (*place, report.message)}
        found.append(report)
    return found


def _untouched(reports: list[Diagnostic], syntax: tuple[Diagnostic, ...]) -> list[Diagnostic]:
    """The findings on lines that could be parsed: what others hold is a guess at what was meant."""
    spans = [span for d in syntax for span in (d.span, *(label.span for label in d.labels)) if span]
    lines = {(span.source, span.first.line) for span in spans}
    return [d for d in reports if d.span is None or (d.span.source, d.span.first.line) not in lines]


def _train(  # the sections before it, each needed
    spec: Spec,
    sections: Mapping[str, Section],
    bodies: Mapping[str, Bodies | None],
    fields: Mapping[str, FieldType],
    scope: Scope,
    reports: list[Diagnostic],
) -> tuple[dict[str, TrainPlan], dict[str, Train]]:
    if "train" not in sections:
        return {}, {}
    if "data" not in sections:
        if not _perhaps_data(spec):
            message = "`train` needs a `data` section to learn from"
            reports.append(NOTHING_TO_BUILD.at(sections["train"].name.span, message))
        return {}, {}
    names = _spoilt(spec, sections["data"], scope)
    return elaborate_train(sections["train"], bodies, fields, names, reports)


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
        else:
            found[name.text] = item
    return found


def _data(
    sections: Mapping[str, Section],
    inner: Scope,
    scope: Scope,
    facts: Mapping[str, FieldType],
    reports: list[Diagnostic],
) -> tuple[DataPlan | None, dict[str, FieldType] | None]:
    """The plan of the data and what is known of each field. Effect: `data` is bound within."""
    if "data" not in sections:
        return None, None
    span = sections["data"].name.span
    data = elaborate_data(sections["data"], scope, reports)
    if data is None:
        inner.taint("data", POISON, span)
        return None, None
    fields = data.types | dict(facts)
    inner.taint("data", DataHandle(fields), span)
    return data, fields


def _sweep(
    spec: Spec,
    sections: Mapping[str, Section],
    plans: Mapping[str, TrainPlan],
    scope: Scope,
    reports: list[Diagnostic],
) -> SweepPlan | None:
    if "sweep" not in sections:
        return None
    metrics = tuple(metric for plan in plans.values() for metric in plan.metrics)
    return elaborate_sweep(sections["sweep"], spec, scope, metrics if plans else None, reports)


def _report_unused_fields(
    data: DataPlan, plans: Collection[TrainPlan], reports: list[Diagnostic]
) -> None:
    if not plans:
        return
    used = used_by_split(data).union(
        *(plan.objective.inputs for plan in plans),
        *(metric.fields for plan in plans for metric in plan.metrics),
    )
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


def _report_unused_declarations(scope: Scope, reports: list[Diagnostic]) -> None:
    for name, binding in scope.bindings.items():
        if not binding.used:
            kind = "import" if isinstance(binding.value, ModuleHandle) else "param"
            reports.append(UNUSED.at(binding.span, f"nobody uses the {kind} `{name}`"))
