"""From the sections of a patient admission file to a hospital, line by line."""

from collections import Counter
from collections.abc import Mapping, Sequence

from optimizer.consistency.limits import MOST_NIGHTS
from optimizer.errors import InstanceError
from optimizer.readers.hospital import Department, Hospital, Patient, Room
from optimizer.readers.sections import Row, Sections
from optimizer.readers.words import Words

POLICIES, SEXES = ("D", "N", "M", "F"), ("M", "F")
OLDEST, MOST_SIZE, MOST_PRIORITY = 200, 1000, 100


def hospital_of(lines: Sequence[str]) -> Hospital:
    """Read the lines of a patient admission file."""
    sections = Sections(lines)
    if not 1 <= sections.nights <= MOST_NIGHTS:
        raise InstanceError(f"must be between 1 and {MOST_NIGHTS}, not {sections.nights}", "Planning horizon")
    specialisms = sections.rows("SPECIALISMS", _titled)
    equipment = sections.rows("ROOMPROPERTIES", _titled)
    departments = sections.rows("DEPARTMENTS", lambda row: _department(row, specialisms))
    rooms = sections.rows("ROOMS", lambda row: _room(row, departments, specialisms, len(equipment)))
    beds = Counter(sections.rows("BEDS", lambda row: _bed(row, rooms)).values())
    patients = sections.rows("PATIENTS", lambda row: _patient(row, specialisms, len(equipment)))
    return Hospital(sections.nights, departments, rooms, beds, patients)


def _titled(row: Row) -> str:
    return row.parts[0]


def _department(row: Row, specialisms: Mapping[str, object]) -> Department:
    row.shape(2)
    words = row.words(0)
    words.take(row.field("name"))
    youngest = words.whole(row.field("minimum age"), 0, OLDEST)
    oldest = words.whole(row.field("maximum age"), 0, OLDEST)
    words.end(row.field("maximum age"))
    return Department(youngest, oldest, _specialisms(row, 1, specialisms))


def _specialisms(row: Row, part: int, specialisms: Mapping[str, object]) -> dict[str, int]:
    """Read pairs of priority and specialism up to the end of a part."""
    words, found = row.words(part), {}
    for at in range(len(row.parts[part].split()) // 2):
        priority = words.whole(row.field(f"specialisms[{at}].priority"), 1, MOST_PRIORITY)
        field = f"specialisms[{at}]"
        found[row.known(words.take(row.field(field)), specialisms, field)] = priority
    words.end(row.field("specialisms"))
    return found


def _room(row: Row, departments: Mapping[str, object], specialisms: Mapping[str, object], equipment: int) -> Room:
    row.shape(6)
    capacity = _alone(row, 1, "capacity").whole(row.field("capacity"), 1, MOST_SIZE)
    department = row.known(_alone(row, 2, "department").take(row.field("department")), departments, "department")
    policy = _alone(row, 3, "gender policy").take(row.field("gender policy"))
    if policy not in POLICIES:
        row.refuse(f"must be one of {', '.join(POLICIES)}, not {policy[:20]!r}", "gender policy")
    return Room(
        capacity, department, policy, _specialisms(row, 4, specialisms), _flags(row, 5, equipment, "properties")
    )


def _alone(row: Row, part: int, name: str) -> Words:
    if len(row.parts[part].split()) != 1:
        row.refuse("must be one word between bars", name)
    return row.words(part)


def _flags(row: Row, part: int, many: int, name: str) -> tuple[bool, ...]:
    words = row.words(part)
    flags = tuple(words.whole(row.field(f"{name}[{at}]"), 0, 1) == 1 for at in range(many))
    words.end(row.field(name))
    return flags


def _bed(row: Row, rooms: Mapping[str, object]) -> str:
    return row.known(_alone(row, 0, "room").take(row.field("room")), rooms, "room")


def _patient(row: Row, specialisms: Mapping[str, object], equipment: int) -> Patient:
    row.shape(6)
    words = row.words(0)
    words.take(row.field("name"))
    age, sex = words.whole(row.field("age"), 0, OLDEST), words.take(row.field("sex"))
    if sex not in SEXES:
        row.refuse(f"must be one of {', '.join(SEXES)}, not {sex[:20]!r}", "sex")
    words.end(row.field("sex"))
    first, last = _nights(row)
    return Patient(
        age=age,
        sex=sex,
        first=first,
        last=last,
        treatment=_treatment(row, last - first, specialisms),
        room_size=_alone(row, 3, "room size").whole(row.field("room size"), 0, MOST_SIZE),
        requires=_flags(row, 4, equipment, "required"),
        prefers=_flags(row, 5, equipment, "preferred"),
    )


def _nights(row: Row) -> tuple[int, int]:
    words = row.words(1)
    first = words.whole(row.field("first night"), 0, MOST_NIGHTS)
    last = words.whole(row.field("last night"), first, MOST_NIGHTS)
    words.end(row.field("last night"))
    return first, last


def _treatment(row: Row, nights: int, specialisms: Mapping[str, object]) -> tuple[str, ...]:
    """Read how many nights of which specialism, in order: the specialism of each night."""
    words, found = row.words(2), []
    for at in range(words.whole(row.field("number of specialisms"), 0, MOST_NIGHTS)):
        field = f"treatment[{at}]"
        specialism = row.known(words.take(row.field(field)), specialisms, field)
        found += [specialism] * words.whole(row.field(f"{field}.nights"), 0, MOST_NIGHTS)
    words.end(row.field("treatment"))
    if len(found) < nights:
        row.refuse(f"has {len(found)} nights, and the stay has {nights}; each night needs a specialism", "treatment")
    return tuple(found[:nights])
