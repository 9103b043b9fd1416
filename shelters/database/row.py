"""The base of every table row."""

from __future__ import annotations

from typing import Any

from sqlalchemy import DateTime
from sqlmodel import Field, SQLModel
from sqlmodel._compat import SQLModelConfig


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
