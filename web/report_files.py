"""The figures of a report as open data: one set of files with their method, CSV with HXL tags and JSON."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from typing import Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from web.report_tables import Table

# https://hxlstandard.org: what a column is, for programs. A line is one figure.
_HEAD: Final = ("table", "code", "name", "measure", "value")
_TAGS: Final = ("#meta+table", "#meta+code", "#meta+name", "#indicator+code", "#indicator+num")
# No file says when it was made: what is told of these months does not change.
_NO_TIME: Final = (1980, 1, 1, 0, 0, 0)


def as_set(tables: Sequence[Table], name: str, about: dict[str, object]) -> bytes:
    """Pack the same figures twice: for spreadsheets, and for programs with what they are about."""
    packed = io.BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as files:
        for end, content in (("csv", _csv(tables)), ("json", _json(tables, about))):
            files.writestr(ZipInfo(f"{name}.{end}", _NO_TIME), content, ZIP_DEFLATED)
    return packed.getvalue()


def _csv(tables: Sequence[Table]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerows([_HEAD, _TAGS])
    for table in tables:
        for line in table.lines:
            for (measure, _), value in zip(table.columns, line.cells, strict=True):
                writer.writerow([table.code, line.code, line.words, measure, "" if value is None else value])
    return out.getvalue()


def _json(tables: Sequence[Table], about: dict[str, object]) -> str:
    told = [
        {
            "table": table.code,
            "title": table.title,
            "rows": [
                {"code": line.code, "name": line.words}
                | {measure: value for (measure, _), value in zip(table.columns, line.cells, strict=True)}
                for line in table.lines
            ],
        }
        for table in tables
    ]
    return json.dumps({**about, "tables": told}, ensure_ascii=False, indent=1)
