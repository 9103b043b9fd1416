"""The words people read for the vocabularies of a request, in the source language."""

from __future__ import annotations

from shelters.errors import N_
from shelters.requests.states import RequestState
from shelters.requests.words import AgeBand, Borders, Consent, Gender, NeedLevel, Relation, Urgency

URGENCIES: dict[Urgency, str] = {
    Urgency.IMMEDIATE: N_("Inmediata"),
    Urgency.URGENT: N_("Urgente"),
    Urgency.PLANNED: N_("Programada"),
    Urgency.PREVENTIVE: N_("Preventiva"),
}
URGENCY_HINTS: dict[Urgency, str] = {
    Urgency.IMMEDIATE: N_("En menos de 24 horas"),
    Urgency.URGENT: N_("En menos de 72 horas"),
    Urgency.PLANNED: N_("En las próximas semanas"),
    Urgency.PREVENTIVE: N_("Para descansar o prevenir"),
}
AGES: dict[AgeBand, str] = {
    AgeBand.AGE_0_1: N_("0–1"),
    AgeBand.AGE_2_5: N_("2–5"),
    AgeBand.AGE_6_11: N_("6–11"),
    AgeBand.AGE_12_17: N_("12–17"),
    AgeBand.AGE_18_59: N_("18–59"),
    AgeBand.AGE_60_UP: N_("60 o más"),
}
GENDERS: dict[Gender, str] = {
    Gender.WOMAN: N_("Mujer"),
    Gender.MAN: N_("Hombre"),
    Gender.TRANS_WOMAN: N_("Mujer trans"),
    Gender.TRANS_MAN: N_("Hombre trans"),
    Gender.NON_BINARY: N_("No binaria"),
    Gender.NOT_SAID: N_("Prefiere no decir"),
}
RELATIONS: dict[Relation, str] = {
    Relation.SELF: N_("Ella misma"),
    Relation.PARTNER: N_("Pareja"),
    Relation.CHILD: N_("Hija o hijo"),
    Relation.MINOR_IN_CARE: N_("Menor a su cuidado"),
    Relation.ELDER: N_("Persona mayor"),
    Relation.COMPANION: N_("Acompañante"),
}
LEVELS: dict[NeedLevel, str] = {
    NeedLevel.REQUIRED: N_("Lo necesita"),
    NeedLevel.PREFERRED: N_("Lo prefiere"),
}
BORDERS: dict[Borders, str] = {
    Borders.STAY: N_("Se queda en su país"),
    Borders.MAY_CROSS: N_("Puede cruzar la frontera y tiene documentos"),
    Borders.NOT_KNOWN: N_("No se sabe todavía"),
}
CONSENTS: dict[Consent, str] = {
    Consent.REGION: N_("Sí, con casas de toda la región"),
    Consent.NETWORK: N_("Sí, solo con casas de su red"),
    Consent.NOT_YET: N_("Todavía no: falta su consentimiento"),
}
STATES: dict[RequestState, str] = {
    RequestState.DRAFT: N_("Borrador"),
    RequestState.SUBMITTED: N_("Falta su consentimiento"),
    RequestState.READY: N_("Lista para ubicar"),
    RequestState.PROPOSED: N_("Espera a la casa"),
    RequestState.PLACED: N_("Ubicada"),
    RequestState.UNPLACED: N_("En lista de espera"),
    RequestState.PAUSED: N_("En pausa"),
    RequestState.REFERRED: N_("Canalizada"),
    RequestState.WITHDRAWN: N_("Retirada"),
    RequestState.CLOSED: N_("Cerrada"),
}
