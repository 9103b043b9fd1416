"""A question about a year and its answer in words: never more exact than what was kept of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from shelters.capacity.labels import LANGUAGE_NAMES, OFFERS, RULES, SETTINGS, SHARING
from shelters.errors import N_
from shelters.places import label, municipality, zone
from shelters.planning.models import Study
from shelters.planning.questions import Closing, Keeping, Opening, Question, QuestionKind, Ruling, question_of
from shelters.planning.replays import Answer, Figure
from shelters.requests.labels import URGENCIES
from shelters.requests.words import Urgency
from web.language import ngettext, say
from web.wording import number

KIND_WORDS: Final[Mapping[QuestionKind, str]] = {
    QuestionKind.OPEN: N_("Abrir una casa"),
    QuestionKind.CLOSE: N_("Cerrar o perder una casa"),
    QuestionKind.RULES: N_("Cambiar una regla"),
    QuestionKind.KEEP: N_("Cambiar lo que se guarda"),
}
FEW: Final = N_("menos de 5")
MEANINGS: Final = (
    N_("Se toma el último año: todas las solicitudes que se presentaron, y las casas como están hoy."),
    N_("Con sus semanas se sortean 200 años parecidos, y cada uno se decide solicitud por solicitud, con las reglas."),
    N_("Cada año se decide dos veces: con las casas de hoy, y con lo que preguntas."),
    N_("En medio: en la mitad de esos años es esa cifra o más, y en la otra mitad esa o menos."),
    N_("De cada 10 años, 9 quedan entre las otras dos cifras."),
    N_("Ese rango es más ancho que el de los años sorteados, porque el último año es también uno entre muchos."),
    N_("Si van de menos a más, o alguna es menos de 5, no es seguro que algo cambie."),
    N_("Menos de cinco familias no se dicen, para que ninguna cifra hable de una."),
    N_("Nadie se va antes, nadie deja de llegar, y una casa dice que no tan seguido como en el año pasado."),
)
_ANY: Final = N_("Todas las casas")


def question_in(study: Study) -> Question:
    """Read what a study asks."""
    return question_of(QuestionKind(study.kind), study.question)


def question_words(question: Question, houses: Mapping[UUID, str]) -> str:
    """Say a question in one line."""
    if isinstance(question, Closing):
        return say("Cerrar %(house)s", house=houses.get(question.house_id, say("una casa que ya no está")))
    if isinstance(question, Opening):
        beds = question.rooms * question.beds
        place = label(municipality(question.municipality_id))
        return ngettext(
            "Abrir una casa en %(place)s, con %(num)d cama", "Abrir una casa en %(place)s, con %(num)d camas", beds
        ) % {"place": place, "num": beds}
    if isinstance(question, Keeping):
        rooms = question.rooms
        return ngettext("Guardar %(num)d habitación por casa", "Guardar %(num)d habitaciones por casa", rooms) % {
            "num": rooms
        }
    if isinstance(question, Ruling):
        return say("Cambiar las reglas: %(where)s", where=_where(question, houses))
    return ngettext("Abrir %(num)d casa", "Abrir %(num)d casas", question.houses) % {"num": question.houses}


def question_facts(question: Question, houses: Mapping[UUID, str]) -> list[tuple[str, str]]:
    """List everything that a question says, term by term."""
    if isinstance(question, Opening):
        return _opening(question)
    if isinstance(question, Keeping):
        return [(say("Dónde"), _where(question, houses)), (say("Se guardan por casa"), number(question.rooms))]
    if isinstance(question, Ruling):
        return [(say("Dónde"), _where(question, houses)), *_changes(question)]
    return []


def _opening(question: Opening) -> list[tuple[str, str]]:
    facts = [
        (say("Habitaciones"), number(question.rooms)),
        (say("Camas en cada una"), number(question.beds)),
        (say("Dónde está"), say(SETTINGS[question.setting])),
        (say("Quién comparte habitación"), say(SHARING[question.sharing])),
        (say("Ofrece"), _listed([say(OFFERS[each]) for each in sorted(question.offers)])),
        (say("Lenguas"), _listed([say(LANGUAGE_NAMES[each]) for each in sorted(question.languages)])),
        (say("Admite"), _listed([say(RULES[name]) for name in RULES if getattr(question.rules, name)])),
        (say("Hijos varones hasta"), number(question.rules.sons_up_to)),
        (say("Se guardan para lo más urgente"), number(question.kept)),
    ]
    return [(term, words) for term, words in facts if words]


def _changes(question: Ruling) -> list[tuple[str, str]]:
    admitted = [say(RULES[name]) for name in RULES if getattr(question, name)]
    sons = "" if question.sons_up_to is None else number(question.sons_up_to)
    facts = [
        (say("Hijos varones hasta"), sons),
        (say("Admite también"), _listed(admitted)),
        (say("Ofrece también"), _listed([say(OFFERS[each]) for each in sorted(question.offers)])),
    ]
    return [(term, words) for term, words in facts if words]


def _listed(words: list[str]) -> str:
    return ", ".join(words)


def _where(question: Keeping | Ruling, houses: Mapping[UUID, str]) -> str:
    if isinstance(question, Ruling) and question.house_id is not None:
        return houses.get(question.house_id, say("una casa que ya no está"))
    return zone(question.zone).name if question.zone else say(_ANY)


def is_open(more: Figure) -> bool:
    """Say whether an interval does not tell more from less."""
    return more.low * more.high <= 0


def headline(answer: Answer) -> str:
    """Give the plain answer."""
    more = answer.more
    if more.low == more.high == 0:
        return say("No cambia, o cambia por menos de cinco familias al año")
    if is_open(more):
        return say("No es seguro que cambie cuántas familias tienen lugar")
    if more.middle > 0:
        return say("Unas %(number)s familias más al año tendrían lugar", number=number(more.middle))
    return say("Unas %(number)s familias menos al año tendrían lugar", number=number(-more.middle))


def between(figure: Figure, digits: int = 0) -> str:
    """Give the two ends of an interval, from less to more."""
    low, high = (signed(each, digits) for each in (figure.low, figure.high))
    return low if low == high else say("%(low)s a %(high)s", low=low, high=high)


def signed(value: float, digits: int = 0) -> str:
    """Write a change with its sign; of families, what is too few to tell in words."""
    if not digits and value == 0:
        return say(FEW)
    # A true minus sign is read aloud as one.
    written = number(abs(round(value, digits)))
    return f"+{written}" if value > 0 else f"−{written}" if value < 0 else written


def answer_rows(answer: Answer) -> list[tuple[str, str, str]]:
    """List every figure: what it is, its middle, and its two ends."""
    without = [
        (say("Cambio: sin lugar, %(urgency)s", urgency=say(URGENCIES[tier]).lower()), _turned(figure), 0)
        for tier, figure in zip(Urgency, answer.by_urgency, strict=True)
    ]
    changes = [
        (say("Cambio: con lugar"), answer.more, 0),
        *without,
        (say("Cambio: kilómetros por familia"), answer.km, 1),
        (say("Cambio: noches de espera por familia"), answer.waited, 2),
    ]
    now = [(say("Piden lugar"), answer.asked), (say("Con lugar, con las casas de hoy"), answer.placed)]
    plain = [(words, _count(each.middle), f"{_count(each.low)} – {_count(each.high)}") for words, each in now]
    return plain + [(words, signed(each.middle, digits), between(each, digits)) for words, each, digits in changes]


def _turned(figure: Figure) -> Figure:
    """Give how many more have no place, from how many more have one."""
    return Figure(-figure.middle, -figure.high, -figure.low)


def _count(value: float) -> str:
    return number(value) if value else say(FEW)
