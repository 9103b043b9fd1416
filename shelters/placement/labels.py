"""The words people read for attributes, rules, answers and states of a placement, in the source language."""

from __future__ import annotations

from shelters.capacity.labels import LANGUAGE_NAMES, OFFERS, SETTINGS
from shelters.capacity.words import Offer, Setting
from shelters.errors import N_
from shelters.placement.attributes import CONTRADICTION, PRIVATE_ROOM
from shelters.placement.declines import DeclineReason
from shelters.placement.states import ProposalState
from shelters.requests.yielding import What
from shelters.stays.states import StayState

_ATTRIBUTES: dict[str, str] = {
    PRIVATE_ROOM: N_("Habitación privada"),
    "takes_children": N_("Recibe niñas y niños"),
    "takes_boys_2-5": N_("Recibe hijos de 2 a 5 años"),
    "takes_boys_6-11": N_("Recibe hijos de 6 a 11 años"),
    "takes_boys_12-17": N_("Recibe hijos de 12 a 17 años"),
    "takes_men": N_("Recibe hombres"),
    "takes_trans_women": N_("Recibe mujeres trans"),
    "takes_pets": N_("Recibe animales de compañía"),
    "outside_danger": N_("Fuera de las zonas de riesgo"),
}

# How it reads when a place lacks it: the rule of the house, not a fault of the party.
_MISSING: dict[str, str] = {
    CONTRADICTION: N_("Pide quedarse en un país que debe evitar"),
    PRIVATE_ROOM: N_("Sin habitación privada"),
    "takes_children": N_("No reciben niñas ni niños"),
    "takes_boys_2-5": N_("No reciben hijos varones de 2 a 5 años"),
    "takes_boys_6-11": N_("No reciben hijos varones de 6 a 11 años"),
    "takes_boys_12-17": N_("No reciben hijos varones de 12 a 17 años"),
    "takes_men": N_("No reciben hombres"),
    "takes_trans_women": N_("No reciben mujeres trans"),
    "takes_pets": N_("No reciben animales de compañía"),
}

RULES: dict[str, str] = {
    "start_window": N_("Las fechas no alcanzan para la estancia"),
    "too_few_beds": N_("Las habitaciones tienen menos camas que el grupo"),
    "not_free": N_("Sin camas todas las noches"),
    "too_far": N_("Más lejos de lo que pide"),
    "danger_zone": N_("Están en una zona de riesgo de este caso"),
    "longest_stay": N_("La estancia es más larga de lo que permiten"),
    "kept": N_("Guardan lugar para casos más urgentes"),
    "wrong_class": N_("Esas noches la habitación es para otro tipo de grupo"),
    "apart": N_("No es posible esas noches"),
    "pinned_elsewhere": N_("Ya tiene lugar en otra casa"),
    "not_open": N_("No reciben a personas de otra red"),
    "declined": N_("Ya respondieron que no pueden"),
    "outranked": N_("El lugar se propuso a un caso más urgente"),
}

REASONS: dict[DeclineReason, str] = {
    DeclineReason.PREFERS_OTHER_PLACE: N_("Prefiere otro lugar"),
    DeclineReason.NOT_NOW: N_("No puede o no quiere salir ahora"),
    DeclineReason.CULTURAL_MISMATCH: N_("No va con su cultura, idioma o fe"),
    DeclineReason.TOO_FAR: N_("Le queda muy lejos"),
    DeclineReason.TOO_NEAR_TO_DANGER: N_("Le queda cerca del peligro"),
    DeclineReason.NO_CAPACITY: N_("No tenemos cupo"),
    DeclineReason.HEALTH_OR_STAFF: N_("Hay enfermedad o falta equipo"),
    DeclineReason.HOUSE_RESTING: N_("La casa está en descanso"),
    DeclineReason.HOUSE_EXPOSED: N_("La casa está expuesta: deja de recibir desde ahora"),
    DeclineReason.RISK_NOT_MANAGEABLE: N_("No podemos cuidar este riesgo"),
    DeclineReason.NEEDS_NOT_MET: N_("No contamos con lo que necesita"),
    DeclineReason.HOUSEHOLD_NOT_ALLOWED: N_("No podemos recibir a alguien del grupo"),
    # As when a house is full: a wording of its own would tell that there is somebody to be kept from.
    DeclineReason.CO_RESIDENCE: N_("No tenemos cupo"),
    DeclineReason.NO_ANSWER: N_("No se pudo contactar"),
    DeclineReason.CONSENT_WITHDRAWN: N_("Retiró su consentimiento"),
    DeclineReason.OTHER: N_("Otra razón"),
}

PROPOSAL_STATES: dict[ProposalState, str] = {
    ProposalState.OFFERED: N_("Ofrecida"),
    ProposalState.CHOSEN: N_("Espera a la casa"),
    ProposalState.ACCEPTED: N_("Aceptada por la casa"),
    ProposalState.DECLINED: N_("La casa no puede"),
    ProposalState.EXPIRED: N_("El apartado venció"),
    ProposalState.REVOKED: N_("Se soltó el apartado"),
}

STAY_STATES: dict[StayState, str] = {
    StayState.CONFIRMED: N_("Confirmada"),
    StayState.TRAVELLING: N_("En camino"),
    StayState.ARRIVED: N_("En la casa"),
    StayState.EXTENDED: N_("En la casa, prorrogada"),
    StayState.MOVED: N_("En la casa, cambiada de lugar"),
    StayState.DEPARTED: N_("Egresó"),
    StayState.NOT_ARRIVED: N_("No llegó"),
    StayState.CANCELLED: N_("Cancelada"),
    StayState.RELOCATED: N_("Pasó a otra casa"),
}


def attribute_word(name: str) -> tuple[str, dict[str, str]]:
    """Give the words for an attribute, untranslated, with the untranslated values to fill in."""
    if name in _ATTRIBUTES:
        return _ATTRIBUTES[name], {}
    head, _, tail = name.partition("_")
    if head == "speaks":
        return N_("Hablan %(language)s"), {"language": LANGUAGE_NAMES[tail]}
    if head == "setting":
        return SETTINGS[Setting(tail)], {}
    return OFFERS[Offer(name)], {}


def change_word(change: str | None, subject: str | None, amount: int) -> str | None:
    """Give the untranslated words for the smallest change that would open a place; they take `nights` and `km`."""
    if change == "later":
        return (
            N_("Si llegara %(nights)s después, podría haber cupo.")
            if amount > 0
            else N_("Si llegara %(nights)s antes, podría haber cupo.")
        )
    if change == "without":
        of_the_house = subject is not None and subject.startswith("takes_")
        return (
            N_("Si una casa hiciera una excepción, podría abrirse un cupo.")
            if of_the_house
            else N_("Si puede estar sin esto, podría abrirse un cupo.")
        )
    return _CHANGES.get(change or "")


def yield_word(change: str | None, amount: int) -> str | None:
    """Give the untranslated words of the button that makes a change, where a committee may make it by itself."""
    if change == What.LATER:
        return N_("Pedir %(nights)s después") if amount > 0 else N_("Pedir %(nights)s antes")
    return {What.FEWER.value: N_("Aceptar desde %(nights)s"), What.FURTHER.value: N_("Aceptar hasta %(km)d km")}.get(
        change or ""
    )


_CHANGES = {
    "fewer": N_("Si le basta con %(nights)s, podría haber cupo."),
    "further": N_("Si acepta hasta %(km)d km, podría abrirse un cupo."),
    "longer": N_("Si una casa permitiera %(nights)s, podría abrirse un cupo."),
    "open": N_("Si una casa abriera lo que guarda, podría haber cupo."),
}


def rule_word(rule: str, subject: str | None) -> tuple[str, dict[str, str]]:
    """Give the words for a rule that keeps places closed, untranslated, with untranslated values to fill in."""
    if rule == "missing" and subject in _MISSING:
        return _MISSING[subject], {}
    if rule == "missing" and subject is not None and subject.startswith("country_"):
        return N_("Están en otro país"), {}
    if rule in {"missing", "refused"} and subject is not None:
        word, values = attribute_word(subject)
        what = LANGUAGE_NAMES.get(subject.removeprefix("speaks_"), word) if values else word
        words = N_("Les falta: %(what)s") if rule == "missing" else N_("Son para otras personas: %(what)s")
        return words, {"what": what}
    return RULES[rule], {}
