"""What the record says, as people read it."""

from __future__ import annotations

from typing import Final

from shelters.audit.actions import Action
from shelters.errors import N_

ACTIONS: Final[dict[Action, str]] = {
    Action.SIGNED_IN: N_("Entró"),
    Action.SIGN_IN_REFUSED: N_("No pudo entrar"),
    Action.SIGNED_OUT: N_("Cerró sesión"),
    Action.EPOCH_ROTATED: N_("Cambió la época de las llaves"),
    Action.NETWORK_ADDED: N_("Agregó una red"),
    Action.PERSON_INVITED: N_("Invitó a una persona"),
    Action.PERSON_JOINED: N_("Se unió con una invitación"),
    Action.KEY_LOCKED: N_("Cambió su frase de paso"),
    Action.KEY_VOUCHED: N_("Respondió por quien perdió su llave"),
    Action.KEY_HANDED_OVER: N_("Entregó la llave de un círculo"),
    Action.KEY_TAKEN: N_("Quitó las llaves a quien se va"),
    Action.ACTION_REFUSED: N_("Intentó algo que no le toca"),
    Action.HOUSE_ADDED: N_("Agregó una casa"),
    Action.HOUSE_CHANGED: N_("Cambió una casa"),
    Action.HOUSE_CONFIRMED: N_("Confirmó lo libre de una casa"),
    Action.HOUSE_EXPOSED: N_("Avisó que una casa está expuesta"),
    Action.ADDRESS_OPENED: N_("Abrió una dirección"),
    Action.ROOM_ADDED: N_("Agregó una habitación"),
    Action.ROOM_CHANGED: N_("Cambió una habitación"),
    Action.NIGHTS_CLOSED: N_("Cerró noches"),
    Action.NIGHTS_OPENED: N_("Abrió noches"),
    Action.INVENTORY_IMPORTED: N_("Cargó un inventario"),
    Action.REQUEST_FILED: N_("Presentó una solicitud"),
    Action.REQUEST_CHANGED: N_("Cambió una solicitud"),
    Action.REQUEST_WITHDRAWN: N_("Retiró una solicitud"),
    Action.REQUEST_REFERRED: N_("Canalizó una solicitud"),
    Action.REQUEST_WAITING: N_("Pasó una solicitud a la lista de espera"),
    Action.REQUEST_OPENED: N_("Avisó que se abrió un lugar"),
    Action.NOTE_WRITTEN: N_("Escribió una nota de un caso"),
    Action.NOTES_OPENED: N_("Abrió los nombres y notas de un caso"),
    Action.OPTIONS_SEEN: N_("Vio opciones"),
    Action.BEDS_HELD: N_("Apartó camas"),
    Action.HOLD_EXPIRED: N_("Venció un apartado"),
    Action.HOLD_RELEASED: N_("Soltó un apartado"),
    Action.PROPOSAL_ACCEPTED: N_("Aceptó una propuesta"),
    Action.PROPOSAL_DECLINED: N_("Declinó una propuesta"),
    Action.SHEET_HANDED_OVER: N_("Entregó una hoja de llegada"),
    Action.SHEET_OPENED: N_("Abrió una hoja de llegada"),
    Action.STAY_TRAVELLING: N_("Anotó que van en camino"),
    Action.STAY_ARRIVED: N_("Anotó un ingreso"),
    Action.STAY_MISSED: N_("Anotó que no llegaron"),
    Action.STAY_DEPARTED: N_("Anotó un egreso"),
    Action.STAY_EXTENDED: N_("Prorrogó una estancia"),
    Action.STAY_CANCELLED: N_("Canceló una estancia"),
    Action.RUN_ASKED: N_("Pidió calcular propuestas para todas"),
    Action.RUN_FAILED: N_("Un cálculo no terminó"),
    Action.RUN_MADE: N_("Calculó propuestas para todas"),
    Action.RUN_APPLIED: N_("Aplicó un cálculo"),
}
