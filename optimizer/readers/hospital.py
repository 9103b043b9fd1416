"""The parts of a patient admission file, as they are written there."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Department:
    """A department: whom it treats by age (0: no limit), and its specialisms with their priorities."""

    youngest: int
    oldest: int
    specialisms: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Room:
    """A room: how many it is meant for, its department, its gender policy, its specialisms and equipment."""

    capacity: int
    department: str
    policy: str
    specialisms: Mapping[str, int]
    has: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Patient:
    """A patient: age and sex, the nights ``first .. last - 1``, the specialism of each night, and wishes."""

    age: int
    sex: str
    first: int
    last: int
    treatment: tuple[str, ...]
    room_size: int
    requires: tuple[bool, ...]
    prefers: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Hospital:
    """A whole file; keys are the ids of the file, and ``beds`` counts the beds of each room."""

    nights: int
    departments: Mapping[str, Department]
    rooms: Mapping[str, Room]
    beds: Mapping[str, int]
    patients: Mapping[str, Patient]
