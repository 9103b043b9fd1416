"""A table of counts as others read it: CSV with HXL tags in its second line, and JSON."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Final

from fastapi import Response
from fastapi.responses import JSONResponse

from shelters.planning.bed_nights import Use
from shelters.planning.occupancy import Nights
from shelters.planning.suppression import Shown

# https://hxlstandard.org: what a column is, for programs. One row is one class, each figure a number of cases.
_TAGS: Final = ("#meta+code", "#meta+name")


@dataclass(frozen=True)
class Figure:
    """One figure of many kinds: what it is, of what, and its value now and before; nothing where it is not told."""

    figure: str
    code: str
    name: str
    value: int | None
    before: int | None


def as_csv(table: Shown, rows: Mapping[str, str], name: str) -> Response:
    """Write a table as a file; what is not shown is empty."""
    columns = [column or "others" for column in table.columns]
    head = ["code", "name", *columns, "total"]
    tags = [*_TAGS, *(f"#indicator+num+{column}" for column in columns), "#indicator+num"]
    body = [
        [row or "others", rows[row], *("" if cell is None else cell for cell in cells), total]
        for row, cells, total in zip(table.rows, table.cells, table.row_totals, strict=True)
    ]
    return _csv([head, tags, *body, ["total", "", *table.column_totals, table.total]], name)


def as_json(table: Shown, rows: Mapping[str, str], name: str, **about: object) -> Response:
    """Write a table with what it is about; what is not shown is null."""
    body = {**about, **asdict(table), "names": list(rows.values()), "total": table.total}
    return JSONResponse(body, headers=_saved_as(f"{name}.json"))


def shares_as_csv(rows: Mapping[str, Nights], names: Mapping[str, str], name: str) -> Response:
    """Write shares of bed nights as a file, in hundredths."""
    lines: list[list[object]] = [
        ["code", "name", "houses", *Use, "short_gaps"],
        [*_TAGS, "#meta+num+houses", *(f"#indicator+pct+{use}" for use in Use), "#indicator+pct+short_gaps"],
    ]
    for row, nights in rows.items():
        shares = [round(100 * share) for share in (*(nights.share(use) for use in Use), nights.share_short)]
        lines.append([row or "others", names[row], nights.houses, *shares])
    return _csv(lines, name)


def shares_as_json(rows: Mapping[str, Nights], names: Mapping[str, str], name: str, **about: object) -> Response:
    """Write shares of bed nights with what they are about."""
    told = [
        {
            "code": row or "others",
            "name": names[row],
            "houses": nights.houses,
            **{use.value: round(nights.share(use), 2) for use in Use},
            "short_gaps": round(nights.share_short, 2),
        }
        for row, nights in rows.items()
    ]
    return JSONResponse({**about, "rows": told}, headers=_saved_as(f"{name}.json"))


def figures_as_csv(figures: Iterable[Figure], name: str) -> Response:
    """Write figures as a file, a line each."""
    head = ["figure", "code", "name", "value", "before"]
    tags = ["#indicator+code", *_TAGS, "#indicator+num", "#indicator+num+before"]
    told = ([*(value if value is not None else "" for value in asdict(each).values())] for each in figures)
    return _csv([head, tags, *told], name)


def figures_as_json(figures: Iterable[Figure], name: str, **about: object) -> Response:
    """Write figures with what they are about; what is not told is null."""
    return JSONResponse({**about, "rows": [asdict(each) for each in figures]}, headers=_saved_as(f"{name}.json"))


def _csv(lines: Iterable[Iterable[object]], name: str) -> Response:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(lines)
    return Response(out.getvalue(), media_type="text/csv; charset=utf-8", headers=_saved_as(f"{name}.csv"))


def _saved_as(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"'}
