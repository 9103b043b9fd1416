"""A column that refuses plaintext and loads as an opaque value."""

from __future__ import annotations

from sqlalchemy import LargeBinary
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from shelters.sealing.envelope import Sealed


class SealedColumn(TypeDecorator[Sealed]):
    """Stores `Sealed` and nothing else; opening is a separate, explicit act."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: object, dialect: Dialect) -> bytes | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Refuse anything that is not sealed."""
        if value is None:
            return None
        if not isinstance(value, Sealed):
            message = "a sealed column takes sealed values only"
            raise TypeError(message)
        return value.blob

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> Sealed | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Give the blob back, still sealed."""
        return None if value is None else Sealed(value)


class DataKeyColumn(SealedColumn):
    """Stores a wrapped data key, and says where its place is read from: the keyring's rotation finds it by that."""

    cache_ok = True

    def __init__(self, row: str, network: str) -> None:
        """Name the columns that hold the row's id and its network."""
        super().__init__()
        self.row, self.network = row, network
