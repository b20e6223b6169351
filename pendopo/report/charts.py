"""Charts drawn from plain data by Vega-Lite: SVG for the PDF, PNG for the DOCX. Nothing is fetched."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from pendopo.later import later
from pendopo.paper import BOX, clean
from pendopo.report.document import Chart

if TYPE_CHECKING:
    import vl_convert
else:
    vl_convert = later("vl_convert")

# Colour-blind safe, and apart from each other when printed grey.
COLOURS = ["#0b5fb3", "#d98a1f", "#1b7a3d", "#6b3fb0"]
VERSION = "5.20"


@lru_cache(maxsize=256)
def svg(chart: Chart, font: str = "Libertinus Serif") -> str:
    """The chart as SVG text."""
    return str(vl_convert.vegalite_to_svg(_spec(chart, font), vl_version=VERSION, allowed_base_urls=[]))


@lru_cache(maxsize=64)
def png(chart: Chart, font: str = "Liberation Sans") -> bytes:
    """The chart as a PNG, sharp enough for print."""
    return bytes(vl_convert.vegalite_to_png(_spec(chart, font), vl_version=VERSION, scale=2.5, allowed_base_urls=[]))


def _spec(chart: Chart, font: str) -> dict[str, Any]:
    rows = [
        {"label": _drawn(label), "place": place, "series": _drawn(one.name), "value": value, "shown": _dotted(value)}
        for one in chart.series
        for place, (label, value) in enumerate(zip(chart.labels, one.values, strict=True))
    ]
    draw = {"bars": _bars, "columns": _columns, "lines": _lines}[chart.shape]
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "data": {"values": rows},
        "background": "white",
        "config": {
            "font": font, "range": {"category": COLOURS}, "view": {"stroke": None},
            "axis": {"labelFontSize": 11, "titleFontSize": 11, "gridColor": "#e3e8ee", "domainColor": "#8a94a0"},
            "legend": {"labelFontSize": 11, "orient": "top", "title": None},
        },
        **draw(chart),
    }  # fmt: skip


def _drawn(text: str) -> str:
    """Vega cuts long labels between 16-bit halves, and half of an emoji ends the drawing."""
    return re.sub(r"[^\x00-\uffff]", BOX, clean(text))


def _dotted(value: int) -> str:
    return f"{value:,}".replace(",", ".")


def _bars(chart: Chart) -> dict[str, Any]:
    label = {"field": "label", "type": "nominal", "sort": None, "title": None, "axis": {"labelLimit": 230}}
    value = {
        "field": "value",
        "type": "quantitative",
        "title": None,
        "axis": {"grid": True, "format": "d", "tickMinStep": 1},
    }
    return {
        "width": 380,
        "height": {"step": 24},
        "layer": [
            {"mark": {"type": "bar", "height": 15, "color": COLOURS[0]}, "encoding": {"y": label, "x": value}},
            {
                "mark": {"type": "text", "align": "left", "dx": 4, "fontSize": 11},
                "encoding": {"y": label, "x": value, "text": {"field": "shown"}},
            },
        ],
    }


def _columns(chart: Chart) -> dict[str, Any]:
    x = {"field": "label", "type": "nominal", "sort": {"field": "place"}, "title": None, "axis": {"labelAngle": 0}}
    y = {"field": "value", "type": "quantitative", "title": None, "axis": {"format": "d", "tickMinStep": 1}}
    return {
        "width": 540,
        "height": 150,
        "layer": [
            {"mark": {"type": "bar", "width": 22, "color": COLOURS[0]}, "encoding": {"x": x, "y": y}},
            {
                "mark": {"type": "text", "dy": -6, "fontSize": 11},
                "encoding": {"x": x, "y": y, "text": {"field": "shown"}},
            },
        ],
    }


def _lines(chart: Chart) -> dict[str, Any]:
    return {
        "width": 540,
        "height": 160,
        "mark": {"type": "line", "point": True, "strokeWidth": 2},
        "encoding": {
            "x": {"field": "label", "type": "nominal", "sort": {"field": "place"}, "title": None,
                  "axis": {"labelAngle": 0}},
            "y": {"field": "value", "type": "quantitative", "title": None, "axis": {"format": "d", "tickMinStep": 1}},
            "color": {"field": "series", "type": "nominal", "sort": None},
            "strokeDash": {"field": "series", "type": "nominal", "legend": None},
        },
    }  # fmt: skip
