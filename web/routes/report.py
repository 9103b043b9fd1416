"""The report of a quarter or of a year: a page to print, a PDF, and its figures as open data."""

from __future__ import annotations

from asyncio import to_thread
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response

from shelters.access.policy import Permission
from shelters.errors import InvalidInputError
from shelters.planning.report import report
from web.charts import sizes_of
from web.edge import Desk, needs, words_by_field
from web.range_choice import Wanted, wanted
from web.report_files import as_set
from web.report_pdf import HOW, LEAD, NOT_SAID, TITLE, content_of, pdf_of
from web.report_tables import METHOD, Table, tables_of

router = APIRouter()


async def _tables(desk: Desk, chosen: Wanted) -> list[Table]:
    return tables_of(await report(desk.session, desk.actor, desk.keyring, chosen.checked()))


@router.get("/planning/report")
async def report_page(
    desk: Annotated[Desk, needs(Permission.PLANNING_SEE)], chosen: Annotated[Wanted, Depends(wanted)]
) -> Response:
    """Show the report on one page."""
    tables: list[Table] = []
    errors, status = chosen.errors, chosen.status
    if not errors:
        try:
            tables = await _tables(desk, chosen)
        except InvalidInputError as error:
            errors, status = words_by_field(desk.request, error), 422
    words: dict[str, Any] = {"title": TITLE, "lead": LEAD, "how": HOW, "not_said": NOT_SAID}
    return desk.render(
        "report/page.html",
        status=status,
        errors=errors,
        wanted=chosen,
        tables=tables,
        sizes={table.code: sizes_of(table.chart) for table in tables if table.chart},
        method=METHOD,
        **words,
    )


@router.get("/planning/report.pdf")
async def report_pdf(
    desk: Annotated[Desk, needs(Permission.PLANNING_SEE)], chosen: Annotated[Wanted, Depends(wanted)]
) -> Response:
    """Hand the report out on paper."""
    tables = await _tables(desk, chosen)
    # Drawing and setting take a moment, in which others are to be answered.
    paper = await to_thread(lambda: pdf_of(content_of(chosen.words, tables)))
    return _saved(paper, "application/pdf", f"{chosen.span}.pdf")


@router.get("/planning/report.zip")
async def report_files(
    desk: Annotated[Desk, needs(Permission.PLANNING_SEE)], chosen: Annotated[Wanted, Depends(wanted)]
) -> Response:
    """Hand the figures out as open data."""
    packed = as_set(await _tables(desk, chosen), str(chosen.span), chosen.about(METHOD))
    return _saved(packed, "application/zip", f"{chosen.span}.zip")


def _saved(content: bytes, kind: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=kind, headers=headers)
