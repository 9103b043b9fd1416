"""Drafts: what people propose, validated before anything is stored, with refusals in words."""

from __future__ import annotations

from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from shelters.errors import N_, InvalidInputError

# NUL bytes and over-long texts would be errors in PostgreSQL: they are refused here, with words.
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80, pattern=r"^[^\x00-\x1f]*$")]
Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000, pattern=r"^[^\x00]*$")]


class Draft(BaseModel):
    """What a person proposes; unknown fields are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


Drafted = TypeVar("Drafted", bound=Draft)

_WORDS = {
    "missing": N_("Falta este dato."),
    "string_too_short": N_("Falta este dato."),
    "string_too_long": N_("Este texto es muy largo: caben %(max_length)s caracteres."),
    "string_pattern_mismatch": N_("Este texto tiene signos que no se pueden guardar. Escríbelo otra vez."),
    "too_short": N_("Falta este dato."),
    "too_long": N_("Son demasiados: caben %(max_length)s."),
    "greater_than_equal": N_("Escribe un número desde %(ge)s."),
    "less_than_equal": N_("Escribe un número hasta %(le)s."),
    "int_parsing": N_("Escribe un número entero."),
    "int_type": N_("Escribe un número entero."),
    "int_parsing_size": N_("Escribe un número más pequeño."),
    "enum": N_("Elige una opción de la lista."),
    "date_from_datetime_parsing": N_("Escribe la fecha como día, mes y año."),
    "date_parsing": N_("Escribe la fecha como día, mes y año."),
    "extra_forbidden": N_("Este dato no se esperaba aquí."),
}
_OTHERWISE = N_("Revisa este dato.")


def build(kind: type[Drafted], values: dict[str, Any]) -> Drafted:
    """Validate values into a draft; every wrong field is named by its path, such as `party.0.age`."""
    try:
        return kind.model_validate(values)
    except ValidationError as error:
        raise InvalidInputError.together([_in_words(detail) for detail in error.errors()]) from None


def _in_words(detail: Any) -> InvalidInputError:
    field = ".".join(str(part) for part in detail["loc"] if part != "[key]")
    return InvalidInputError(field, _WORDS.get(detail["type"], _OTHERWISE), **detail.get("ctx", {}))
