"""A report as a PDF that is tagged, says its language and title, carries its font, and nothing of who made it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from shelters.errors import N_
from web.charts import Chart, Width
from web.language import current, say
from web.looks import Look, drawn
from web.report_tables import METHOD, Table

_FORM: Final = Path(__file__).with_name("report.typ").read_bytes()
# The tagged form of PDF that a screen reader can go through; what does not meet it is not written at all.
_STANDARD: Final = "ua-1"
_ALT: Final = N_("Gráfica: %(title)s. Lo mismo dice la tabla.")
TITLE: Final = N_("Acogida en la región")
LEAD: Final = N_(
    "Cuántas solicitudes hubo, qué pasó con ellas y cómo se usaron las casas. Ninguna cifra habla de una persona."
)
HOW: Final = N_("Cómo se hicieron las cifras")
NOT_SAID: Final = N_("n/d: no se muestra, porque es de muy pocas.")


def content_of(months: str, tables: Sequence[Table]) -> dict[str, object]:
    """Write what is on paper, in the language being spoken."""
    return {
        "lang": current(),
        "paper": "us-letter",
        "title": say(TITLE),
        "months": months,
        "lead": f"{say(LEAD)} {say(NOT_SAID)}",
        "how": say(HOW),
        "method": [say(each) for each in METHOD],
        "tables": [
            {
                "title": table.title,
                "head": [table.heading, *(words for _, words in table.columns)],
                "rows": table.written,
                "picture": _picture(table.chart) if table.chart else None,
                "alt": say(_ALT, title=table.title),
            }
            for table in tables
        ],
    }


def _picture(chart: Chart) -> str:
    return drawn(chart, Look("paper", Width.LARGE, "svg")).decode()


def pdf_of(content: dict[str, object]) -> bytes:
    """Set it; the time of setting is left out, and fonts of this machine are not looked at."""
    import typst  # noqa: PLC0415 - 80 MB, which a server that nobody plans with does not carry

    return typst.compile(
        _FORM,
        sys_inputs={"report": json.dumps(content)},
        ignore_system_fonts=True,
        pdf_standards=_STANDARD,
        timestamp=0,
    )
