"""The words people read for what is counted, and what each figure means, in the source language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from shelters.capacity.labels import KINDS, SAFETY
from shelters.errors import N_
from shelters.planning.region import Condition, Freshness, Theme

THEMES: Final[Mapping[Theme, str]] = {
    Theme.KIND: N_("Tipo"),
    Theme.SAFETY: N_("Seguridad"),
    Theme.FRESHNESS: N_("Confirmación"),
    Theme.CONDITION: N_("Estado"),
}
CLASSES: Final[Mapping[Theme, Mapping[Any, str]]] = {
    Theme.KIND: KINDS,
    Theme.SAFETY: SAFETY,
    Theme.FRESHNESS: {
        Freshness.IN_TIME: N_("Al día"),
        Freshness.LATE: N_("Vencida"),
        Freshness.NEVER: N_("Nunca confirmada"),
    },
    Theme.CONDITION: {
        Condition.ALL_OPEN: N_("Todo abierto"),
        Condition.REPAIR: N_("En reparación"),
        Condition.CLOSED: N_("Con algo cerrado"),
    },
}
MEANINGS: Final[Mapping[Theme, tuple[str, ...]]] = {
    Theme.KIND: (N_("El tipo es el que la casa dice de sí misma."),),
    Theme.SAFETY: (
        N_("En observación: recibe solo a quien necesita lugar en las próximas 24 horas."),
        N_("Expuesta: no recibe a nadie, y a quienes viven ahí se les busca otro lugar."),
        N_("Cerrada: no recibe a nadie."),
    ),
    Theme.FRESHNESS: (
        N_("Al día: la casa confirmó lo libre dentro de su propio plazo."),
        N_("Vencida: su última confirmación es más vieja que su plazo."),
    ),
    Theme.CONDITION: (
        N_("En reparación: esta noche tiene al menos una habitación cerrada por una reparación."),
        N_("Con algo cerrado: esta noche tiene una habitación cerrada por otro motivo."),
    ),
}
