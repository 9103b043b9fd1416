"""The list itself: what every house should have, whatever else it offers. Its version stands with each check.

It is short, so that a host alone walks through it in half an hour. A point that is added, taken away or means something
else makes a new version; what was checked under an older one stays as it was. See docs/decisions/0064.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final

from shelters.errors import N_

VERSION: Final = 1


class Point(StrEnum):
    """One thing to look at."""

    LOCKS = "locks"
    EXITS = "exits"
    FIRE = "fire"
    WIRING = "wiring"
    LIGHTING = "lighting"
    SIGHT = "sight"
    CONTACT = "contact"
    PLAN = "plan"
    WATER = "water"
    HYGIENE = "hygiene"
    FIRST_AID = "first_aid"
    CHILDREN = "children"
    PRIVACY = "privacy"
    ACCESS = "access"


class Reply(StrEnum):
    """What somebody says of a point: that it is so, by when it will be, or that it has no place here."""

    MET = "met"
    IN_A_WEEK = "in_a_week"
    IN_A_MONTH = "in_a_month"
    IN_A_QUARTER = "in_a_quarter"
    NOT_HERE = "not_here"


# By when what is not so will be.
TERMS: Final[Mapping[Reply, timedelta]] = {
    Reply.IN_A_WEEK: timedelta(days=7),
    Reply.IN_A_MONTH: timedelta(days=30),
    Reply.IN_A_QUARTER: timedelta(days=90),
}


@dataclass(frozen=True)
class Words:
    """How a point reads: a name for lists, and what is looked at."""

    name: str
    asks: str


POINTS: Final[Mapping[Point, Words]] = {
    Point.LOCKS: Words(
        N_("Puertas y ventanas"),
        N_("Cada puerta y ventana que da afuera cierra por dentro, y se sabe quién tiene llave."),
    ),
    Point.EXITS: Words(
        N_("Salidas"), N_("Se puede salir por dos lados, sin llave y sin nada en el paso, también de noche.")
    ),
    Point.FIRE: Words(N_("Humo y fuego"), N_("Hay alarma de humo y extintor, y los dos sirven.")),
    Point.WIRING: Words(
        N_("Gas y electricidad"), N_("Sin fugas, sin cables a la vista y con ventilación donde hay gas.")
    ),
    Point.LIGHTING: Words(N_("Luz"), N_("Entradas, pasillos y baños tienen luz, y hay una lámpara para cuando se va.")),
    Point.SIGHT: Words(
        N_("Lo que se ve desde afuera"), N_("Nada dice qué casa es, y desde la calle no se ve quién está.")
    ),
    Point.CONTACT: Words(N_("A quién llamar"), N_("Hay con qué llamar, y los números de emergencia están a la mano.")),
    Point.PLAN: Words(N_("Plan para salir de prisa"), N_("Quienes viven aquí saben qué hacer y dónde encontrarse.")),
    Point.WATER: Words(N_("Agua"), N_("Hay agua limpia para beber y para bañarse todos los días.")),
    Point.HYGIENE: Words(N_("Baños"), N_("Funcionan, están limpios y cierran por dentro.")),
    Point.FIRST_AID: Words(N_("Botiquín"), N_("Está completo, nada ha caducado y se sabe usar.")),
    Point.CHILDREN: Words(N_("Niñas y niños"), N_("Medicinas, cloro, cuchillos y escaleras no están a su alcance.")),
    Point.PRIVACY: Words(
        N_("Intimidad"), N_("Cada grupo puede guardar lo suyo con llave y hablar sin que nadie más oiga.")
    ),
    Point.ACCESS: Words(N_("Accesos"), N_("Lo accesible que la casa ofrece (rampa, barras, baño) sirve.")),
}

REPLIES: Final[Mapping[Reply, str]] = {
    Reply.MET: N_("Sí"),
    Reply.IN_A_WEEK: N_("No; estará en una semana"),
    Reply.IN_A_MONTH: N_("No; estará en un mes"),
    Reply.IN_A_QUARTER: N_("No; estará en tres meses"),
    Reply.NOT_HERE: N_("No aplica aquí"),
}
