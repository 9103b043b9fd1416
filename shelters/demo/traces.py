"""Lines of the record that the last weeks of the invented year would have left."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from shelters.access.actor import Role
from shelters.accounts.models import HouseHost, Person
from shelters.audit.actions import Action
from shelters.audit.models import AuditRecord
from shelters.demo.past import Past, ProposalPlan, StayPlan
from shelters.placement.states import ProposalState
from shelters.stays.states import StayState

# A record of a whole year would say no more to who tries the pages, and take as long to write as all the rest.
_SINCE = timedelta(days=60)

_ANSWERS = {
    ProposalState.ACCEPTED: Action.PROPOSAL_ACCEPTED,
    ProposalState.DECLINED: Action.PROPOSAL_DECLINED,
}
_ENDS = {
    StayState.DEPARTED: Action.STAY_DEPARTED,
    StayState.NOT_ARRIVED: Action.STAY_MISSED,
    StayState.CANCELLED: Action.STAY_CANCELLED,
}


class Traces:
    """Writes lines by who would have done what."""

    def __init__(self, networks: Mapping[str, UUID], people: Sequence[Person], hosting: Sequence[HouseHost]) -> None:
        """Remember who is of which committee, and who hosts which house."""
        self._networks = networks
        self._committees = {each.network_id: each.id for each in people if each.role == Role.COMMITTEE.value}
        self._hosts = {each.house_id: each.person_id for each in hosting}

    def of(self, past: Past, now: datetime) -> list[AuditRecord]:
        """Write the lines of the last weeks, in the order in which things happened."""
        lines = [*self._filed(past), *self._answered(past.proposals), *self._lived(past.stays)]
        return sorted((line for line in lines if line.at > now - _SINCE), key=lambda line: line.at)

    def _filed(self, past: Past) -> Iterator[AuditRecord]:
        for plan, _ in past.requests:
            urgency = plan.draft.urgency.value
            yield self._by_committee(plan.filed_at, plan.network, Action.REQUEST_FILED, plan.id, urgency=urgency)

    def _answered(self, proposals: Iterable[ProposalPlan]) -> Iterator[AuditRecord]:
        for plan in proposals:
            offered, request = plan.offered, plan.request
            held = {"nights": (offered.until - offered.first).days, "beds": request.draft.case.beds}
            yield self._by_committee(plan.made_at, request.network, Action.BEDS_HELD, request.id, **held)
            if plan.answered_at is not None and plan.state is ProposalState.EXPIRED:
                yield self._by_committee(plan.answered_at, request.network, Action.HOLD_EXPIRED, request.id)
            elif plan.answered_at is not None:
                said = {"reason": plan.reason.value} if plan.reason else {}
                yield self._by_host(plan.answered_at, plan, _ANSWERS[plan.state], plan.id, **said)

    def _lived(self, stays: Iterable[StayPlan]) -> Iterator[AuditRecord]:
        for stay in stays:
            if stay.arrived_at is not None:
                yield self._by_host(stay.arrived_at, stay.proposal, Action.STAY_ARRIVED, stay.id)
            if stay.ended_at is not None:
                yield self._by_host(stay.ended_at, stay.proposal, _ENDS[stay.state], stay.id)

    def _by_committee(
        self, at: datetime, network: str, action: Action, subject: UUID, **details: int | str
    ) -> AuditRecord:
        network_id = self._networks[network]
        person = self._committees.get(network_id)
        return _line(at, (network_id, person, Role.COMMITTEE), action, subject, details)

    def _by_host(
        self, at: datetime, plan: ProposalPlan, action: Action, subject: UUID, **details: int | str
    ) -> AuditRecord:
        house = plan.offered.space.house
        who = (self._networks[house.network], self._hosts.get(house.id), Role.HOST)
        return _line(at, who, action, subject, details)


def _line(
    at: datetime, who: tuple[UUID, UUID | None, Role], action: Action, subject: UUID, details: dict[str, int | str]
) -> AuditRecord:
    network_id, person_id, role = who
    return AuditRecord(
        at=at,
        network_id=network_id,
        person_id=person_id,
        role=role.value,
        action=action.value,
        subject_id=subject,
        details=details,
    )
