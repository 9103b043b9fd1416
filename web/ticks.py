"""Boxes of a form that were ticked, each with the id of a thing; what is no id was not ours."""

from __future__ import annotations

from contextlib import suppress
from uuid import UUID

from starlette.datastructures import FormData


def ticked_ids(form: FormData, name: str) -> set[UUID]:
    """Read the ids of what was ticked."""
    ticked: set[UUID] = set()
    for value in form.getlist(name):
        with suppress(ValueError):
            ticked.add(UUID(str(value)))
    return ticked
