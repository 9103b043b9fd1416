"""What there is news of, for whom, and in which words."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from shelters.errors import N_


class NewsKind(StrEnum):
    """Everything that somebody is told."""

    ARRIVAL_OVERDUE = "arrival_overdue"
    ANSWER_DUE = "answer_due"
    STILL_NO_ANSWER = "still_no_answer"
    HOLD_EXPIRED = "hold_expired"
    PLACE_OPENED = "place_opened"
    MOVE_ASKED = "move_asked"
    ROOM_ASKED = "room_asked"
    ROOM_ENDED = "room_ended"
    EMERGENCY_PLACED = "emergency_placed"
    PICTURE_CHANGED = "picture_changed"
    PLACE_ACCEPTED = "place_accepted"
    PLACE_DECLINED = "place_declined"
    HOLD_RELEASED = "hold_released"
    NEXT_OPTION = "next_option"
    NEXT_HELD = "next_held"
    NOTHING_FITS = "nothing_fits"
    CHECK_FIRST = "check_first"
    CORRECTION_ASKED = "correction_asked"
    REVIEW_ASKED = "review_asked"
    LONGER_ASKED = "longer_asked"
    LONGER_GRANTED = "longer_granted"
    LONGER_REFUSED = "longer_refused"
    ROOM_CHANGED = "room_changed"
    STAY_MOVES = "stay_moves"
    MOVE_FELL_THROUGH = "move_fell_through"
    APART_TOGETHER = "apart_together"
    APART_ACROSS = "apart_across"
    STAY_ARRIVED = "stay_arrived"
    STAY_MISSED = "stay_missed"
    STAY_CANCELLED = "stay_cancelled"
    STAY_CANCELLED_BY_HOUSE = "stay_cancelled_by_house"
    MOVE_MISSED = "move_missed"
    MOVE_CANCELLED_BY_HOUSE = "move_cancelled_by_house"
    ACCOUNT_FROZEN = "account_frozen"
    ACCOUNT_FROZEN_ALONE = "account_frozen_alone"
    OPENED_TOO_MUCH = "opened_too_much"
    COLLECTIVE_OFFERED = "collective_offered"
    COLLECTIVE_GOES = "collective_goes"
    COLLECTIVE_CALLED_OFF = "collective_called_off"
    HOUSE_EXPOSED = "house_exposed"
    PLACE_REVOKED = "place_revoked"
    MOVE_WITHOUT_PLACE = "move_without_place"
    CHECK_DUE = "check_due"


@dataclass(frozen=True)
class Words:
    """How a piece of news reads, what to do first, and what it leads to; an alert stands above everything."""

    title: str
    advice: str
    leads_to: str
    alert: bool = False


WORDS: Final[dict[NewsKind, Words]] = {
    NewsKind.ARRIVAL_OVERDUE: Words(
        N_("Una llegada sin confirmar"),
        N_("Primero confirma que está a salvo; después, la casa anota si llegó."),
        "stays",
        alert=True,
    ),
    NewsKind.ANSWER_DUE: Words(
        N_("Falta tu respuesta"), N_("Responde antes de que venza el apartado, aunque sea que no pueden."), "proposals"
    ),
    NewsKind.STILL_NO_ANSWER: Words(
        N_("La casa todavía no responde"), N_("Ya pasó la mitad del plazo. Puedes buscarla por su canal."), "requests"
    ),
    NewsKind.HOLD_EXPIRED: Words(
        N_("El apartado venció sin respuesta"), N_("Mira las opciones: ya están al día."), "requests"
    ),
    NewsKind.PLACE_OPENED: Words(
        N_("Se abrió un lugar que cumple"), N_("No está apartado: quien elige primero lo tiene."), "requests"
    ),
    NewsKind.MOVE_ASKED: Words(
        N_("Piden un cambio de lugar"), N_("Pregúntale antes de responder: sin su sí no cambia nada."), "moves"
    ),
    NewsKind.ROOM_ASKED: Words(
        N_("Piden que recibas a otro grupo"),
        N_("Es para que quepa un caso urgente. Sin tu sí no cambia nada."),
        "moves",
    ),
    NewsKind.ROOM_ENDED: Words(
        N_("Terminó el intento de hacer lugar"), N_("Mira en la solicitud qué resultó."), "requests"
    ),
    NewsKind.EMERGENCY_PLACED: Words(
        N_("Llega un grupo en una emergencia"),
        N_("Dijiste que sí de antemano. Entrega la hoja de llegada en cuanto puedas."),
        "stays",
        alert=True,
    ),
    # Beds are offered by a picture that somebody of the house has just called wrong.
    NewsKind.PICTURE_CHANGED: Words(
        N_("Algo cambió en una casa"),
        N_("Lo dijeron por un enlace. Pregunta qué cambió y corrige sus noches o sus camas."),
        "houses",
        alert=True,
    ),
    NewsKind.PLACE_ACCEPTED: Words(
        N_("La casa aceptó"), N_("Abre la hoja de llegada cuando la necesites."), "requests"
    ),
    NewsKind.PLACE_DECLINED: Words(
        N_("La casa no puede"), N_("No pierde su lugar en la fila. Mira las opciones."), "requests"
    ),
    NewsKind.HOLD_RELEASED: Words(N_("Ya no piden ese cupo"), N_("Sus camas quedaron libres."), ""),
    NewsKind.NEXT_OPTION: Words(
        N_("No resultó, y hay otra opción"), N_("No pierde su lugar en la fila. Mira las opciones."), "requests"
    ),
    NewsKind.NEXT_HELD: Words(
        N_("No resultó, y apartamos la siguiente"), N_("Como lo dijiste al elegir. Puedes soltarla."), "requests"
    ),
    NewsKind.NOTHING_FITS: Words(
        N_("No resultó, y ninguna casa cumple todavía"), N_("No pierde su lugar en la fila. Mira por qué."), "requests"
    ),
    NewsKind.CHECK_FIRST: Words(
        N_("No se pudo contactar"),
        N_("Primero confirma que está a salvo; después sigue buscando."),
        "requests",
        alert=True,
    ),
    NewsKind.CORRECTION_ASKED: Words(
        N_("Alguien no encontró algo en tu casa"), N_("Responde abajo si sigue siendo así."), ""
    ),
    NewsKind.REVIEW_ASKED: Words(
        N_("Una casa no puede cuidar este riesgo"), N_("Revísalo con su comité y con la casa."), ""
    ),
    NewsKind.LONGER_ASKED: Words(
        N_("Piden que se quede más días"), N_("Di si puede: sus camas siguen libres."), "stays"
    ),
    NewsKind.LONGER_GRANTED: Words(N_("Puede quedarse más días"), N_("La casa dijo que sí."), "stays"),
    NewsKind.LONGER_REFUSED: Words(
        N_("No puede quedarse más días"), N_("Busca otro lugar para después, con tiempo."), "stays"
    ),
    NewsKind.ROOM_CHANGED: Words(
        N_("Pasó a otra habitación"), N_("Sigue en la misma casa. La hoja de llegada no cambia."), "stays"
    ),
    NewsKind.STAY_MOVES: Words(
        N_("Un grupo pasa a otra casa"), N_("Mira desde qué noche quedan libres sus camas."), "stays"
    ),
    NewsKind.MOVE_FELL_THROUGH: Words(
        N_("No resultó pasar a otra casa"),
        N_("Sigue donde está. Mira hasta qué noche tiene cama y, si hace falta, pide más días."),
        "stays",
        alert=True,
    ),
    NewsKind.APART_TOGETHER: Words(
        N_("No puede seguir en esa casa"),
        N_("Ahí tiene lugar alguien con quien no puede estar. Pide otro lugar para una de las dos."),
        "stays",
        alert=True,
    ),
    NewsKind.APART_ACROSS: Words(
        N_("Dos grupos que no pueden estar juntos comparten casa"),
        N_("Son de redes distintas y ninguna sabe de la otra. Habla con cada comité y busca otro lugar para uno."),
        "",
        alert=True,
    ),
    NewsKind.STAY_ARRIVED: Words(N_("Llegó a la casa"), N_("La casa anotó su ingreso."), "requests"),
    NewsKind.STAY_MISSED: Words(
        N_("No llegó a la casa"),
        N_("Primero confirma que está a salvo. La solicitud volvió a su lugar en la fila."),
        "requests",
        alert=True,
    ),
    NewsKind.STAY_CANCELLED: Words(N_("Ya no va a llegar"), N_("El comité canceló. Sus camas quedaron libres."), ""),
    NewsKind.STAY_CANCELLED_BY_HOUSE: Words(
        N_("La casa canceló la estancia"),
        N_("Si ya iba en camino, avísale primero. La solicitud volvió a su lugar en la fila."),
        "requests",
        alert=True,
    ),
    # She still has her place in the house in which she lives.
    NewsKind.MOVE_MISSED: Words(
        N_("No llegó a la otra casa"),
        N_("Primero confirma que está a salvo. Su lugar en la casa donde vive sigue siendo suyo."),
        "requests",
        alert=True,
    ),
    NewsKind.MOVE_CANCELLED_BY_HOUSE: Words(
        N_("La otra casa canceló su lugar"),
        N_("Si ya iba en camino, avísale primero. Su lugar en la casa donde vive sigue siendo suyo."),
        "requests",
        alert=True,
    ),
    NewsKind.ACCOUNT_FROZEN: Words(
        N_("Una compañera cerró su cuenta"),
        N_("Búscala por otro canal antes que nada. Cuando esté a salvo, dos personas de la red vuelven a abrirla."),
        "colleagues",
        alert=True,
    ),
    NewsKind.ACCOUNT_FROZEN_ALONE: Words(
        N_("Alguien cerró su cuenta y en su red faltan personas para abrirla"),
        N_("Busca a su red por otro canal antes que nada: hacen falta dos personas que respondan por ella."),
        "",
        alert=True,
    ),
    NewsKind.OPENED_TOO_MUCH: Words(
        N_("Alguien quiso abrir demasiado en una hora"),
        N_("Mira en el registro quién fue y habla con ella por otro canal. Si no fue ella, ciérrale la entrada."),
        "",
        alert=True,
    ),
    NewsKind.COLLECTIVE_OFFERED: Words(
        N_("Ofrecen lugares en una estancia colectiva"),
        N_("Mira para quién es y hasta cuándo se decide."),
        "collectives",
    ),
    NewsKind.COLLECTIVE_GOES: Words(
        N_("La estancia colectiva se hace"),
        N_("Hay suficientes confirmadas. Lo que no se confirmó venció."),
        "collectives",
    ),
    NewsKind.COLLECTIVE_CALLED_OFF: Words(
        N_("La estancia colectiva se canceló"), N_("Avisa a quienes iban. Sus camas quedaron libres."), "collectives"
    ),
    NewsKind.HOUSE_EXPOSED: Words(
        N_("Una casa está expuesta"),
        N_("Primero confirma que están a salvo. Mira qué lugar se encontró para cada grupo."),
        "evacuations",
        alert=True,
    ),
    NewsKind.PLACE_REVOKED: Words(
        N_("La casa dejó de recibir"), N_("No pierde su lugar en la fila. Mira las opciones."), "requests", alert=True
    ),
    NewsKind.MOVE_WITHOUT_PLACE: Words(
        N_("No hay otra casa para este grupo"),
        N_("Está en una casa expuesta o iba a llegar a ella. Habla con las redes aliadas y pide buscar otra vez."),
        "stays",
        alert=True,
    ),
    NewsKind.CHECK_DUE: Words(
        N_("Toca revisar las condiciones de tu casa"),
        N_("Toma media hora. Lo que falte queda anotado con fecha."),
        "houses",
    ),
}

# Settled when the committee has chosen a place.
ASKING_FOR_A_CHOICE: Final = (
    NewsKind.HOLD_EXPIRED,
    NewsKind.PLACE_DECLINED,
    NewsKind.NEXT_OPTION,
    NewsKind.NOTHING_FITS,
    NewsKind.PLACE_REVOKED,
    NewsKind.STAY_CANCELLED_BY_HOUSE,
    NewsKind.PLACE_OPENED,
)

# It stays until what it asks for is done: nobody alone takes it from the others' sight.
UNTIL_DONE: Final = frozenset({NewsKind.ACCOUNT_FROZEN, NewsKind.ACCOUNT_FROZEN_ALONE})
