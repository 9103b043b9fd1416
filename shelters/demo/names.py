"""Names for invented houses: trees and birds of the region, with a mark that says so."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

from shelters.demo.networks import MARK

_TREES_AND_BIRDS = (
    "Ceiba",
    "Jacaranda",
    "Guayacán",
    "Colibrí",
    "Ahuehuete",
    "Quetzal",
    "Tepozán",
    "Nance",
    "Tecolote",
    "Maquilishuat",
    "Pochote",
    "Guardabarranco",
    "Ocote",
    "Cenzontle",
    "Huanacaxtle",
    "Garza",
    "Conacaste",
    "Tucán",
    "Copal",
    "Golondrina",
    "Madrecacao",
    "Clarín",
    "Cacao",
    "Oropéndola",
    "Encino",
    "Chachalaca",
    "Izote",
    "Gorrión",
    "Mango",
    "Zanate",
    "Tejocote",
    "Jilguero",
    "Guanábana",
    "Pijuy",
    "Marañón",
    "Correcaminos",
    "Cedro",
    "Alondra",
    "Flamboyán",
    "Calandria",
    "Roble",
    "Tortolita",
    "Mezquite",
    "Perico",
    "Chilamate",
    "Martín pescador",
    "Jocote",
    "Yigüirro",
    "Laurel",
    "Urraca",
)
_WHERE = (
    "",
    " del Alba",
    " del Monte",
    " del Río",
    " de la Loma",
    " del Valle",
    " de la Niebla",
    " del Manantial",
    " del Sendero",
    " de la Milpa",
    " del Mar",
    " de la Vega",
    " del Barro",
    " de la Lluvia",
    " del Viento",
    " de la Brisa",
    " del Camino",
    " de la Cañada",
    " del Pinar",
    " de la Laguna",
    " del Llano",
)


def house_names() -> Iterator[str]:
    """Give names without end, none twice: first "Ceiba·demo" and her kind, later "Ceiba del Alba·demo"."""
    for round_ in count():
        where = _WHERE[round_ % len(_WHERE)]
        number = f" {round_ // len(_WHERE) + 1}" if round_ >= len(_WHERE) else ""
        for name in _TREES_AND_BIRDS:
            yield f"{name}{where}{number}{MARK}"
