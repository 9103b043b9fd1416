"""A real inventory from two spreadsheets: all of it or nothing, and the same files twice change nothing."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from shelters.access.actor import Actor, Role
from shelters.access.policy import Permission, require_for
from shelters.accounts.models import Network
from shelters.audit.actions import Action
from shelters.audit.commands import record
from shelters.capacity.addresses import may_write_address, write_address, written_parts
from shelters.capacity.cells import HOUSES, ROOMS
from shelters.capacity.contents import draft_of, room_draft_of
from shelters.capacity.entries import Entry, house_entries, room_entries
from shelters.capacity.houses import add_house, change_house
from shelters.capacity.models import House, HouseAddress, HouseDraft, Room, RoomDraft
from shelters.capacity.rooms import add_room, change_room, same_room
from shelters.capacity.rows import beds_in
from shelters.capacity.sheets import BadRow, ImportRefusedError, Sheet, write_sheet
from shelters.circles.admission import invite
from shelters.errors import N_, ConflictError, InvalidInputError, NotFoundError
from shelters.sealing.keyring import Keyring

__all__ = ["BadRow", "ImportRefusedError", "ImportReport", "import_inventory", "template_csv"]


@dataclass(frozen=True)
class ImportReport:
    """How many houses and rooms an import added, changed, and found as they were.

    `invitations` are the codes, by house, that hand the key of an address to its first host; they are kept nowhere.
    """

    added: int
    changed: int
    unchanged: int
    invitations: dict[str, str] = field(default_factory=dict, compare=False)


@dataclass(frozen=True)
class _InNetwork:
    """Stands for whatever is to be added to a network."""

    network_id: UUID


async def import_inventory(
    session: AsyncSession, actor: Actor, keyring: Keyring, network_id: UUID, houses_csv: bytes, rooms_csv: bytes
) -> ImportReport:
    """Add and change the houses and rooms of a network as two files say.

    A house is known by its code name, a room by its name in the house, a bed by its label in the room. What the files
    do not name stays as it is, an empty cell keeps what is stored, and a bed that a room's line leaves out goes. An
    address is sealed where there is none; one that is written already is its host's, and is left as it is.

    Raises
    ------
    ImportRefusedError
        With every row that cannot be taken; nothing is changed then.

    """
    require_for(actor, Permission.HOUSE_ADD, _InNetwork(network_id))
    if await session.get(Network, network_id) is None:
        raise NotFoundError
    bad: list[BadRow] = []
    houses, rooms = house_entries(houses_csv, bad), room_entries(rooms_csv, bad)
    known = {house.code_name: house for house in await _houses(session, network_id)}
    _check_houses(rooms, {*known, *(entry.house for entry in houses)}, bad)
    if bad:
        raise ImportRefusedError(bad)
    writing = _Writing(session, actor, keyring, network_id, known)
    counts = await writing.write(houses, rooms)
    report = ImportReport(counts["added"], counts["changed"], counts["unchanged"], writing.invitations)
    if report.added or report.changed:
        record(session, actor, Action.INVENTORY_IMPORTED, network_id, added=report.added, changed=report.changed)
    return report


def _check_houses(rooms: list[Entry[RoomDraft]], names: set[str], bad: list[BadRow]) -> None:
    for entry in rooms:
        if entry.house not in names and not any(row.file == HOUSES.file for row in bad):
            problem = N_("Esta casa no está en el otro archivo ni en la red.")
            bad.append(ROOMS.bad(entry.line, "house", problem, N_("Escribe su nombre en clave igual que allá.")))


async def _houses(session: AsyncSession, network_id: UUID) -> list[House]:
    return list((await session.scalars(select(House).where(col(House.network_id) == network_id))).all())


@dataclass
class _Writing:
    """One import under way; what cannot be written is collected, and then all is taken back."""

    session: AsyncSession
    actor: Actor
    keyring: Keyring
    network_id: UUID
    known: dict[str, House]
    invitations: dict[str, str] = field(default_factory=dict)

    async def write(self, houses: list[Entry[HouseDraft]], rooms: list[Entry[RoomDraft]]) -> Counter[str]:
        """Write everything, or raise with every line that was refused."""
        counts: Counter[str] = Counter()
        bad: list[BadRow] = []
        async with self.session.begin_nested():
            for house in houses:
                try:
                    counts[await self._house(house)] += 1
                except InvalidInputError as error:
                    bad.append(
                        HOUSES.bad(house.line, error.field, N_("Esta línea no se puede guardar."), error.message)
                    )
            for room in rooms:
                try:
                    counts[await self._room(room)] += 1
                except (ConflictError, InvalidInputError) as error:
                    bad.append(_refusal(ROOMS, room.line, error))
            if bad:
                raise ImportRefusedError(bad)
        return counts

    async def _house(self, entry: Entry[HouseDraft]) -> str:
        house = self.known.get(entry.house)
        if house is None:
            draft = entry.draft.model_copy(update={"address": HouseAddress()})
            house = await add_house(self.session, self.actor, self.keyring, self.network_id, draft)
            self.known[entry.house] = house
            await self._address(house, entry.draft.address)
            return "added"
        before = house.version
        draft = entry.over(draft_of(self.keyring, house)).model_copy(update={"address": HouseAddress()})
        await change_house(self.session, self.actor, self.keyring, house.id, draft, before)
        written = await self._address(house, entry.draft.address)
        return "unchanged" if house.version == before and not written else "changed"

    async def _address(self, house: House, address: HouseAddress) -> bool:
        """Seal what is not written yet; where nobody could open it, the house's first host is invited at once."""
        already = {part.value: "" for part in await written_parts(self.session, house)}
        new = address.model_copy(update=already)
        if new == HouseAddress():
            return False
        if not await may_write_address(self.session, house):
            houses = frozenset({house.id})
            code = await invite(self.session, self.actor, self.network_id, Role.HOST, houses)
            self.invitations[house.code_name] = code
        return await write_address(self.session, self.keyring, house, new)

    async def _room(self, entry: Entry[RoomDraft]) -> str:
        house = self.known[entry.house]
        room: Room | None = await self.session.scalar(
            select(Room).where(col(Room.house_id) == house.id, col(Room.name) == entry.draft.name, col(Room.in_use))
        )
        if room is None:
            await add_room(self.session, self.actor, self.keyring, house.id, entry.draft)
            return "added"
        stored = room_draft_of(self.keyring, house, room, await beds_in(self.session, room.id))
        draft = entry.over(stored)
        await change_room(self.session, self.actor, self.keyring, room.id, draft)
        return "unchanged" if same_room(stored, draft) else "changed"


def _refusal(sheet: Sheet, line: int, error: ConflictError | InvalidInputError) -> BadRow:
    return sheet.bad(line, "beds", N_("Esta línea no se puede guardar."), error.message, **error.values)


def template_csv() -> dict[str, bytes]:
    """Write both templates by file name, with one plainly invented line each as an example."""
    house = {
        "code_name": "Casa *Ejemplo*",
        "kind": "casa segura",
        "municipality": "Tlaxiaco, Oaxaca, México",
        "setting": "pueblo",
        "open_to": "toda la región",
        "safety": "normal",
        "max_nights": "60",
        "rest_nights": "2",
        "load_nights": "60",
        "load_rest": "7",
        "confirm_days": "7",
        "offers": "escuela cerca; espacio para jugar",
        "languages": "zapoteco",
        "children": "sí",
        "sons_up_to": "14",
        "men": "no",
        "trans_women": "sí",
        "pets": "no",
    }
    room = {"house": "Casa *Ejemplo*", "name": "Habitación 1", "sharing": "un solo grupo", "offers": "baño privado"}
    beds = {"beds": "Cama 1: matrimonial; Cama 2: litera; Cama 3: cuna"}
    return {HOUSES.file: write_sheet(HOUSES, [house]), ROOMS.file: write_sheet(ROOMS, [room | beds])}
