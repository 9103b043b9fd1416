"""Something of each kind that an address can name: of her own house, of another house, of another network."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from secrets import token_bytes
from types import SimpleNamespace
from typing import Any, Final
from uuid import UUID, uuid4

from sqlalchemy.ext.asyncio import AsyncSession

from shelters.access.actor import OPERATOR, Role
from shelters.accounts.models import Invitation, LiveSession, Passkey, Person
from shelters.capacity.models import House, Room
from shelters.capacity.nights import close_nights
from shelters.capacity.rooms import add_room
from shelters.capacity.words import ClosureReason
from shelters.clock import now, today
from shelters.links.commands import make_link
from shelters.news.kinds import NewsKind
from shelters.news.models import News
from shelters.placement.answers import accept_proposal
from shelters.placement.commands import hold_choice
from shelters.placement.emergencies import open_emergency
from shelters.placement.emergency_models import Emergency, EmergencyReason, Skip, SkippedStep
from shelters.placement.models import (
    Correction,
    Evacuation,
    EvacuationLine,
    Move,
    Proposal,
    Rearrangement,
    Run,
)
from shelters.placement.room_states import RoomState
from shelters.placement.tokens import Choice
from shelters.planning.models import Study
from shelters.requests.apart import Apart
from shelters.requests.notes import write_note
from shelters.requests.queries import request_seen
from shelters.requests.unfinished import Kept, begin
from shelters.sealing.locks import Typed
from shelters.stays.gathering import offer_collective
from shelters.stays.models import Stay
from tests.scene import Scene, house_draft, place, room_draft
from tests.security.lab import Lab
from tests.shelters.stays.gathered import collective_draft, take
from tests.world import PASSPHRASE, give_keys, person

NIGHTS: Final = 5
OWN: Final = "own"
OTHER_HOUSE: Final = "other house"


@dataclass
class Things:
    """What belongs to one house and to the committee that asks it, by kind; news by who reads it too."""

    of: dict[str, Any] = field(default_factory=dict)
    news: dict[Role, News] = field(default_factory=dict)

    def get(self, kind: str, role: Role | None) -> Any:
        """Give the thing of a kind; of news, what is for the role if there is any."""
        return self.news.get(role, self.of["news"]) if role and kind == "news" else self.of[kind]


@dataclass
class Household:
    """A house, who hosts it, and the committee that asks it."""

    house: House
    host: Person
    committee: Person
    rooms: list[Room] = field(default_factory=list)


async def households(scene: Scene) -> dict[str, Household]:
    """Give Ceiba, another house of its network with a host of its own, and the house of another network."""
    world = scene.world
    gloria, flor = person(world.mx, "gloria", Role.HOST), person(world.gt, "flor", Role.HOST)
    async with scene.acting(OPERATOR) as (session, _):
        session.add_all([gloria, flor])
        await session.flush()
        await give_keys(session, gloria, flor)
    sauce = house_draft(code_name="Sauce (inventada)", municipality_id=place("Tlaxiaco"))
    other, _ = await scene.add(world.mx.id, sauce, room_draft())
    await scene.let_host(other, gloria)
    await scene.let_host(scene.quetzal, flor)
    found = {
        OWN: Household(scene.ceiba, world.host, world.committee),
        OTHER_HOUSE: Household(other, gloria, world.committee),
        "other network": Household(scene.quetzal, flor, world.committee_gt),
    }
    async with scene.acting(OPERATOR) as (session, actor):
        for each in found.values():
            drafts = [room_draft(name, beds=8) for name in ("Dos", "Tres", "Cuatro", "Cinco")]
            each.rooms = [await add_room(session, actor, scene.keyring, each.house.id, draft) for draft in drafts]
    return found


async def all_things(lab: Lab, scene: Scene) -> dict[str, Things]:
    """Make something of each kind for each household; a network is in one emergency at a time."""
    emergencies: dict[UUID, Emergency] = {}
    made = {}
    for whose, home in (await households(scene)).items():
        network = home.committee.network_id
        if network not in emergencies:
            async with scene.acting(home.committee) as (session, actor):
                emergencies[network] = await open_emergency(session, actor, EmergencyReason.OTHER, 8)
        things = made[whose] = await _things_of(scene, home)
        things.of["emergency"] = emergencies[network]
        async with AsyncSession(lab.superuser, expire_on_commit=False) as session:
            await _written(session, home, things)
            await session.commit()
    return made


async def _things_of(scene: Scene, home: Household) -> Things:
    holding, staying, closing, gathering = home.rooms
    proposal = await _held(scene, home, holding)
    stay = await _accepted(scene, home, await _held(scene, home, staying))
    request = await scene.file(home.committee)
    async with scene.acting(home.host) as (session, actor):
        week = today() + timedelta(days=20)
        until = week + timedelta(days=7)
        closure = await close_nights(session, actor, closing.id, week, until, ClosureReason.REST)
        draft = collective_draft(scene, rooms=[gathering.id], networks=[home.committee.network_id])
        collective = await offer_collective(session, actor, home.house.id, draft)
    seat = await take(scene, collective, home.committee)
    made: dict[str, Any] = {"house": home.house, "room": closing, "proposal": proposal, "stay": stay, "seat": seat}
    made |= {"request": request, "closure": closure, "collective": collective}
    async with scene.acting(home.committee) as (session, actor):
        await write_note(session, actor, scene.keyring, request.id, {"kind": "note", "text": "Una nota"})
        made["unfinished"] = await begin(session, actor, scene.keyring, uuid4(), Kept({"nights": ["5"]}, "all"))
    async with scene.acting(home.host) as (session, actor):
        made["link"] = await make_link(session, actor, "a session of hers", home.house.id)
    colleague = made["person"] = await _colleague(scene, home)
    made["circle"] = SimpleNamespace(id=colleague.id, network_id=colleague.network_id, house_id=None)
    return Things(made)


async def _held(scene: Scene, home: Household, room: Room) -> Proposal:
    filed = await scene.file(home.committee)
    async with scene.acting(home.committee) as (session, actor):
        request = await request_seen(session, actor, filed.id)
        choice = Choice(room.id, home.house.id, today(), NIGHTS)
        return await hold_choice(session, actor, scene.keyring, request, choice, 6)


async def _accepted(scene: Scene, home: Household, proposal: Proposal) -> Stay:
    async with scene.acting(home.host) as (session, actor):
        return await accept_proposal(session, actor, scene.keyring, proposal.id, Typed(PASSPHRASE))


async def _colleague(scene: Scene, home: Household) -> Person:
    colleague = person(scene.world.mx, f"colega{uuid4().hex[:6]}", Role.COMMITTEE)
    colleague.network_id = home.committee.network_id
    async with scene.acting(OPERATOR) as (session, _):
        session.add(colleague)
    return colleague


async def _written(session: AsyncSession, home: Household, things: Things) -> None:
    """Write what the system alone makes, as it does."""
    things.of |= _of_the_house(home) | _of_the_network(things)
    study = Study(made_by=home.committee.id, made_at=now(), kind="keep", question={"rooms": 1, "zone": None})
    things.of |= {"run": Run(made_at=now(), levels=[]), "study": study} | _of_herself(home.committee)
    session.add_all(
        [
            things.of[kind]
            for kind in (
                *("correction", "evacuation", "apart", "skip", "invitation"),
                *("run", "study", "session", "passkey"),
            )
        ]
    )
    await session.flush()
    things.of["move"] = await _asked_to_move(session, home, things)
    session.add(_line(things.of["evacuation"], things.of["stay"]))
    request = things.of["request"]
    things.news = {
        Role.COMMITTEE: _news(Role.COMMITTEE, request.id, network_id=request.network_id),
        Role.HOST: _news(Role.HOST, request.id, house_id=home.house.id),
        Role.PLANNER: _news(Role.PLANNER, request.id),
        Role.STEWARD: _news(Role.STEWARD, request.id, network_id=request.network_id),
    }
    things.of["news"] = things.news[Role.COMMITTEE]
    session.add_all(things.news.values())


def _of_the_house(home: Household) -> dict[str, Any]:
    mine: dict[str, Any] = {"network_id": home.house.network_id, "house_id": home.house.id}
    correction = Correction(**mine, attribute="takes_pets", asked_at=now())
    return {
        "correction": correction,
        "evacuation": Evacuation(**mine, opened_at=now(), asked_at=now(), ended_at=now()),
    }


def _of_the_network(things: Things) -> dict[str, Any]:
    emergency, request = things.of["emergency"], things.of["request"]
    apart = Apart(
        network_id=request.network_id,
        request_id=request.id,
        other_id=things.of["proposal"].request_id,
        other_code=things.of["proposal"].code,
        said_at=now(),
    )
    skip = Skip(
        emergency_id=emergency.id,
        network_id=emergency.network_id,
        step=SkippedStep.HOST_ANSWER,
        reason=EmergencyReason.OTHER,
        request_id=request.id,
        code=request.code,
        skipped_at=now(),
    )
    invitation = Invitation(
        token_hash=token_bytes(32),
        network_id=request.network_id,
        role=Role.COMMITTEE.value,
        expires_at=now() + timedelta(hours=1),
    )
    return {"apart": apart, "skip": skip, "invitation": invitation}


def _of_herself(person: Person) -> dict[str, Any]:
    hers: dict[str, Any] = {"network_id": person.network_id, "person_id": person.id}
    key: dict[str, Any] = {"credential_id": token_bytes(16), "public_key": token_bytes(16), "sign_count": 0}
    return {
        "session": LiveSession(**hers, token_hash=token_bytes(32), opened_at=now(), seen_at=now()),
        "passkey": Passkey(**hers, **key, site="elsewhere", added_at=now()),
    }


async def _asked_to_move(session: AsyncSession, home: Household, things: Things) -> Move:
    request, until = things.of["request"], now() + timedelta(hours=6)
    asked = {"network_id": request.network_id, "request_id": request.id}
    room = Rearrangement(**asked, made_at=now(), state=RoomState.ASKING, until=until)
    session.add(room)
    await session.flush()
    move = Move(
        rearrangement_id=room.id,
        request_network_id=request.network_id,
        request_id=request.id,
        code=request.code,
        host_network_id=home.house.network_id,
        house_id=home.house.id,
        room_id=things.of["room"].id,
        first=today(),
        nights=NIGHTS,
        beds=3,
    )
    session.add(move)
    return move


def _line(evacuation: Evacuation, stay: Stay) -> EvacuationLine:
    return EvacuationLine(
        evacuation_id=evacuation.id,
        stay_id=stay.id,
        network_id=evacuation.network_id,
        house_id=evacuation.house_id,
        request_network_id=stay.request_network_id,
        request_id=stay.request_id,
        code=stay.code,
        urgency=1,
        resident=False,
    )


def _news(reader: Role, subject: UUID, **whose: Any) -> News:
    kind = NewsKind.PLACE_REVOKED
    return News(reader=reader, kind=kind, code="", subject_id=subject, told_at=now(), **whose)
