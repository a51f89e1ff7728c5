"""A panel for every axis: what was measured, and what theory predicts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from eprop.plotting import BLUE, GREY, RED, STYLE

from .axes import AXES, Axis

COLORS = {"eprop": BLUE, "nest": RED}
MARKERS = {"interval": "o", "online": "s"}
COLUMNS = 4


def figure_of(curve: dict[str, Any]) -> str:
    """What was measured along a curve."""
    return "bytes" if "bytes" in curve else "seconds"


def draw_figure(curves: list[dict[str, Any]], file: Path) -> None:
    """Draw all axes that have curves into a PNG, PDF or SVG file."""
    axes = [axis for axis in AXES if any(curve["axis"] == axis.name for curve in curves)]
    rows = -(-len(axes) // COLUMNS)
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(3.0 * min(COLUMNS, len(axes)), 2.8 * rows + 0.4))
        panels = figure.subplots(rows, min(COLUMNS, len(axes)), squeeze=False).ravel()
        for panel, axis in zip(panels, axes, strict=False):
            _draw(panel, axis, [curve for curve in curves if curve["axis"] == axis.name])
        for panel in panels[len(axes) :]:
            panel.set_axis_off()
        handles = {
            line.get_label(): line for panel in panels for line in panel.get_lines() if line.get_label()[0] != "_"
        }
        figure.legend(handles.values(), handles.keys(), loc="outside lower center", ncols=len(handles))
        figure.savefig(file)


def _draw(panel: Axes, axis: Axis, curves: list[dict[str, Any]]) -> None:
    for curve in curves:
        figure, engine, family = figure_of(curve), curve["engine"], curve["family"]
        scale = 1e-6 if figure == "bytes" else 1.0
        measured = [scale * y for y in curve[figure]]
        panel.plot(
            curve["x"], measured, MARKERS[family], color=COLORS[engine], ms=4, label=f"{engine}, {family} models"
        )
        panel.plot(
            curve["x"], [scale * y for y in curve["predicted"]], "--", color=GREY, lw=1, zorder=0, label="predicted"
        )
        panel.set_ylabel("MB" if figure == "bytes" else "s an iteration")
    panel.set(xscale="log", yscale="log", xlabel=axis.label, title=axis.theory)
    panel.title.set_fontsize(7)
