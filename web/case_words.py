"""Cases, places and answers in words: the filters that pages about placement use."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from shelters.capacity.labels import KINDS, LANGUAGE_NAMES, NIGHTS, OFFERS, SAFETY, SETTINGS
from shelters.clock import now
from shelters.errors import N_
from shelters.links.words import LINK_WORDS
from shelters.placement.emergency_models import REASONS as EMERGENCY_REASONS
from shelters.placement.emergency_models import STEPS
from shelters.placement.labels import (
    PROPOSAL_STATES,
    REASONS,
    STAY_STATES,
    attribute_word,
    change_word,
    rule_word,
    yield_word,
)
from shelters.placement.options import WhyNotGroup
from shelters.placement.room_states import WORDS as ROOM_STATES
from shelters.requests.labels import AGES, BORDERS, CONSENTS, LEVELS, STATES, URGENCIES
from shelters.requests.models import Case, Member
from shelters.requests.words import HOURS, AgeBand, Gender, NeedLevel, Relation, Urgency
from shelters.requests.yielding import What
from web.language import ngettext, say
from web.wording import nights

_SELF: Final = {
    Gender.WOMAN: N_("Mujer"),
    Gender.TRANS_WOMAN: N_("Mujer trans"),
    Gender.MAN: N_("Hombre"),
    Gender.TRANS_MAN: N_("Hombre trans"),
}
# On a line of its own: extraction does not see one mark inside another.
_ANYONE: Final = N_("Persona")
_ALONE: Final = {
    Gender.WOMAN: N_("Mujer sola"),
    Gender.TRANS_WOMAN: N_("Mujer trans sola"),
    Gender.MAN: N_("Hombre solo"),
    Gender.TRANS_MAN: N_("Hombre trans solo"),
}
_WORD_JOINER: Final = "\u2060"
_ANYONE_ALONE: Final = N_("Persona sola")
URGENCY_TONES: Final = {Urgency.IMMEDIATE: "clay", Urgency.URGENT: "honey"}

# By the name of the filter: a vocabulary of codes and their untranslated words.
_VOCABULARIES: Final[dict[str, Mapping[Any, str]]] = {
    "house_kind": KINDS,
    "night_word": NIGHTS,
    "safety_word": SAFETY,
    "urgency_word": URGENCIES,
    "request_state": STATES,
    "proposal_state": PROPOSAL_STATES,
    "room_state": ROOM_STATES,
    "emergency_reason": EMERGENCY_REASONS,
    "skipped_step": STEPS,
    "stay_state": STAY_STATES,
    "decline_reason": REASONS,
    "consent_word": CONSENTS,
    "borders_word": BORDERS,
    "link_word": LINK_WORDS,
}


def party_words(party: Sequence[Member]) -> str:
    """Say who comes: "Mujer con hija (6–11) y 2 acompañantes (18–59)", "Mujer sola"."""
    head = next((member for member in party if member.relation is Relation.SELF), party[0])
    # Those of one kind and age are counted, in the order in which they were named.
    others = Counter((_kind(member), member.age) for member in party if member is not head)
    if not others:
        return say(_ALONE.get(head.gender, _ANYONE_ALONE))
    words = [f"{_counted(kind, number)} ({_age(age)})" for (kind, age), number in others.items()]
    return say("%(who)s con %(others)s", who=say(_SELF.get(head.gender, _ANYONE)), others=listed(words))


def _age(age: AgeBand) -> str:
    """Say an age that no line breaks in two: "(6–" at the end of one reads as if something were missing."""
    return say(AGES[age]).replace("–", f"–{_WORD_JOINER}")


def _kind(member: Member) -> str:
    """Name what somebody is to her: a child is a daughter or a son where that is known."""
    if member.relation is not Relation.CHILD:
        return member.relation.value
    daughters, sons = {Gender.WOMAN, Gender.TRANS_WOMAN}, {Gender.MAN, Gender.TRANS_MAN}
    return "daughter" if member.gender in daughters else "son" if member.gender in sons else "child"


def _counted(kind: str, number: int) -> str:
    words = {
        "daughter": ngettext("hija", "%(num)d hijas", number),
        "son": ngettext("hijo", "%(num)d hijos", number),
        "child": ngettext("hija o hijo", "%(num)d hijas o hijos", number),
        Relation.PARTNER.value: ngettext("pareja", "%(num)d parejas", number),
        Relation.MINOR_IN_CARE.value: ngettext("menor a su cuidado", "%(num)d menores a su cuidado", number),
        Relation.ELDER.value: ngettext("persona mayor", "%(num)d personas mayores", number),
        Relation.COMPANION.value: ngettext("acompañante", "%(num)d acompañantes", number),
        Relation.SELF.value: ngettext("otra persona", "otras %(num)d personas", number),
    }
    return words[kind] % {"num": number}


def listed(words: Sequence[str]) -> str:
    """Join words as people do: "a, b y c", and "e" before the sound of an i."""
    if len(words) < 2:  # noqa: PLR2004 - nothing to join
        return "".join(words)
    start, last = ", ".join(words[:-1]), words[-1]
    and_before_i = last.lower().startswith(("i", "hi")) and not last.lower().startswith(("hie", "ie"))
    pattern = N_("%(start)s e %(last)s") if and_before_i else N_("%(start)s y %(last)s")
    return say(pattern, start=start, last=last)


def attribute(name: str) -> str:
    """Say what a place has or a party wishes."""
    words, values = attribute_word(name)
    return say(words, **{key: say(value) for key, value in values.items()})


def met(names: Iterable[str]) -> list[tuple[str, str]]:
    """List what a place covers, as rows of signs."""
    return [("yes", attribute(name)) for name in names]


def unmet(names: Iterable[str]) -> list[tuple[str, str]]:
    """List what a place lacks of what is preferred, as rows of signs."""
    return [("no", say("%(what)s (lo prefiere)", what=attribute(name))) for name in names]


def why(group: WhyNotGroup) -> str:
    """Say a rule that keeps places closed."""
    words, values = rule_word(group.rule, group.subject)
    return say(words, **{key: say(value) for key, value in values.items()})


def change(group: WhyNotGroup) -> str:
    """Say the smallest change that would open a place; nothing where none is proposed."""
    words = change_word(group.change, group.subject, group.amount)
    if words is None:
        return ""
    return say(words, nights=nights(abs(group.amount)), km=_rounded_up(group.amount))


def yielding(group: WhyNotGroup) -> tuple[str, int] | None:
    """Say on a button what a committee may change by itself, and by how much; nothing where it may not."""
    amount = _rounded_up(group.amount) if group.change == What.FURTHER else group.amount
    words = yield_word(group.change, amount)
    return (say(words, nights=nights(abs(amount)), km=amount), amount) if words else None


def _rounded_up(km: int) -> int:
    """Round kilometres up, so that asking again and again cannot tell where a house is."""
    return -(-abs(km) // 25) * 25


def needs_of(brief: Any) -> list[tuple[str, str]]:
    """List the needs of a case or a brief, the required ones first, as rows of signs."""
    rows = [(level, say(OFFERS[offer])) for offer, level in brief.needs.items()]
    rows += [
        (level, say("Habla %(language)s", language=say(LANGUAGE_NAMES[code])))
        for code, level in brief.languages.items()
    ]
    rows.sort(key=lambda row: row[0] is not NeedLevel.REQUIRED)
    told = [("asked", say("%(level)s: %(what)s", level=say(LEVELS[level]), what=what)) for level, what in rows]
    return told + ([("asked", say("Trae animales de compañía"))] if brief.pets else [])


def wishes_of(case: Case) -> list[str]:
    """List what a case wishes beyond needs: a private room, a setting, a distance."""
    rows = []
    if case.private_room is not None:
        rows.append(say("%(level)s: %(what)s", level=say(LEVELS[case.private_room]), what=say("Habitación privada")))
    if case.setting is not None:
        rows.append(say("%(level)s: %(what)s", level=say(LEVELS[case.setting_level]), what=say(SETTINGS[case.setting])))
    if case.max_km is not None:
        rows.append(say("A no más de %(km)d km", km=case.max_km))
    return rows


def time_left(request: Any) -> timedelta:
    """Say how long there is still to place a request."""
    until: datetime = request.filed_at + timedelta(hours=HOURS[Urgency(request.urgency)])
    return until - now()


def urgency_tone(urgency: int) -> str:
    """Give the tone of an urgency's badge."""
    return URGENCY_TONES.get(Urgency(urgency), "")


def _vocabulary(words: Mapping[Any, str]) -> Callable[[Any], str]:
    return lambda code: say(words[code])


CASE_FILTERS: Final[dict[str, Callable[..., Any]]] = {
    "party_words": party_words,
    "attribute": attribute,
    "met": met,
    "unmet": unmet,
    "why": why,
    "change": change,
    "yielding": yielding,
    "needs_of": needs_of,
    "wishes_of": wishes_of,
    "time_left": time_left,
    "urgency_tone": urgency_tone,
    **{name: _vocabulary(words) for name, words in _VOCABULARIES.items()},
}
