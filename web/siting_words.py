"""Where houses should open, in words: what each would be, for whom, and what was asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from shelters.errors import N_
from shelters.places import COUNTRIES, label, municipality, zone
from shelters.planning.labels import NEEDS
from shelters.planning.possible import Bundle
from shelters.planning.questions import Spending
from shelters.planning.sited import Judged, PlannedHouse, Priced, Sited
from shelters.retention.models import Need
from web.language import ngettext, say
from web.study_words import FEW
from web.wording import number

BUNDLES: Final[Mapping[Bundle, str]] = {
    Bundle.PLAIN: N_("sencilla"),
    Bundle.ACCESSIBLE: N_("sin escalones y con cuidados"),
    Bundle.EVERYBODY: N_("sin escalones, con cuidados, y también para hombres y animales"),
}
SITING_MEANINGS: Final = (
    N_("Se busca en las seis zonas de donde más piden, con habitaciones de 3 o de 5 camas y más o menos servicios."),
    N_("Un modelo elige las casas que más familias urgentes sin lugar recibirían, en ocho años como el último."),
    N_("Cuentan por igual el año medio y los peores."),
    N_("Cada plan se prueba luego en 60 años parecidos, decididos solicitud por solicitud."),
    N_("De esa prueba son las cifras, y por ella van en orden los planes."),
    N_("Parte de cada red: de las familias nuevas con lugar, lo que le tocaría por las que hoy no lo tienen."),
    N_("Menos de cinco familias no se dicen, para que ninguna cifra hable de una."),
)
_FLOORS: Final[Mapping[float, str]] = {
    0.5: N_("Cada red tiene al menos la mitad de su parte."),
    0.25: N_("Cada red tiene al menos la cuarta parte de su parte."),
}
_NO_FLOOR: Final = N_("Con esto no se puede dar a cada red su parte sin que muchas familias queden fuera.")


def place_words(code: str) -> str:
    """Name a zone and its country."""
    place = zone(code)
    return f"{place.name}, {COUNTRIES[place.country]}"


def house_words(house: PlannedHouse) -> str:
    """Say what a house of a plan is: where, how big, and for whom."""
    rooms = ngettext("%(num)d habitación", "%(num)d habitaciones", house.rooms) % {"num": house.rooms}
    where = label(municipality(house.municipality_id))
    return say(
        "%(where)s: %(rooms)s de %(beds)s camas, %(kind)s",
        where=where,
        rooms=rooms,
        beds=house.beds,
        kind=say(BUNDLES[house.bundle]),
    )


def plan_words(plan: Judged) -> str:
    """Name the zones in which a plan opens houses."""
    return " · ".join(place_words(house.zone) for house in plan.houses)


def reasons(house: PlannedHouse) -> list[str]:
    """Say whom the model lets a house take, in a year: from where, and with which needs."""
    if house.from_zones is None or house.needs is None:
        return []
    zones = [f"{place_words(code)} ({number(many)})" for code, many in house.from_zones.items()]
    needs = [f"{say(NEEDS[Need(need)])} ({number(many)})" for need, many in house.needs.items() if need != Need.NONE]
    said = []
    if zones:
        said.append(say("Familias urgentes sin lugar que salen de: %(zones)s.", zones=", ".join(zones)))
    if needs:
        said.append(say("Lo que necesitan: %(needs)s.", needs=", ".join(needs)))
    return said or [say("De cada zona y de cada necesidad recibe a menos de cinco familias al año.")]


def price_words(prices: Sequence[Priced]) -> list[str]:
    """Say where one room more would help most, in order."""
    return [
        say(
            "%(where)s: de %(beds)s camas, %(kind)s",
            where=place_words(each.zone),
            beds=each.beds,
            kind=say(BUNDLES[each.bundle]),
        )
        for each in prices
    ]


def spending_facts(spending: Spending) -> list[tuple[str, str]]:
    """List what may be spent."""
    facts = [(say("Casas"), number(spending.houses)), (say("Habitaciones en total"), number(spending.rooms))]
    if spending.money is not None:
        facts += [
            (say("Dinero"), number(spending.money)),
            (say("Abrir una casa cuesta"), number(spending.opening)),
            (say("Cada cama cuesta"), number(spending.bed)),
            (say("De más, cada habitación sin escalones"), number(spending.accessible)),
        ]
    return facts


def best_words(found: Sited) -> str:
    """Give the plain answer."""
    if not found.plans:
        return say("Ninguna casa recibiría a quienes hoy no tienen lugar")
    more = found.plans[0].answer.more.middle
    many = number(more) if more else say(FEW)
    return say("%(where)s: unas %(number)s familias más al año", where=plan_words(found.plans[0]), number=many)


def floor_words(found: Sited) -> str:
    """Say what every network has of it at least."""
    return say(_FLOORS.get(found.floor, _NO_FLOOR))
