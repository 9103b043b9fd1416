"""The base of every table row."""

from __future__ import annotations

from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import DateTime
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel
from sqlmodel._compat import SQLModelConfig

from shelters.errors import NotFoundError


class Row(SQLModel):
    """A row; unlike SQLModel's own, it refuses a name that is not a column, so that a typo drops nothing."""

    model_config = SQLModelConfig(arbitrary_types_allowed=True)

    def __init__(self, **values: Any) -> None:
        """Refuse unknown names before SQLModel ignores them."""
        unknown = set(values) - set(type(self).model_fields)
        if unknown:
            message = f"{type(self).__name__} has no column {', '.join(sorted(unknown))}"
            raise TypeError(message)
        super().__init__(**values)


def moment(**options: Any) -> Any:
    """Declare a column for a moment in time, kept with its zone."""
    return Field(sa_type=DateTime(timezone=True), **options)


Kind = TypeVar("Kind", bound=Row)


async def take(session: AsyncSession, kind: type[Kind], row_id: UUID) -> Kind:
    """Lock a row until the transaction ends, and read it as it is then; others may still refer to it."""
    row = await session.get(kind, row_id, with_for_update={"key_share": True}, populate_existing=True)
    if row is None:
        raise NotFoundError
    return row
