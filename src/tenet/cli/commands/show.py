"""`tenet show`: the network as a table, as JSON, or as a page to look at."""

from __future__ import annotations

import json
import sys
from importlib import import_module
from pathlib import Path
from typing import Annotated, Literal, TypeAlias

from cyclopts import Parameter

from tenet.analysis.moments import Moment, moments
from tenet.analysis.overview import Overview, overview
from tenet.cli.files import write_atomically
from tenet.cli.spec import chosen, read_experiment, read_spec, the_network
from tenet.cli.table import table
from tenet.project.asked import Asked
from tenet.types.dim import Dim
from tenet.types.shape import shown

HEAD = ("path", "operation", "output", "parameters", "multiply-adds", "scale")
NUMBERS = frozenset({3, 4})


def show(  # one parameter an option
    file: Path,
    /,
    *,
    format: Literal["text", "json", "html"] = "text",
    output: Annotated[Path | None, Parameter(name=("--output", "-o"))] = None,
    set: list[str] | None = None,
    network: str | None = None,
    limit: list[str] | None = None,
) -> int:
    """Show the network, one row a node; or as a page with its picture.

    Multiply-adds are those for one row of data. Parameters are what is learned, frozen or not, without running statistics; trainable are those
    that training moves. A parameter that several nodes share counts once in the totals. The scale is the root mean square that a value has
    before training, as predicted, and the interval in which it lies for 95 of 100 draws of the weights.

    Args:
        file: a .tenet file.
        format: a table, JSON, or one HTML page that needs nothing beside it.
        output: the file to write; standard output otherwise.
        set: name=value, a param's value in the language's own notation.
        network: which one, where the spec has several.
        limit: name=number, a limit of how large a spec and what it describes may be.
    """
    if format == "html":
        content = _page(file, set, network, limit)
    else:
        content = _listed(file, format, set, network, limit)
    if output is not None:
        write_atomically(output, content.encode())
    elif format == "html":
        # In UTF-8 whatever the terminal speaks: it says so itself, and names the hash of its script.
        sys.stdout.flush()
        sys.stdout.buffer.write(content.encode())
    else:
        sys.stdout.write(content)
    return 0


Given: TypeAlias = list[str] | None


def _listed(file: Path, form: str, set: Given, network: str | None, limit: Given) -> str:
    experiment = chosen(read_experiment(file, set, limit), network)
    graph, plan = the_network(experiment), experiment.train
    result = overview(graph, moments(graph), () if plan is None else plan.still)
    if form == "json":
        return json.dumps(result.content(), indent=2, ensure_ascii=False) + "\n"
    return _text(result)


def _page(file: Path, set: Given, network: str | None, limit: Given) -> str:
    """The page of one network, or of all that there are, with what `check` finds in the spec."""
    elaborated = read_spec(file, set, limit)
    experiment = chosen(elaborated.sound(), network)
    if not experiment.networks:
        experiment.needs("network")
    findings = Asked().findings(file, elaborated)
    page: str = import_module("tenet.draw.page").page(
        experiment, elaborated.trees[0].source, findings
    )
    return page


def _text(result: Overview) -> str:
    rows = [
        (
            row.node.path,
            row.node.op.term(),
            f"{row.node.output.type.dtype}{shown(row.node.output.type.shape)}",
            _number(row.parameters),
            _number(row.macs),
            _scale(row.scale),
        )
        for row in result.rows
    ]
    totals = (
        f"parameters     {_number(result.parameters)}\n"
        f"trainable      {_number(result.trainable)}\n"
        f"multiply-adds  {_number(result.macs)}\n"
    )
    return f"{result.graph.name}\n\n{table(HEAD, rows, NUMBERS)}\n{totals}"


def _scale(moment: Moment | None) -> str:
    """A predicted scale and its interval; nothing where nothing can be said."""
    return "" if moment is None else f"{moment.rms:.2g} ({moment.low:.2g} to {moment.high:.2g})"


def _number(dim: Dim) -> str:
    """A size as people read it; none is a blank."""
    return (f"{dim:,}" if dim else "") if isinstance(dim, int) else str(dim)
