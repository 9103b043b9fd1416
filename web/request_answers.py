"""What a request says, question by question: for whoever checks it before it is sent, or compares it with another's."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from shelters.capacity.labels import LANGUAGE_NAMES, OFFERS, SETTINGS
from shelters.errors import N_
from shelters.places import COUNTRIES, label, municipality, zone
from shelters.requests.labels import BORDERS, CONSENTS, LEVELS, URGENCIES
from shelters.requests.models import Avoid, Case, Nights, RequestDraft
from shelters.requests.words import AvoidKind, NeedLevel
from web.case_words import listed, party_words
from web.language import say
from web.request_steps import STEPS
from web.wording import day, nights


@dataclass(frozen=True)
class Question:
    """A question with the fields that answer it, and how an answer is said; one that does not apply says nothing."""

    step: str
    title: str
    fields: tuple[str, ...]
    said: Callable[[RequestDraft], str]

    @property
    def name(self) -> str:
        """Name the question by the first of its fields."""
        return self.fields[0]


def _arrival(wanted: Nights) -> str:
    if wanted.earliest == wanted.latest:
        return day(wanted.earliest)
    return say("entre el %(first)s y el %(last)s", first=day(wanted.earliest), last=day(wanted.latest))


def _length(wanted: Nights) -> str:
    if wanted.shortest == wanted.nights:
        return nights(wanted.nights)
    return say("%(nights)s, al menos %(shortest)s", nights=nights(wanted.nights), shortest=nights(wanted.shortest))


def _by_level(wanted: Mapping[Any, NeedLevel], words: Mapping[Any, str]) -> str:
    named = {
        level: [say(words[each]) for each, at in wanted.items() if at is level]
        for level in (NeedLevel.REQUIRED, NeedLevel.PREFERRED)
    }
    return " · ".join(_at(level, listed(names)) for level, names in named.items() if names)


def _at(level: NeedLevel, what: str) -> str:
    return say("%(level)s: %(what)s", level=say(LEVELS[level]), what=what)


def _room(case: Case) -> str:
    return say(LEVELS[case.private_room]) if case.private_room else ""


def _setting(case: Case) -> str:
    return _at(case.setting_level, say(SETTINGS[case.setting])) if case.setting else ""


def _reach(case: Case) -> str:
    return say("A no más de %(km)d km", km=case.max_km) if case.max_km else ""


def _danger(avoid: Avoid) -> str:
    if avoid.kind is AvoidKind.PLACE:
        return say("%(place)s, a %(km)d km a la redonda", place=label(municipality(avoid.place)), km=avoid.km)
    return zone(avoid.place).name if avoid.kind is AvoidKind.ZONE else say(COUNTRIES[avoid.place])


QUESTIONS: Final = (
    Question("when", N_("Qué tan pronto"), ("urgency",), lambda asked: say(URGENCIES[asked.urgency])),
    Question("when", N_("Llega"), ("earliest", "latest"), lambda asked: _arrival(asked.nights)),
    Question("when", N_("Noches"), ("nights", "shortest"), lambda asked: _length(asked.nights)),
    Question(
        "party", N_("Quiénes"), ("people", "age", "gender", "relation"), lambda asked: party_words(asked.case.party)
    ),
    Question("party", N_("Animales"), ("pets",), lambda asked: say("Sí") if asked.case.pets else ""),
    Question("needs", N_("Necesidades"), ("need", "prefer"), lambda asked: _by_level(asked.case.needs, OFFERS)),
    Question("needs", N_("Habitación privada"), ("private_room",), lambda asked: _room(asked.case)),
    Question(
        "ways",
        N_("Lenguas"),
        ("language_required", "language_preferred"),
        lambda asked: _by_level(asked.case.languages, LANGUAGE_NAMES),
    ),
    Question("ways", N_("Dónde prefiere estar"), ("setting", "setting_level"), lambda asked: _setting(asked.case)),
    Question("origin", N_("De dónde sale"), ("origin",), lambda asked: label(municipality(asked.case.origin))),
    Question("origin", N_("Distancia"), ("max_km",), lambda asked: _reach(asked.case)),
    Question("origin", N_("Fronteras"), ("borders",), lambda asked: say(BORDERS[asked.case.borders])),
    Question(
        "avoid",
        N_("Debe evitar"),
        ("avoid", "places", "avoid_km", "avoid_zone", "avoid_country"),
        lambda asked: " · ".join(_danger(each) for each in asked.case.avoid),
    ),
    Question("consent", N_("Consentimiento"), ("consent",), lambda asked: say(CONSENTS[asked.case.consent])),
    Question("consent", N_("Nota de tu comité"), ("note",), lambda asked: asked.case.note),
)


def answers(draft: RequestDraft) -> list[tuple[str, str, str]]:
    """List what applies, as question, answer and the page where it is asked; a page with nothing says so."""
    told = [(each, each.said(draft)) for each in QUESTIONS]
    rows = []
    for step in STEPS:
        of_it = [(say(each.title), said, step.name) for each, said in told if each.step == step.name and said]
        rows += of_it or [(say(step.title), say("Nada"), step.name)]
    return rows
