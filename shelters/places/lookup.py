"""Finding a municipality by what a person types: by the beginning of any word, and despite typing errors."""

from __future__ import annotations

import heapq
from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz, process

from shelters.errors import N_, InvalidInputError
from shelters.places.folding import folded
from shelters.places.gazetteer import COUNTRIES, Municipality, all_municipalities, label, zone

# Below this likeness (0 to 100) a suggestion reads as a joke.
_ALIKE = 72
_LAST_SIGN = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class Choices:
    """Several municipalities fit what was typed; a person picks one."""

    text: str
    places: tuple[Municipality, ...]


@dataclass(frozen=True, slots=True)
class _Entry:
    """A municipality with its plain names; strings begin with a space, so that " x" finds the beginning of a word."""

    place: Municipality
    names: tuple[str, ...]
    own_words: str
    around: str

    def stands_in(self, starts: list[str], country: str | None) -> bool:
        """Say whether words around the name begin in each of these ways, and the country is the one asked for."""
        return country in (None, self.place.country) and all(start in self.around for start in starts)


@dataclass(frozen=True, slots=True)
class _Index:
    """Every entry by the words of its names (sorted for bisection), by its names, and by its label."""

    words: list[tuple[str, int]]
    entries: list[_Entry]
    spellings: dict[str, list[int]]
    labels: dict[str, Municipality]


def search(text: str, limit: int = 8, country: str | None = None) -> list[Municipality]:
    """Find municipalities, best first: the exact name, the beginning of words, then names that look alike."""
    name, around = _parts(text)
    if not name:
        return []
    found = _by_words(name, around, country) or _by_likeness(name, around, country)
    return found[:limit]


def resolve(text: str, field: str = "municipality", limit: int = 8) -> Municipality | Choices:
    """Take a municipality typed without help: one, a choice between several, or an error that suggests some."""
    exact = _index().labels.get(folded(text))
    if exact is not None:
        return exact
    name, around = _parts(text)
    found = _by_words(name, around) if name else []
    namesakes = [place for place in found if name in map(folded, (place.name, *place.aliases))]
    if len(namesakes) == 1:
        return namesakes[0]
    if found:
        return Choices(text, tuple(namesakes or found)[:limit])
    raise _unknown(text, field)


def _unknown(text: str, field: str) -> InvalidInputError:
    nearest = search(text, limit=3)
    if not nearest:
        return InvalidInputError(
            field,
            N_("No encontramos ese municipio. Escribe su nombre y, tras una coma, el estado o departamento."),
        )
    return InvalidInputError(
        field,
        N_("No encontramos ese municipio. Quizá es uno de estos: %(suggestions)s."),
        suggestions="; ".join(map(label, nearest)),
    )


def _parts(text: str) -> tuple[str, list[str]]:
    name, *around = (folded(part) for part in text[:200].split(","))
    return name, [word for part in around for word in part.split()]


def _by_words(name: str, around: list[str], country: str | None = None) -> list[Municipality]:
    first, *others = name.split()
    entries, starts, asked = _index().entries, [f" {word}" for word in others], [f" {word}" for word in around]
    found = []
    for number in _beginning_with(first):
        entry = entries[number]
        outside = [start for start in starts if start not in entry.own_words]
        # The zone may follow the name without a comma.
        if entry.stands_in(asked + outside, country):
            rank = 0 if name in entry.names else 1 if not outside else 2
            found.append((rank, -entry.place.population, number))
    return [entries[number].place for _, _, number in heapq.nsmallest(100, found)]


def _beginning_with(word: str) -> set[int]:
    words = _index().words
    start = bisect_left(words, (word, -1))
    return {number for _, number in words[start : bisect_left(words, (word + _LAST_SIGN, -1))]}


def _by_likeness(name: str, around: list[str], country: str | None) -> list[Municipality]:
    index = _index()
    alike = process.extract(name, index.spellings.keys(), scorer=fuzz.ratio, score_cutoff=_ALIKE, limit=40)
    best: dict[int, float] = {}
    for spelling, likeness, _ in alike:
        for number in index.spellings[spelling]:
            best.setdefault(number, likeness)
    fitting = [n for n in best if index.entries[n].stands_in([f" {word}" for word in around], country)]
    fitting.sort(key=lambda n: (-best[n], -index.entries[n].place.population))
    return [index.entries[n].place for n in fitting]


@lru_cache(maxsize=1)
def _index() -> _Index:
    entries = [_entry(place) for place in all_municipalities().values()]
    words = sorted({(word, number) for number, entry in enumerate(entries) for word in entry.own_words.split()})
    spellings: dict[str, list[int]] = {}
    for number, entry in enumerate(entries):
        for name in entry.names:
            spellings.setdefault(name, []).append(number)
            spellings.setdefault(f"{name} {folded(zone(entry.place.zone).name)}", []).append(number)
    labels = {folded(label(entry.place)): entry.place for entry in entries}
    return _Index(words, entries, spellings, labels)


def _entry(place: Municipality) -> _Entry:
    names = tuple(dict.fromkeys(folded(name) for name in (place.name, *place.aliases)))
    around = f"{place.near} {zone(place.zone).name} {place.zone} {COUNTRIES[place.country]}"
    return _Entry(place, names, " " + " ".join(names), " " + folded(around))
