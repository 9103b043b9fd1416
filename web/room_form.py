"""The form of a room and its beds."""

from __future__ import annotations

from typing import Any, Final

from starlette.datastructures import FormData

from shelters.capacity.models import RoomDraft
from shelters.drafts import build
from shelters.errors import N_, InvalidInputError
from web.language import say
from web.request_form import Typed

MOST_BEDS: Final = 24
_WORDS: Final = {
    "name": N_("Escribe el nombre de la habitación, de hasta 80 letras."),
    "sharing": N_("Elige cómo se comparte."),
    "kept_for_tier": N_("Elige una opción de la lista."),
    "season_from": N_("Elige los dos meses, o ninguno si está todo el año."),
    "season_to": N_("Elige los dos meses, o ninguno si está todo el año."),
}


def typed_room(form: FormData) -> Typed:
    """Read a sent form."""
    return Typed(form, {"offers": [str(value) for value in form.getlist("offers")]})


def typed_of_room(draft: RoomDraft) -> Typed:
    """Write a stored room as the page would have it typed."""
    fields = {
        "name": draft.name,
        "sharing": draft.sharing.value,
        "kept_for_tier": str(draft.kept_for_tier or ""),
        "season_from": str(draft.season_from or ""),
        "season_to": str(draft.season_to or ""),
        "extra_for_tier": str(draft.extra_for_tier),
        "beds": str(len(draft.places)),
    }
    for row, (bed, extra) in enumerate(draft.places):
        ticked = "yes" if extra else ""
        fields |= {f"bed-{row}": bed.label, f"bed_kind-{row}": bed.kind.value, f"bed_extra-{row}": ticked}
    return Typed(fields, {"offers": sorted(draft.offers)})


def empty_room() -> Typed:
    """Write the form of a new room of one bed."""
    first_bed = say("Cama %(number)d", number=1)
    return Typed({"name": "", "sharing": "one_party", "beds": "1", "bed-0": first_bed, "bed_kind-0": "single"})


def bed_rows(typed: Typed) -> int:
    """Say how many rows of beds the page shows; one more when another was asked for."""
    shown = typed.get("beds")
    count = int(shown[:3]) if shown.isascii() and shown.isdigit() else 1
    return max(1, min(MOST_BEDS, count + adding(typed)))


def adding(typed: Typed) -> bool:
    """Say whether only another row was asked for."""
    return typed.get("add") == "bed"


def read_room(typed: Typed) -> RoomDraft:
    """Build the draft, or refuse with every field that needs another value; a bed without a name is none."""
    values: dict[str, Any] = {
        "name": typed.get("name"),
        "sharing": typed.get("sharing"),
        **{name: typed.get(name) or None for name in ("kept_for_tier", "season_from", "season_to")},
        "offers": typed.many("offers"),
    }
    if typed.get("extra_for_tier"):
        values["extra_for_tier"] = typed.get("extra_for_tier")
    named = [row for row in range(bed_rows(typed)) if typed.get(f"bed-{row}")]
    rows = {
        "beds": [row for row in named if not typed.get(f"bed_extra-{row}")],
        "extra": [row for row in named if typed.get(f"bed_extra-{row}")],
    }
    values |= {name: [_bed(typed, row) for row in of_kind] for name, of_kind in rows.items()}
    try:
        return build(RoomDraft, values)
    except InvalidInputError as error:
        raise InvalidInputError.together([_renamed(each, rows) for each in error.each()]) from None


def _bed(typed: Typed, row: int) -> dict[str, Any]:
    return {"label": typed.get(f"bed-{row}"), "kind": typed.get(f"bed_kind-{row}", "single")}


def _renamed(error: InvalidInputError, rows: dict[str, list[int]]) -> InvalidInputError:
    parts = error.field.split(".")
    if parts[0] in rows and len(parts) > 1:
        row = rows[parts[0]][int(parts[1])]
        return InvalidInputError(
            f"bed_kind-{row}" if parts[-1] == "kind" else f"bed-{row}", error.message, **error.values
        )
    if parts[0] == "beds" and not rows["beds"]:
        return InvalidInputError("bed-0", N_("Escribe el nombre de una cama por lo menos, por ejemplo: Cama 1."))
    field = {"beds": "bed-0", "extra": "extra_for_tier"}.get(parts[0], parts[0])
    return InvalidInputError(field, _WORDS.get(field, error.message), **error.values)
