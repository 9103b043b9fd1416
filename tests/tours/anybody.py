"""The tasks of anybody: coming in, her account, and getting away."""

from __future__ import annotations

from shelters.access.actor import OPERATOR, Role
from shelters.accounts.totp import code_at, step_of
from shelters.circles.admission import invite
from shelters.clock import now
from tests.scene import Scene
from tests.tours.task import Tasks, Who
from tests.tours.traveller import Traveller
from tests.world import PASSPHRASE, open_session, seed_of_letters

TASKS, DOOR = Tasks(Who.ANYBODY), Tasks(Who.AT_THE_DOOR)
NEW = "otras seis palabras que nadie sabe"


async def _set_up_codes(her: Traveller) -> None:
    letters = await her.text_of("p.letters")
    await her.type("Código", code_at(seed_of_letters(letters), step_of(now())))
    await her.press("Continuar")
    await her.reads("Tus códigos de papel")
    await her.press("Ya los copié")


@DOOR("Signs in for the first time, with an app of codes and codes on paper")
async def sign_in(her: Traveller) -> None:
    """Show name and passphrase, and set the second factor up."""
    await her.type("Nombre", "ana")
    await her.type("Frase de paso", PASSPHRASE)
    await her.press("Entrar")
    await _set_up_codes(her)
    await her.reads("Nueva solicitud")


async def invited(scene: Scene) -> str:
    """Invite somebody into Mexico's committee, and give the code."""
    async with scene.acting(OPERATOR) as (session, actor):
        return await invite(session, actor, scene.world.mx.id, Role.COMMITTEE, frozenset())


@DOOR("Comes in by an invitation", invited)
async def join(her: Traveller) -> None:
    """Choose a name and a passphrase."""
    await her.open("/join")
    await her.type("Código de invitación", her.known)
    await her.type("Nombre", "flora")
    await her.type("Frase de paso", PASSPHRASE)
    await her.press("Entrar")
    await _set_up_codes(her)
    await her.reads("Nueva solicitud")


@TASKS("Changes her passphrase")
async def change_her_passphrase(her: Traveller) -> None:
    """Type the one of now, and another."""
    await _to_her_sessions(her)
    await her.press("Cambiar tu frase de paso")
    await her.type("Tu frase de paso", PASSPHRASE)
    await her.type("Frase nueva", NEW)
    await her.press("Cambiar la frase")
    await her.reads("Tus sesiones")


@TASKS("Sets a passphrase for danger")
async def set_a_phrase_for_danger(her: Traveller) -> None:
    """Type her own, and the other."""
    await _to_her_sessions(her)
    await her.press("Una frase para el peligro")
    await her.type("Tu frase de paso", PASSPHRASE)
    await her.type("Frase para el peligro", NEW)
    await her.press("Guardar la frase")
    await her.reads("Tus sesiones")


async def another_session(scene: Scene) -> None:
    """Let her be signed in somewhere else too."""
    await open_session(scene.engine, scene.world.committee)


@TASKS("Ends a session that is open elsewhere", another_session)
async def end_a_session(her: Traveller) -> None:
    """End it from the list."""
    await _to_her_sessions(her)
    await her.press("Cerrar")
    await her.reads_no_more("Otra")


async def _to_her_sessions(her: Traveller) -> None:
    await her.press("Ayuda", "footer")
    await her.press("Ver y cerrar tus sesiones")


@TASKS("Chooses the other language and the dark theme")
async def choose_language_and_theme(her: Traveller) -> None:
    """Choose both below the page."""
    await her.press("Tema oscuro", "footer")
    other, name = ("en", "English") if her.language == "es" else ("es", "Español")
    await her.press_as_written(name, "footer")
    her.language = other
    await her.reads("Nueva solicitud")


@TASKS("Leaves at once, and no page of hers opens any more", taps=1)
async def leave_at_once(her: Traveller) -> None:
    """Press the button that is on every page."""
    await her.press("Salir ya", "header")
    await her.reads_no_more("Nueva solicitud")
    await _nothing_of_hers_is_left(her)


@TASKS("Signs out")
async def sign_out(her: Traveller) -> None:
    """Press it below the page."""
    await her.press("Cerrar sesión", "footer")
    await her.open("/today")
    await her.reads("Frase de paso")


@TASKS("Shuts her account in an emergency", taps=1)
async def shut_her_account(her: Traveller) -> None:
    """Press it below the page."""
    await her.press("Emergencia: cerrar mi cuenta", "footer")
    await _nothing_of_hers_is_left(her)


async def _nothing_of_hers_is_left(her: Traveller) -> None:
    # Nor is the language that she chose on this device.
    her.language = "es"
    await her.open("/today")
    await her.reads("Frase de paso")
