"""Rows of the bed-by-night truth of an invented region."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from uuid import UUID, uuid4

from sqlalchemy.dialects.postgresql import Range

from shelters.capacity.models import Bed, Closure, Room
from shelters.capacity.rooms import new_bed
from shelters.capacity.words import OccupancyKind
from shelters.demo.past import ClosurePlan, ProposalPlan, StayPlan
from shelters.demo.rooms import RoomPlan
from shelters.demo.spaces import Space

# The numbers that the database gave to the beds of a room, in the order of its plan.
BedNumbers = Mapping[UUID, list[int]]
Values = dict[str, object]

_NOTHING: Values = dict.fromkeys(("party_class", "proposal_id", "stay_id", "closure_id", "expires_at"))


def bed_rows(room: Room, plan: RoomPlan) -> list[Bed]:
    """Write the beds of a room, its extra places after them; the database numbers them."""
    return [new_bed(room, bed, extra=extra) for bed, extra in plan.draft.places]


def closure_row(plan: ClosurePlan, network_id: UUID) -> Closure:
    """Write a closure of a room."""
    return Closure(
        id=plan.id,
        network_id=network_id,
        house_id=plan.space.house.id,
        room_id=plan.space.room.id,
        first=plan.first,
        until=plan.until,
        reason=plan.reason.value,
    )


class Nights:
    """Writes what takes beds, by the numbers that the beds have: as bare values, because there are very many."""

    def __init__(self, numbers: BedNumbers, networks: Mapping[str, UUID]) -> None:
        """Keep the numbers of the beds."""
        self._numbers, self._networks = numbers, networks

    def closed(self, plan: ClosurePlan) -> Iterator[Values]:
        """Write the nights of a closure, in all beds and extra places of its room."""
        for bed in range(len(self._numbers[plan.space.room.id])):
            row = self._row(plan.space, bed, plan.first, plan.until, OccupancyKind.CLOSURE)
            yield row | {"closure_id": plan.id}

    def held(self, plan: ProposalPlan) -> Iterator[Values]:
        """Write the nights of a hold that waits for the host's answer."""
        offered, party_class = plan.offered, plan.request.draft.case.party_class
        for bed in offered.beds:
            row = self._row(offered.space, bed, offered.first, offered.until, OccupancyKind.HOLD)
            yield row | {"party_class": party_class, "proposal_id": plan.id, "expires_at": plan.held_until}

    def stayed(self, plan: StayPlan) -> Iterator[Values]:
        """Write the nights of a stay, and those on which its beds rest afterwards."""
        offered, party_class = plan.proposal.offered, plan.proposal.request.draft.case.party_class
        for bed in offered.beds:
            if plan.until > plan.first:
                row = self._row(offered.space, bed, plan.first, plan.until, OccupancyKind.STAY)
                yield row | {"stay_id": plan.id, "proposal_id": plan.proposal.id, "party_class": party_class}
            if plan.rested_until > plan.until:
                row = self._row(offered.space, bed, plan.until, plan.rested_until, OccupancyKind.TURNAROUND)
                yield row | {"stay_id": plan.id}

    def _row(self, space: Space, bed: int, first: date, until: date, kind: OccupancyKind) -> Values:
        return _NOTHING | {
            "id": uuid4(),
            "network_id": self._networks[space.house.network],
            "house_id": space.house.id,
            "room_id": space.room.id,
            "bed_id": self._numbers[space.room.id][bed],
            "nights": Range(first, until),
            "kind": kind.value,
        }
