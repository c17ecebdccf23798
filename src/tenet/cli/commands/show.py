"""`tenet show`: the network as a table."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Literal

from tenet.analysis.moments import Moment, moments
from tenet.analysis.overview import Overview, overview
from tenet.cli.spec import chosen, read_experiment, the_network
from tenet.cli.table import table
from tenet.types.dim import Dim
from tenet.types.shape import shown

HEAD = ("path", "operation", "output", "parameters", "multiply-adds", "scale")
NUMBERS = frozenset({3, 4})


def show(
    file: Path,
    /,
    *,
    format: Literal["text", "json"] = "text",
    set: list[str] | None = None,
    network: str | None = None,
    limit: list[str] | None = None,
) -> int:
    """Show the network, one row a node.

    Multiply-adds are those for one row of data. Parameters are what is learned, frozen or not, without running statistics; trainable are those
    that training moves. A parameter that several nodes share counts once in the totals. The scale is the root mean square that a value has
    before training, as predicted, and the interval in which it lies for 95 of 100 draws of the weights.

    Args:
        file: a .tenet file.
        format: a table, or JSON.
        set: name=value, a param's value in the language's own notation.
        network: which one, where the spec has several.
        limit: name=number, a limit of how large a spec and what it describes may be.
    """
    experiment = chosen(read_experiment(file, set, limit), network)
    graph, plan = the_network(experiment), experiment.train
    result = overview(graph, moments(graph), () if plan is None else plan.still)
    if format == "json":
        sys.stdout.write(json.dumps(result.content(), indent=2, ensure_ascii=False) + "\n")
    else:
        sys.stdout.write(_text(result))
    return 0


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
