"""What is crashed of what concerns several parties or houses: moves, evacuation, making room, emergencies, seats."""

from __future__ import annotations

from datetime import timedelta
from typing import cast
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shelters.access.actor import MATCHER, Actor
from shelters.accounts.models import Person
from shelters.capacity.safety import SafetyStep
from shelters.drafts import build
from shelters.placement.answers import accept_proposal
from shelters.placement.consent import withdraw_consent
from shelters.placement.emergencies import choose_without_waiting, open_emergency, say_yes_beforehand
from shelters.placement.evacuating import Found, find_places, hold_found
from shelters.placement.exposure import change_safety
from shelters.placement.jobs import Workshop
from shelters.placement.models import Evacuation
from shelters.placement.moves import answer_move
from shelters.placement.moving import ask_move, move_inside, moves_for, rooms_for
from shelters.placement.relocations import confirm_move
from shelters.stays.collectives import SeatDraft
from shelters.stays.commands import record_arrival
from shelters.stays.gathering import offer_collective
from shelters.stays.longer import answer_longer, ask_longer
from shelters.stays.models import Stay
from shelters.stays.seats import confirm_seat, take_seat
from tests.crash.commands import Command, committee, host
from tests.scene import Scene
from tests.shelters.placement.exposed import LIMITS, confirmed, exposed, looked, more_rooms, placed, refuge
from tests.shelters.placement.tight import make_tight
from tests.shelters.stays.gathered import collective_draft, gathered, take

_WOMAN = build(SeatDraft, {"age": "18-59", "gender": "woman", "language": "spa"})


async def _another_place(scene: Scene) -> tuple[UUID, str]:
    """Have a party inside, and another house that could take it."""
    stay = await placed(scene)
    await refuge(scene)
    async with scene.acting(scene.world.committee) as (session, actor):
        cards = (await moves_for(session, actor, scene.keyring, stay.id, 1)).cards
    return stay.id, next(card.token for card, here in cards if not here)


async def _ask_move(session: AsyncSession, actor: Actor, scene: Scene, asked: object) -> object:
    stay_id, token = cast("tuple[UUID, str]", asked)
    return await ask_move(session, actor, scene.keyring, stay_id, token, 6)


async def _move_asked(scene: Scene, *, arrived: bool) -> UUID:
    """Have a place elsewhere held for a party, as the committee confirmed it."""
    await placed(scene, arrived=arrived)
    await refuge(scene)
    (line,) = await looked(scene, await exposed(scene))
    return (await confirmed(scene, line.proposal)).id


async def _move_offered(scene: Scene) -> UUID:
    await placed(scene)
    await refuge(scene)
    (line,) = await looked(scene, await exposed(scene))
    assert line.proposal is not None
    return line.proposal.id


async def _expected_elsewhere(scene: Scene) -> UUID:
    move = await _move_asked(scene, arrived=True)
    async with scene.acting(scene.world.host) as (session, actor):
        return (await accept_proposal(session, actor, scene.keyring, move)).id


async def _two_rooms(scene: Scene) -> tuple[UUID, UUID]:
    await more_rooms(scene, "Dos")
    stay = await placed(scene)
    async with scene.acting(scene.world.host) as (session, actor):
        (other,) = await rooms_for(session, actor, scene.keyring, stay.id)
    return stay.id, other.id


async def _move_inside(session: AsyncSession, actor: Actor, scene: Scene, rooms: object) -> object:
    return await move_inside(session, actor, scene.keyring, *cast("tuple[UUID, UUID]", rooms))


async def _longer_asked(scene: Scene) -> Stay:
    stay = await placed(scene)
    async with scene.acting(scene.world.committee) as (session, actor):
        return await ask_longer(session, actor, stay.id, stay.until + timedelta(days=3))


async def _full_house(scene: Scene) -> UUID:
    """Have somebody inside, somebody expected, and a place held: all that an exposed house concerns."""
    await more_rooms(scene, "Dos", "Tres")
    await placed(scene)
    await placed(scene, arrived=False)
    await scene.choose(await scene.file(case={"consent": "network"}))
    return scene.ceiba.id


async def _expose(session: AsyncSession, actor: Actor, scene: Scene, _house: object) -> object:
    return await change_safety(session, actor, scene.ceiba.id, SafetyStep.EXPOSE)


async def _found(scene: Scene) -> tuple[Evacuation, Found]:
    """Have places found for one party inside and one that is expected."""
    await more_rooms(scene, "Dos")
    await placed(scene)
    await placed(scene, arrived=False)
    await refuge(scene)
    await refuge(scene, "Mezquite (inventada)")
    evacuation = await exposed(scene)
    found = await find_places(Workshop(scene.engine, scene.keyring, LIMITS), evacuation.id)
    assert len(found.places) == 2
    return evacuation, found


async def _hold_found(session: AsyncSession, _actor: Actor, scene: Scene, what: object) -> object:
    evacuation, found = cast("tuple[Evacuation, Found]", what)
    await hold_found(session, scene.keyring, evacuation.id, found)
    return evacuation


async def _last_question(scene: Scene) -> tuple[Person, UUID]:
    tight = await make_tight(scene)
    await tight.sought()
    *first, last = await tight.questions()
    for who, move in first:
        await tight.answer(who, move)
    return last


async def _last_yes(session: AsyncSession, actor: Actor, scene: Scene, question: object) -> object:
    _, move = cast("tuple[Person, UUID]", question)
    return await answer_move(session, actor, scene.keyring, move, yes=True)


async def _in_an_emergency(scene: Scene) -> tuple[UUID, str]:
    async with scene.acting(scene.world.host) as (session, actor):
        await say_yes_beforehand(session, actor, scene.ceiba.id, yes=True)
    async with scene.acting(scene.world.committee) as (session, actor):
        await open_emergency(session, actor, "attack", 12)
    request = await scene.file(case={"consent": "network"})
    return request.id, (await scene.options(request)).options[0].token


async def _without_waiting(session: AsyncSession, actor: Actor, scene: Scene, option: object) -> object:
    request_id, token = cast("tuple[UUID, str]", option)
    return await choose_without_waiting(session, actor, scene.keyring, request_id, token, 6)


async def _seat(scene: Scene) -> UUID:
    return (await take(scene, await gathered(scene))).id


MOVES: dict[str, Command] = {
    "ask for another place": Command(_another_place, committee, _ask_move),
    "confirm a move": Command(
        _move_offered, committee, lambda session, actor, _, move: confirm_move(session, actor, UUID(str(move)))
    ),
    "accept a move": Command(
        lambda scene: _move_asked(scene, arrived=False),
        host,
        lambda session, actor, scene, move: accept_proposal(session, actor, scene.keyring, UUID(str(move))),
    ),
    "arrive at the other": Command(
        _expected_elsewhere, host, lambda session, actor, _, stay: record_arrival(session, actor, UUID(str(stay)))
    ),
    "pass to another room": Command(_two_rooms, host, _move_inside),
    "answer for longer": Command(
        _longer_asked,
        host,
        lambda session, actor, _, stay: answer_longer(session, actor, cast("Stay", stay).id, yes=True),
    ),
    "expose": Command(_full_house, host, _expose),
    "evacuate": Command(_found, lambda _: MATCHER, _hold_found),
    "last yes to making room": Command(_last_question, host, _last_yes),
    "skip the answer": Command(_in_an_emergency, committee, _without_waiting),
    "withdraw consent": Command(
        placed,
        committee,
        lambda session, actor, scene, stay: withdraw_consent(
            session, actor, scene.keyring, cast("Stay", stay).request_id
        ),
    ),
    "offer a collective stay": Command(
        refuge,
        host,
        lambda session, actor, scene, _: offer_collective(session, actor, scene.ceiba.id, collective_draft(scene)),
    ),
    "take a seat": Command(
        gathered,
        committee,
        lambda session, actor, scene, of: take_seat(session, actor, scene.keyring, of.id, _WOMAN),  # type: ignore[attr-defined]
    ),
    "confirm a seat": Command(
        _seat, committee, lambda session, actor, _, seat: confirm_seat(session, actor, UUID(str(seat)))
    ),
}
