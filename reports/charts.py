"""Charts as SVG, drawn once for the page and for paper; the table of the same numbers stands by."""

from django.contrib.humanize.templatetags.humanize import intcomma
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from reports.sections import Chart

WIDTH, LABEL, ROW, BAR = 680, 190, 26, 16
VALUE = 70
LETTERS = 28


def bars(chart: Chart) -> SafeString:
    """Bars from zero, one under the other, each with its value printed."""
    most = max((value for _label, value in chart.bars), default=0) or 1
    scale = (WIDTH - LABEL - VALUE) / most
    rows = [
        {
            "label": label if len(label) <= LETTERS else label[: LETTERS - 1] + "…",
            "value": intcomma(value),
            "middle": number * ROW + ROW // 2,
            "top": number * ROW + (ROW - BAR) // 2,
            "length": round(value * scale, 1),
            "end": round(LABEL + value * scale + 8, 1),
        }
        for number, (label, value) in enumerate(chart.bars)
    ]
    shape = {"width": WIDTH, "height": ROW * len(rows), "left": LABEL, "bar": BAR}
    return render_to_string("reports/bars.svg", {"chart": chart, "rows": rows, **shape})
