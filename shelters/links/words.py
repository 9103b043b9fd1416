"""What became of a link, as people read it."""

from __future__ import annotations

from typing import Final

from shelters.errors import N_
from shelters.links.models import LinkAnswer, LinkState

LINK_WORDS: Final[dict[LinkState | LinkAnswer, str]] = {
    LinkState.OPEN: N_("Espera respuesta"),
    LinkState.REVOKED: N_("Revocado"),
    LinkState.OVER: N_("Venció sin usarse"),
    LinkState.USED: N_("Se usó"),
    LinkAnswer.CONFIRMED: N_("Confirmó que sigue igual"),
    LinkAnswer.CHANGED: N_("Dijo que algo cambió"),
    LinkAnswer.ACCEPTED: N_("Aceptó"),
    LinkAnswer.DECLINED: N_("Dijo que ahora no pueden"),
}
