"""Draw with matplotlib, as SVG that takes the colours of the page."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import StringIO
from typing import Any

import matplotlib as mpl
from cycler import cycler
from matplotlib.figure import Figure

from tenet.html import Html, tag

INK = "#010203"
"""Stands for the colour of the page's text, which is light or dark."""
COLOURS = ("#3b82c4", "#d9822b", "#3a9a5b", "#b65fcf", "#c94f4f", "#8a8a2a")
"""Legible on white and on black."""
NAMELESS = dict.fromkeys(("Creator", "Date", "Format", "Type"))
"""What an SVG would say of itself, with addresses that nobody asks."""
SETTINGS: Any = {
    "svg.fonttype": "none",
    "svg.hashsalt": "tenet",
    "text.usetex": False,
    "text.parse_math": False,
    "font.size": 9,
    "axes.edgecolor": INK,
    "axes.labelcolor": INK,
    "axes.titlecolor": INK,
    "text.color": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.prop_cycle": cycler(color=COLOURS),
    "legend.frameon": False,
}


def figure(title: str, draw: Callable[[Any], None], size: tuple[float, float] = (4.6, 3.0)) -> Html:
    """What is drawn on axes, as an element of the page with a title that is read out."""
    with mpl.rc_context():
        mpl.rcdefaults()  # whatever the user's own settings are, a run has one report
        mpl.rcParams.update(SETTINGS)
        made = Figure(figsize=size, layout="constrained")
        axes = made.subplots()
        axes.set_title(title)
        draw(axes)
        written = StringIO()
        made.savefig(written, format="svg", transparent=True, metadata=NAMELESS)
    svg = written.getvalue()
    svg = svg[svg.index("<svg") :].replace(INK, "currentColor")
    # The names inside are the same in every figure, and one page has one space of names.
    mark = re.sub(r"\W", "_", title)
    svg = re.sub(r'(\bid="|xlink:href="#|url\(#)', rf"\g<1>{mark}_", svg)
    return tag("figure", Html(svg), role="img", **{"aria-label": title})
