"""Two spreadsheets in: all or nothing, each bad row named, and the same files twice change nothing."""

from __future__ import annotations

import pytest
from sqlmodel import col, func, select

from shelters.access.actor import DOOR, Actor, Role
from shelters.accounts.commands import join
from shelters.audit.actions import Action
from shelters.audit.models import AuditRecord
from shelters.capacity.addresses import open_address
from shelters.capacity.models import House, HouseAddress, Room
from shelters.capacity.queries import beds_of, draft_of, profile_of, rooms_of
from shelters.capacity.sheets import BadRow
from shelters.capacity.spreadsheet import ImportRefusedError, ImportReport, import_inventory, template_csv
from shelters.capacity.words import OccupancyKind, Offer
from shelters.circles.admission import enter
from shelters.database.transaction import transaction
from shelters.errors import NotAllowedError, NotFoundError
from shelters.sealing.locks import Typed
from tests.shelters.capacity.conftest import Ground, in_days
from tests.world import PASSPHRASE, lock_of_all, password_hash

HOUSES = "nombre en clave,tipo,municipio,entorno"
CODES = "code_name\tkind\tmunicipality\tsetting"
ROOMS = "casa,habitación,camas"
GOOD = 'Casa Uno,casa segura,"Tlaxiaco, Oaxaca",pueblo'
ONE_ROOM = "Casa Uno,Habitación 1,2"


async def bring(ground: Ground, houses: str | bytes, rooms: str | bytes = ROOMS) -> ImportReport:
    """Import two files as the steward."""
    files = [each.encode() if isinstance(each, str) else each for each in (houses, rooms)]
    async with ground.as_(ground.steward) as session:
        return await import_inventory(session, ground.steward, ground.keyring, ground.network, *files)


async def refused(ground: Ground, houses: str | bytes, rooms: str | bytes = ROOMS) -> list[BadRow]:
    """Give the rows for which an import is refused."""
    with pytest.raises(ImportRefusedError) as refusal:
        await bring(ground, houses, rooms)
    return refusal.value.rows


async def house_named(ground: Ground, name: str) -> House:
    """Find a house of the network."""
    async with ground.as_(ground.steward) as session:
        house = await session.scalar(select(House).where(col(House.code_name) == name))
    assert house is not None
    return house


async def count(ground: Ground) -> tuple[int | None, int | None]:
    """Count houses and rooms of the network."""
    async with ground.as_(ground.steward) as session:
        return (
            await session.scalar(select(func.count()).select_from(House)),
            await session.scalar(select(func.count()).select_from(Room)),
        )


async def test_the_templates_can_be_imported_as_they_are_and_twice_changes_nothing(ground: Ground) -> None:
    files = template_csv()
    houses, rooms = files["houses.csv"], files["rooms.csv"]
    assert await bring(ground, houses, rooms) == ImportReport(added=2, changed=0, unchanged=0)
    house = await house_named(ground, "Casa *Ejemplo*")
    profile = profile_of(ground.keyring, house)
    assert (profile.rules.sons_up_to, profile.rules.men) == (14, False)
    assert profile.languages == {"zap"}
    assert profile.offers == {Offer.SCHOOL_NEAR, Offer.PLAY_SPACE}
    async with ground.as_(ground.steward) as session:
        assert [bed.kind for bed in await beds_of(session, house.id)] == ["double", "bunk", "cot"]
        before = await session.scalar(select(func.count()).select_from(AuditRecord))
    assert await bring(ground, houses, rooms) == ImportReport(added=0, changed=0, unchanged=2)
    async with ground.as_(ground.steward) as session:
        assert await session.scalar(select(func.count()).select_from(AuditRecord)) == before


@pytest.mark.parametrize(
    ("houses", "rooms"),
    [
        (f"{HOUSES}\n{GOOD}", f"{ROOMS}\n{ONE_ROOM}"),
        ("\ufeff" + f"{HOUSES}\r\n{GOOD}\r\n", f"{ROOMS}\r\n{ONE_ROOM}\r\n"),
        (
            "nombre en clave;tipo;municipio;entorno\nCasa Uno;Casa segura;Tlaxiaco, Oaxaca;PUEBLO",
            f"{ROOMS}\n{ONE_ROOM}",
        ),
        (
            "code_name\tkind\tmunicipality\tsetting\nCasa Uno\tsafe_house\tTlaxiaco, Oaxaca\ttown",
            f"{ROOMS}\n{ONE_ROOM}",
        ),
        (f"\n{HOUSES}\n\n,,,\n{GOOD}\n", "house,name,beds\nCasa Uno,Habitación 1,1;2"),
    ],
    ids=["plain", "with a mark and CRLF", "semicolons and Spanish words", "tabs and codes", "blank lines"],
)
async def test_files_are_read_however_a_spreadsheet_wrote_them(ground: Ground, houses: str, rooms: str) -> None:
    assert await bring(ground, houses, rooms) == ImportReport(2, 0, 0)
    house = await house_named(ground, "Casa Uno")
    assert (house.kind, house.setting, house.zone, house.max_nights) == ("safe_house", "town", "MX-OAX", 60)


@pytest.mark.parametrize(
    ("houses", "rooms", "file", "line", "column"),
    [
        (f"{HOUSES}\n{GOOD.replace('casa segura', 'castillo')}", ROOMS, "houses.csv", 2, "tipo"),
        (f"{HOUSES}\n{GOOD.replace('pueblo', 'luna')}", ROOMS, "houses.csv", 2, "entorno"),
        (f"{HOUSES}\n{GOOD.replace('Tlaxiaco, Oaxaca', 'Xyzzyville')}", ROOMS, "houses.csv", 2, "municipio"),
        (f"{HOUSES}\n{GOOD.replace('Tlaxiaco, Oaxaca', 'San Juan')}", ROOMS, "houses.csv", 2, "municipio"),
        (f"{HOUSES}\n{GOOD.replace('Casa Uno', '')}", ROOMS, "houses.csv", 2, "nombre en clave"),
        (f"{HOUSES}\n{GOOD.replace('Casa Uno', 'x' * 81)}", ROOMS, "houses.csv", 2, "nombre en clave"),
        (f"{HOUSES}\n{GOOD}\n{GOOD}", ROOMS, "houses.csv", 3, "nombre en clave"),
        (f"{HOUSES},noches más largas\n{GOOD},muchas", ROOMS, "houses.csv", 2, "noches más largas"),
        (f"{HOUSES},max_nights\n{GOOD},400", ROOMS, "houses.csv", 2, "noches más largas"),
        (f"{HOUSES},hijos varones hasta\n{GOOD},18", ROOMS, "houses.csv", 2, "hijos varones hasta"),
        (f"{HOUSES},hombres\n{GOOD},quizá", ROOMS, "houses.csv", 2, "hombres"),
        (f"{HOUSES},ofrece\n{GOOD},cuna; piscina", ROOMS, "houses.csv", 2, "ofrece"),
        (f"{HOUSES},lenguas\n{GOOD},klingon", ROOMS, "houses.csv", 2, "lenguas"),
        (f"{HOUSES},piscina\n{GOOD},sí", ROOMS, "houses.csv", 1, "piscina"),
        (f"{HOUSES},tipo\n{GOOD},refugio", ROOMS, "houses.csv", 1, "tipo"),
        ("nombre en clave,tipo,municipio\nUna,refugio,Tlaxiaco", ROOMS, "houses.csv", 1, "entorno"),
        (f"{HOUSES}\n{GOOD},de más", ROOMS, "houses.csv", 2, ""),
        (f'{HOUSES}\n"Casa Uno,refugio', ROOMS, "houses.csv", 2, ""),
        ("", ROOMS, "houses.csv", 1, ""),
        (f"{HOUSES}\n{GOOD}\0", ROOMS, "houses.csv", 2, ""),
        (f"{HOUSES}\n{GOOD}".encode().replace(b"Oaxaca", b"Canc\xfan"), ROOMS, "houses.csv", 2, ""),
        (b"x" * 2_000_001, ROOMS, "houses.csv", 1, ""),
        (HOUSES + "\n,x" * 5_001, ROOMS, "houses.csv", 5_002, ""),
        (f"{HOUSES}\n{GOOD}", f"{ROOMS}\nCasa Dos,Habitación 1,2", "rooms.csv", 2, "casa"),
        (f"{HOUSES}\n{GOOD}", f"{ROOMS}\nCasa Uno,Habitación 1,0", "rooms.csv", 2, "camas"),
        (f"{HOUSES}\n{GOOD}", f"{ROOMS}\nCasa Uno,Habitación 1,25", "rooms.csv", 2, "camas"),
        (f"{HOUSES}\n{GOOD}", f"{ROOMS}\nCasa Uno,Habitación 1,A:hamaca", "rooms.csv", 2, "camas"),
        (f"{HOUSES}\n{GOOD}", f"{ROOMS}\nCasa Uno,Habitación 1,A;A", "rooms.csv", 2, "camas"),
        (f"{HOUSES}\n{GOOD}", f"{ROOMS}\n{ONE_ROOM}\n{ONE_ROOM}", "rooms.csv", 3, "habitación"),
        (f"{HOUSES}\n{GOOD}", f"{ROOMS},temporada\n{ONE_ROOM},invierno", "rooms.csv", 2, "temporada"),
        (f"{HOUSES}\n{GOOD}", f"{ROOMS},temporada\n{ONE_ROOM},mayo", "rooms.csv", 2, "temporada"),
        (
            f"{HOUSES}\n{GOOD}",
            f"{ROOMS},reservada para urgencia\n{ONE_ROOM},5",
            "rooms.csv",
            2,
            "reservada para urgencia",
        ),
    ],
)
async def test_a_bad_row_is_named_with_its_line_column_and_remedy(
    ground: Ground, houses: str | bytes, rooms: str, file: str, line: int, column: str
) -> None:
    before = await count(ground)
    (row,) = await refused(ground, houses, rooms)
    assert (row.file, row.line, row.column) == (file, line, column)
    assert f"{file}, línea {line}" in str(row)
    assert row.problem.endswith(".")
    assert row.remedy
    assert "%(" not in str(row)
    assert await count(ground) == before


async def test_every_bad_row_is_named_at_once(ground: Ground) -> None:
    houses = f"{HOUSES},hombres\nUna,castillo,Tlaxiaco,luna,sí\n{GOOD},quizá"
    rows = await refused(ground, houses, f"{ROOMS}\nCasa Uno,Habitación 1,A:hamaca\nOtra,,1")
    assert [(row.file, row.line, row.column) for row in rows] == [
        ("houses.csv", 2, "entorno"),
        ("houses.csv", 2, "tipo"),
        ("houses.csv", 3, "hombres"),
        ("rooms.csv", 2, "camas"),
        ("rooms.csv", 3, "habitación"),
    ]


async def test_nothing_that_was_typed_is_said_back(ground: Ground) -> None:
    (row,) = await refused(ground, f"{HOUSES},dirección\n{GOOD.replace('pueblo', 'Calle Secreta')},Calle Secreta")
    assert "Secreta" not in str(row)


async def test_a_line_of_several_lines_is_named_by_its_first(ground: Ground) -> None:
    (row,) = await refused(ground, f'{HOUSES},cómo llegar\n{GOOD},"uno\ndos\ntres"\n{GOOD},x')
    assert (row.line, row.values) == (5, {"other": 2})


async def test_an_empty_cell_keeps_what_is_stored(ground: Ground) -> None:
    head = f"{HOUSES},hombres,ofrece,noches más largas,dirección,contacto"
    await bring(
        ground, f"{head}\n{GOOD},sí,cuna,30,Calle 1,Radio", f"{ROOMS},ofrece\nCasa Uno,Habitación 1,A:litera,cuna"
    )
    report = await bring(ground, f"{head}\n{GOOD},,internet,,,Carta", f"{ROOMS}\nCasa Uno,Habitación 1,A; B")
    assert report == ImportReport(0, 2, 0)
    house = await house_named(ground, "Casa Uno")
    draft = draft_of(ground.keyring, house)
    assert (draft.max_nights, draft.profile.rules.men) == (30, True)
    assert draft.profile.offers == {Offer.INTERNET}
    async with ground.as_(ground.steward) as session:
        assert [(bed.label, bed.kind) for bed in await beds_of(session, house.id)] == [("A", "bunk"), ("B", "single")]


async def test_a_list_is_emptied_by_saying_none(ground: Ground) -> None:
    for offers in ("cuna; internet", "ninguno"):
        await bring(ground, f"{HOUSES},ofrece\n{GOOD},{offers}")
    house = await house_named(ground, "Casa Uno")
    assert profile_of(ground.keyring, house).offers == frozenset()


async def test_a_season_is_read_from_its_months_kept_by_an_empty_cell_and_ended_by_saying_none(ground: Ground) -> None:
    await bring(ground, f"{HOUSES}\n{GOOD}")
    house = await house_named(ground, "Casa Uno")
    for cell, season in (
        ("noviembre a marzo", (11, 3)),
        ("", (11, 3)),
        ("6-10", (6, 10)),
        ("Noviembre – Marzo", (11, 3)),
        ("ninguna", (None, None)),
    ):
        await bring(ground, HOUSES, f"{ROOMS},temporada\n{ONE_ROOM},{cell}")
        async with ground.as_(ground.steward) as session:
            (room,) = await rooms_of(session, house.id)
        assert (room.season_from, room.season_to) == season


async def test_extra_places_are_kept_by_an_empty_cell_and_ended_by_saying_none(ground: Ground) -> None:
    await bring(ground, f"{HOUSES}\n{GOOD}")
    house = await house_named(ground, "Casa Uno")
    for cell, extra in (
        ("2", [("Extra 1", "mattress"), ("Extra 2", "mattress")]),
        ("", [("Extra 1", "mattress"), ("Extra 2", "mattress")]),
        ("Cuna de mimbre: cuna", [("Cuna de mimbre", "cot")]),
        ("ninguno", []),
    ):
        await bring(ground, HOUSES, f"{ROOMS},lugares extra\n{ONE_ROOM},{cell}")
        async with ground.as_(ground.steward) as session:
            beds = await beds_of(session, house.id)
        assert [(bed.label, bed.kind) for bed in beds if bed.extra] == extra
        assert [bed.label for bed in beds if not bed.extra] == ["1", "2"]


async def test_a_bed_that_is_taken_is_not_imported_away_and_nothing_else_is_changed(ground: Ground) -> None:
    await ground.take(in_days(0), in_days(3), OccupancyKind.STAY, bed=1)
    rooms = f"{ROOMS}\nCasa *Jícara*,Habitación 1,Cama 1\nCasa Uno,Habitación 1,3"
    (row,) = await refused(ground, f"{HOUSES}\n{GOOD}", rooms)
    assert (row.file, row.line, row.column) == ("rooms.csv", 2, "camas")
    assert await count(ground) == (1, 1)


async def test_rooms_come_to_a_house_that_the_network_has(ground: Ground) -> None:
    assert await bring(ground, HOUSES, f"{ROOMS}\nCasa *Jícara*,Habitación 2,4") == ImportReport(1, 0, 0)
    async with ground.as_(ground.steward) as session:
        assert [room.name for room in await rooms_of(session, ground.house)] == ["Habitación 1", "Habitación 2"]


async def test_an_import_leaves_one_line_with_counts(ground: Ground) -> None:
    await bring(ground, f"{HOUSES}\n{GOOD}", f"{ROOMS}\n{ONE_ROOM}")
    async with ground.as_(ground.steward) as session:
        line = await session.scalar(select(AuditRecord).where(col(AuditRecord.action) == Action.INVENTORY_IMPORTED))
    assert line is not None
    assert line.details == {"added": 2, "changed": 0}


async def test_only_her_own_network_can_be_filled_by_a_steward(ground: Ground) -> None:
    files = template_csv().values()
    for actor, refusal in ((ground.stranger, NotFoundError), (ground.host, NotAllowedError)):
        async with ground.as_(actor) as session:
            with pytest.raises(refusal):
                await import_inventory(session, actor, ground.keyring, ground.network, *files)
    async with ground.as_(ground.planner) as session:
        with pytest.raises(NotFoundError):
            await import_inventory(session, ground.planner, ground.keyring, ground.room, *files)


async def test_an_address_goes_to_whoever_uses_the_invitation_of_its_house(ground: Ground) -> None:
    head = f"{HOUSES},dirección,contacto"
    report = await bring(ground, f"{head}\n{GOOD},Calle 1,Radio")
    assert list(report.invitations) == ["Casa Uno"]
    house = await house_named(ground, "Casa Uno")
    async with transaction(ground.engine, DOOR) as session:
        code = report.invitations["Casa Uno"]
        host = await join(session, code, "flora", password_hash())
        await enter(session, host, code, lock_of_all())
    flora = Actor(Role.HOST, host.id, ground.network, frozenset({house.id}))
    async with ground.as_(flora) as session:
        opened = await open_address(session, flora, ground.keyring, house.id, Typed(PASSPHRASE))
    assert opened == HouseAddress(address="Calle 1", contact="Radio")


async def test_an_address_that_is_written_is_its_hosts_and_no_import_touches_it(ground: Ground) -> None:
    head = f"{HOUSES},dirección,contacto"
    await bring(ground, f"{head}\n{GOOD},,Radio")
    again = await bring(ground, f"{head}\n{GOOD},Calle 1,Carta")
    assert (again, again.invitations) == (ImportReport(0, 1, 0), {})
    same = await bring(ground, f"{head}\n{GOOD},Calle 1,Carta")
    assert same == ImportReport(0, 0, 1)
