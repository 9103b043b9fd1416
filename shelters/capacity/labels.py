"""The words people read for the vocabularies of a house, in the source language."""

from __future__ import annotations

from shelters.capacity.words import (
    BedKind,
    ClosureReason,
    HouseKind,
    NightState,
    Offer,
    OpenTo,
    Safety,
    Setting,
    Sharing,
)
from shelters.errors import N_

KINDS: dict[HouseKind, str] = {
    HouseKind.SHELTER: N_("Refugio"),
    HouseKind.SAFE_HOUSE: N_("Casa segura"),
    HouseKind.EMERGENCY_HOUSE: N_("Casa de emergencia"),
    HouseKind.HALFWAY_HOUSE: N_("Casa de transición"),
    HouseKind.SELF_CARE_CENTRE: N_("Casa de cuidado y sanación"),
    HouseKind.HOSTEL: N_("Hostal"),
}
SETTINGS: dict[Setting, str] = {
    Setting.RURAL: N_("Campo o comunidad"),
    Setting.TOWN: N_("Pueblo"),
    Setting.CITY: N_("Ciudad"),
}
OPEN_TO: dict[OpenTo, str] = {
    OpenTo.NETWORK: N_("Solo su red"),
    OpenTo.REGION: N_("Toda la región"),
}
NIGHTS: dict[NightState, str] = {
    NightState.FREE: N_("libre"),
    NightState.KEPT: N_("guardada"),
    NightState.STAY: N_("estancia"),
    NightState.HOLD: N_("apartada"),
    NightState.TURNAROUND: N_("preparación"),
    NightState.CLOSURE: N_("cierre"),
    NightState.REST: N_("descanso"),
    NightState.COLLECTIVE: N_("colectiva"),
    NightState.UNCONFIRMED: N_("por confirmar"),
    NightState.FROZEN: N_("congelada"),
    NightState.OUT_OF_SEASON: N_("fuera de temporada"),
}
SAFETY: dict[Safety, str] = {
    Safety.NORMAL: N_("Normal"),
    Safety.WATCHED: N_("En observación"),
    Safety.EXPOSED: N_("Expuesta"),
    Safety.CLOSED: N_("Cerrada"),
}
SHARING: dict[Sharing, str] = {
    Sharing.ONE_PARTY: N_("Un solo grupo"),
    Sharing.BEDS: N_("Compartida, cama por cama"),
    Sharing.ONE_CLASS: N_("Compartida entre grupos parecidos"),
}
BED_KINDS: dict[BedKind, str] = {
    BedKind.SINGLE: N_("Individual"),
    BedKind.DOUBLE: N_("Matrimonial"),
    BedKind.BUNK: N_("Litera"),
    BedKind.COT: N_("Cuna"),
    BedKind.MATTRESS: N_("Colchoneta"),
}
CLOSURE_REASONS: dict[ClosureReason, str] = {
    ClosureReason.REST: N_("Descanso de la casa"),
    ClosureReason.REPAIR: N_("Reparación"),
    ClosureReason.HEALTH_OR_STAFF: N_("Salud o falta de equipo"),
    ClosureReason.SEASON: N_("Temporada"),
    ClosureReason.SAFETY: N_("Seguridad"),
    ClosureReason.OTHER: N_("Otro motivo"),
}
MONTHS: dict[int, str] = {
    1: N_("enero"),
    2: N_("febrero"),
    3: N_("marzo"),
    4: N_("abril"),
    5: N_("mayo"),
    6: N_("junio"),
    7: N_("julio"),
    8: N_("agosto"),
    9: N_("septiembre"),
    10: N_("octubre"),
    11: N_("noviembre"),
    12: N_("diciembre"),
}
OFFERS: dict[Offer, str] = {
    Offer.STEP_FREE: N_("Sin escalones"),
    Offer.WHEELCHAIR: N_("Apta para silla de ruedas"),
    Offer.ADAPTED_BATHROOM: N_("Baño adaptado"),
    Offer.GROUND_FLOOR: N_("Planta baja"),
    Offer.COT: N_("Cuna"),
    Offer.SCHOOL_NEAR: N_("Escuela cerca"),
    Offer.PLAY_SPACE: N_("Espacio para jugar"),
    Offer.OWN_KITCHEN: N_("Cocina propia"),
    Offer.VEGETARIAN_FOOD: N_("Comida vegetariana"),
    Offer.CEREMONY_SPACE: N_("Espacio para ceremonias"),
    Offer.LAND_AND_GARDEN: N_("Tierra y huerto"),
    Offer.COMMUNITY_NEAR: N_("Comunidad cerca"),
    Offer.TRADITIONAL_HEALING: N_("Sanación tradicional"),
    Offer.PSYCHOSOCIAL_CARE: N_("Atención psicosocial"),
    Offer.HEALTH_CARE_NEAR: N_("Atención médica cerca"),
    Offer.REFRIGERATED_MEDICINE: N_("Refrigerador para medicinas"),
    Offer.QUIET_ROOM: N_("Habitación tranquila"),
    Offer.PRIVATE_BATHROOM: N_("Baño privado"),
    Offer.SIGN_LANGUAGE: N_("Lengua de señas"),
    Offer.LGBTQ_AFFIRMING: N_("Respetuosa de la diversidad sexual y de género"),
    Offer.WOMEN_ONLY: N_("Solo mujeres"),
    Offer.INTERNET: N_("Internet"),
}
LANGUAGE_NAMES: dict[str, str] = {
    "cab": N_("Garífuna"),
    "cak": N_("Kaqchikel"),
    "gym": N_("Ngäbere"),
    "bzd": N_("Bribri"),
    "eng": N_("Inglés"),
    "kek": N_("Q’eqchi’"),
    "mam": N_("Mam"),
    "miq": N_("Miskito"),
    "mxv": N_("Mixteco de Metlatónoc"),
    "nch": N_("Náhuatl de la Huasteca"),
    "nhn": N_("Náhuatl central"),
    "quc": N_("K’iche’"),
    "tzh": N_("Tseltal"),
    "tzo": N_("Tsotsil"),
    "yan": N_("Mayangna"),
    "yua": N_("Maya yucateco"),
    "zap": N_("Zapoteco"),
}

# What a household may be or bring, by the name of the rule.
RULES: dict[str, str] = {
    "children": N_("Niñas y niños"),
    "men": N_("Hombres"),
    "trans_women": N_("Mujeres trans"),
    "pets": N_("Animales de compañía"),
}
