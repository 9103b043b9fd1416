"""Patient admission scheduling: every patient in one room for the whole stay, at least cost.

The format and its rules are those of Demeester et al. 2010 as OptaPlanner reads them, without moves during a stay;
Ceschia & Schaerf (2011) give the problem its usual form.
"""

from collections.abc import Iterator
from pathlib import Path

from optimizer.problem import Candidate, Problem, Request, Sharing, Site, Space
from optimizer.readers.hospital import Department, Hospital, Patient, Room
from optimizer.readers.wards import hospital_of
from optimizer.readers.words import lines_of

TOO_LARGE, WRONG_DEPARTMENT, WRONG_ROOM, EACH_PRIORITY, MISSING = 8, 10, 20, 10, 20
"""What a night costs: in a larger room than preferred, in a department or room without the specialism, for each step
of priority after the first, and for each preferred property that the room lacks."""


def read_admission(source: str | Path) -> Problem:
    """Read a patient admission file.

    Parameters
    ----------
    source
        The path of the file.

    Returns
    -------
    Problem
        Departments as sites; rooms as spaces, for one class a night where their policy is ``D``, shared by beds
        otherwise; patients as requests of tier 1 with their sex as class; a candidate for each room that the hard
        rules allow, with the cost of all nights as points. Patients who stay no night of the horizon are left out.

    Raises
    ------
    InstanceError
        With the line and the field (``PATIENTS[12].treatment[0]``).

    References
    ----------
    P. Demeester, W. Souffriau, P. De Causmaecker, G. Vanden Berghe, "A hybrid tabu search algorithm for automatically
    assigning patients to beds" (2010); S. Ceschia, A. Schaerf, "Modeling and solving the dynamic patient admission
    scheduling problem under uncertainty" (2012).
    """
    return _problem(hospital_of(lines_of(Path(source))))


def _problem(hospital: Hospital) -> Problem:
    present = {name: each for name, each in hospital.patients.items() if each.first < min(each.last, hospital.nights)}
    return Problem(
        nights=hospital.nights,
        sites=tuple(Site(f"department-{name}") for name in hospital.departments),
        spaces=tuple(_space(hospital, name, room) for name, room in hospital.rooms.items()),
        requests=tuple(_request(name, patient, hospital.nights) for name, patient in present.items()),
        candidates=tuple(each for name, patient in present.items() for each in _candidates(hospital, name, patient)),
    )


def _space(hospital: Hospital, name: str, room: Room) -> Space:
    sharing = Sharing.ONE_CLASS if room.policy == "D" else Sharing.BEDS
    return Space(f"room-{name}", f"department-{room.department}", hospital.beds.get(name, 0), sharing)


def _request(name: str, patient: Patient, nights: int) -> Request:
    stay = min(patient.last, nights) - patient.first
    return Request(f"patient-{name}", 1, 1, (patient.first, patient.first), stay, class_=patient.sex)


def _candidates(hospital: Hospital, name: str, patient: Patient) -> Iterator[Candidate]:
    for number, room in hospital.rooms.items():
        department = hospital.departments[room.department]
        if hospital.beds.get(number, 0) and _allowed(patient, room, department):
            cost = _cost(patient, room, department, hospital.nights)
            yield Candidate(f"patient-{name}", f"room-{number}", 1, (cost, 0))


def _allowed(patient: Patient, room: Room, department: Department) -> bool:
    """Whether the hard rules of the file let a patient into a room."""
    too_young = patient.age < department.youngest
    too_old = 0 < department.oldest < patient.age
    wrong_sex = room.policy in ("M", "F") and room.policy != patient.sex
    equipped = all(has or not needs for has, needs in zip(room.has, patient.requires, strict=True))
    return equipped and not (too_young or too_old or wrong_sex)


def _cost(patient: Patient, room: Room, department: Department, nights: int) -> int:
    """Cost of a patient's nights in a room, as far as the horizon reaches."""
    stay = patient.treatment[: nights - patient.first]
    wishes = zip(room.has, patient.requires, patient.prefers, strict=True)
    each = MISSING * sum(prefers and not (has or requires) for has, requires, prefers in wishes)
    if 0 < patient.room_size < room.capacity:
        each += TOO_LARGE
    treated = sum(
        WRONG_DEPARTMENT * (specialism not in department.specialisms)
        + (EACH_PRIORITY * (room.specialisms[specialism] - 1) if specialism in room.specialisms else WRONG_ROOM)
        for specialism in stay
    )
    return each * len(stay) + treated
