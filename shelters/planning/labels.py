"""The words people read for what is counted, and what each figure means, in the source language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from shelters.capacity.labels import KINDS, SAFETY
from shelters.errors import N_
from shelters.placement.declines import Voice
from shelters.planning.attack_reading import AttackKind
from shelters.planning.bed_nights import Use
from shelters.planning.conditions import CheckState
from shelters.planning.ledger import Grouping, Speed
from shelters.planning.region import Condition, Freshness, Theme
from shelters.planning.rooms import Grouped
from shelters.retention.models import Fate, Household, Need

THEMES: Final[Mapping[Theme, str]] = {
    Theme.KIND: N_("Tipo"),
    Theme.SAFETY: N_("Seguridad"),
    Theme.FRESHNESS: N_("Confirmación"),
    Theme.CONDITION: N_("Estado"),
}
CLASSES: Final[Mapping[Theme, Mapping[Any, str]]] = {
    Theme.KIND: KINDS,
    Theme.SAFETY: SAFETY,
    Theme.FRESHNESS: {
        Freshness.IN_TIME: N_("Al día"),
        Freshness.LATE: N_("Vencida"),
        Freshness.NEVER: N_("Nunca confirmada"),
    },
    Theme.CONDITION: {
        Condition.ALL_OPEN: N_("Todo abierto"),
        Condition.REPAIR: N_("En reparación"),
        Condition.CLOSED: N_("Con algo cerrado"),
    },
}
MEANINGS: Final[Mapping[Theme, tuple[str, ...]]] = {
    Theme.KIND: (N_("El tipo es el que la casa dice de sí misma."),),
    Theme.SAFETY: (
        N_("En observación: recibe solo a quien necesita lugar en las próximas 24 horas."),
        N_("Expuesta: no recibe a nadie, y a quienes viven ahí se les busca otro lugar."),
        N_("Cerrada: no recibe a nadie."),
    ),
    Theme.FRESHNESS: (
        N_("Al día: la casa confirmó lo libre dentro de su propio plazo."),
        N_("Vencida: su última confirmación es más vieja que su plazo."),
    ),
    Theme.CONDITION: (
        N_("En reparación: esta noche tiene al menos una habitación cerrada por una reparación."),
        N_("Con algo cerrado: esta noche tiene una habitación cerrada por otro motivo."),
    ),
}

SPEEDS: Final[Mapping[Speed, str]] = {Speed.URGENT: N_("Urgentes"), Speed.LATER: N_("Las demás")}
GROUPINGS: Final[Mapping[Grouping, str]] = {
    Grouping.ZONE: N_("Zona"),
    Grouping.MONTH: N_("Mes"),
    Grouping.HOUSEHOLD: N_("Grupo"),
    Grouping.NEED: N_("Necesidad"),
    Grouping.URGENCY: N_("Urgencia"),
}
HOUSEHOLDS: Final[Mapping[Household, str]] = {
    Household.ALONE: N_("Una persona"),
    Household.WITH_CHILDREN: N_("Una persona adulta con menores"),
    Household.SEVERAL: N_("Varias personas adultas"),
    Household.SEVERAL_WITH_CHILDREN: N_("Varias personas adultas con menores"),
}
NEEDS: Final[Mapping[Need, str]] = {
    Need.ACCESS: N_("Sin escalones o adaptada"),
    Need.LANGUAGE: N_("Su idioma"),
    Need.OLDER_SONS: N_("Hijos de 12 a 17 años"),
    Need.MEN: N_("Hombres en el grupo"),
    Need.CARE: N_("Atención o medicinas"),
    Need.PRIVACY: N_("Privacidad o calma"),
    Need.WAY_OF_LIFE: N_("Su forma de vida"),
    Need.PETS: N_("Animales"),
    Need.NONE: N_("Ninguna de estas"),
}
FATES: Final[Mapping[Fate, str]] = {
    Fate.MET: N_("Con lo que pidió"),
    Fate.LATE: N_("Tarde"),
    Fate.FAR: N_("Lejos"),
    Fate.WITHOUT: N_("Sin algo que prefería"),
    Fate.WAITING: N_("Espera"),
    Fate.TURNED_AWAY: N_("Nadie la recibió"),
    Fate.REFERRED: N_("Canalizada"),
    Fate.WITHDRAWN: N_("Retirada"),
}
FATE_MEANINGS: Final = (
    N_("Cada solicitud se cuenta una vez, en el trimestre en que se presentó y bajo lo primero que le pasó."),
    N_("Tarde: su primera noche fue después del plazo de su urgencia, o de la fecha que pidió si era más tarde."),
    N_("Lejos: la casa está a más de 300 km de donde salió."),
    N_("Sin algo que prefería: la casa y la habitación no ofrecen todo lo que marcó como preferido."),
    N_("Espera: todavía no tiene lugar, y la última noche en que le sirve no ha pasado."),
    N_("Nadie la recibió: esa noche pasó y seguía sin lugar."),
    N_("Canalizada: su comité la dirigió a otra organización."),
    N_("Retirada: su comité la retiró, no llegó, o nunca dio su consentimiento."),
    N_("Urgentes son las que necesitan lugar en menos de 72 horas."),
    N_("De varias necesidades indispensables se cuenta una: primero sin escalones, luego idioma, hijos, hombres."),
    N_("La regla es la que cerró más casas a esa solicitud la última vez que se le buscó lugar."),
)
NO_RULE_NOTED: Final = N_("Ninguna: había lugar, o no se le buscó")

BEDS_BY: Final[Mapping[Grouped, str]] = {
    Grouped.KIND: N_("Tipo de casa"),
    Grouped.ZONE: N_("Zona"),
    Grouped.SHARING: N_("Tipo de habitación"),
    Grouped.ATTRIBUTE: N_("Lo que ofrecen"),
}
USES: Final[Mapping[Use, str]] = {
    Use.USED: N_("Con huéspedes"),
    Use.RESTING: N_("En descanso"),
    Use.CLOSED: N_("Cerradas"),
    Use.KEPT: N_("Guardadas"),
    Use.FREE: N_("Libres"),
}
USE_MEANINGS: Final = (
    N_("Se cuentan las noches de cada cama que hoy está en uso, sin los lugares extra."),
    N_("Con huéspedes: en una estancia, o en una estancia colectiva."),
    N_("En descanso: entre dos estancias, o porque la casa descansaba."),
    N_("Cerradas: por una reparación o por otro motivo."),
    N_("Guardadas: libres, en una habitación que se guarda para lo más urgente."),
    N_("Huecos cortos: una o dos noches libres entre dos usos de la misma cama; son parte de las libres o guardadas."),
    N_("Antes: con huéspedes en los meses anteriores, tantos como los elegidos."),
    N_("Cada fila cuenta al menos cinco casas; las que son menos están juntas."),
    N_("Por lo que ofrecen: una cama está en todas las filas que le tocan. Falta la que dejaría menos de cinco casas."),
)

CHECK_STATES: Final[Mapping[CheckState, str]] = {
    CheckState.GOOD: N_("A tiempo y sin pendientes"),
    CheckState.OPEN: N_("Con algo pendiente"),
    CheckState.DUE: N_("Revisión vencida"),
    CheckState.NEVER: N_("Nunca revisada"),
}
CHECK_MEANINGS: Final = (
    N_("Cada casa se revisa dos veces al año con la misma lista; lo que no está queda con fecha hasta que esté."),
    N_("Se cuentan las casas de hoy, como estaban el último día de cada trimestre."),
    N_("Con algo pendiente: su última revisión está a tiempo, y algo que halló todavía no estaba."),
    N_("Revisión vencida: pasó más de medio año desde la última."),
    N_("Lo pendiente se cuenta por casas, y una casa puede estar en varias filas. De menos de cinco no se dice."),
)

WHO: Final[Mapping[Voice, str]] = {
    Voice.DEFENDER: N_("Ella"),
    Voice.COMMITTEE: N_("Comité"),
    Voice.HOST: N_("Casa"),
}
EVENTS: Final[Mapping[str, str]] = {
    "not_answered": N_("La casa no respondió a tiempo"),
    "not_arrived": N_("No llegó"),
    "moved": N_("Pasó a otra casa"),
    "exposed": N_("Casas expuestas"),
}
FLOW_MEANINGS: Final = (
    N_("De la solicitud a la cama: horas desde que se presentó hasta que llegó, de las solicitudes de esos meses."),
    N_("Noches en la casa: cada cama cuenta por separado, en el mes en que terminó."),
    N_("La mitad tardó o se quedó lo que dice la mediana o menos; nueve de diez, lo que dice la otra columna o menos."),
    N_("La mediana se dice de diez o más, y lo otro de cincuenta; de un tipo de casa, si son cinco o más."),
    N_("Lo que se declina se cuenta en el mes en que se respondió, por motivo y por quién lo dijo."),
    N_("Un trimestre se parte en meses solo si cada mes cuenta cinco o más, o ninguno; lo demás es n/d u “Otras”."),
)

# How many houses a zone has, in the words of the map's five shades.
BANDS: Final = (
    N_("Ninguna"),
    N_("Menos de 5, o contada entre otras"),
    N_("De 5 a 9"),
    N_("De 10 a 19"),
    N_("20 o más"),
)
COMING_WAYS: Final[Mapping[str, str]] = {
    "last": N_("Como el último mes"),
    "year_ago": N_("Como el mismo mes del año anterior"),
    "smoothed": N_("Modelo con nivel y temporadas"),
}
COMING_MEANINGS: Final = (
    N_("Se cuentan todas las solicitudes de meses completos, en decenas; lo que se espera, de cinco en cinco."),
    N_("Se calcula una vez, al empezar cada mes, y no cambia hasta el siguiente."),
    N_("El error es la diferencia promedio, en solicitudes por mes, en los meses apartados: los últimos doce."),
    N_("El intervalo debe contener lo que venga ocho de cada diez veces; se dice cuántas lo hizo en esos meses."),
    N_("Por zona y por necesidad: lo que se espera de todas, repartido como en los últimos doce meses."),
    N_("El modelo es un suavizado exponencial; con menos de dos años de solicitudes no puede saber de temporadas."),
    N_("Noches: parte de las de todas las camas, de cinco en cinco por ciento, con lo que hoy está en el registro."),
    N_("Camas que se desocupan: las de estancias que terminan esa semana, si nada cambia."),
)

ATTACK_KINDS: Final[Mapping[AttackKind, str]] = {
    AttackKind.THREAT: N_("Amenaza"),
    AttackKind.HARASSMENT: N_("Hostigamiento"),
    AttackKind.SMEAR: N_("Desprestigio"),
    AttackKind.SURVEILLANCE: N_("Vigilancia"),
    AttackKind.CRIMINALISATION: N_("Criminalización"),
    AttackKind.PHYSICAL: N_("Agresión física"),
    AttackKind.SEXUAL: N_("Agresión sexual"),
    AttackKind.DISPLACEMENT: N_("Desplazamiento forzado"),
    AttackKind.KILLING: N_("Asesinato"),
    AttackKind.OTHER: N_("Otra agresión"),
}
ATTACK_SHADES: Final = (
    N_("Ninguna"),
    N_("Menos de 5, o contada entre otras"),
    N_("De 5 a 19"),
    N_("De 20 a 99"),
    N_("100 o más"),
)
ATTACK_MEANINGS: Final = (
    N_("Agresiones: las que contó la fuente; aquí no se sabe de ningún caso."),
    N_("Doce meses: los últimos de los que hay conteos, de todas las fuentes juntas."),
    N_("Correlación: de -1 a 1, entre las agresiones de un mes y las solicitudes de otro, en decenas."),
    N_("Un mes sin líneas dentro de lo que una fuente cuenta es un mes sin agresiones."),
    N_("Se dice si hay al menos ocho meses de ambas; el mes que corre y el primero de las solicitudes no cuentan."),
)
