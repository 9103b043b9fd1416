"""Rows of invented requests, proposals and stays, sealed as the real ones are."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from shelters.clock import now
from shelters.demo.asking import RequestPlan
from shelters.demo.past import ProposalPlan, StayPlan, WaitPlan
from shelters.placement.findings import write_found
from shelters.placement.models import Proposal, Waiting
from shelters.placement.queries import Brief, brief_place
from shelters.requests.models import Request
from shelters.requests.queries import place_of
from shelters.requests.states import ENDED, RequestState
from shelters.sealing.envelope import new_data_key, seal
from shelters.sealing.keyring import Keyring
from shelters.stays.models import Stay

_MOST_REASONS = 6


def request_row(
    keyring: Keyring, plan: RequestPlan, state: RequestState, network_id: UUID, filed_by: UUID | None
) -> Request:
    """Write a request with its case sealed."""
    key, data_key = new_data_key(keyring, place_of(plan.id, network_id, "data_key"))
    return Request(
        id=plan.id,
        network_id=network_id,
        code=plan.code,
        state=state.value,
        urgency=plan.draft.urgency.value,
        filed_at=plan.filed_at,
        filed_by=filed_by,
        ended_at=_ended_at(plan, state),
        tie=plan.tie,
        data_key=data_key,
        case=seal(key, plan.draft.case.model_dump(mode="json"), place_of(plan.id, network_id, "case")),
        **plan.draft.nights.model_dump(),
    )


def _ended_at(plan: RequestPlan, state: RequestState) -> datetime | None:
    if state not in ENDED:
        return None
    return min(now(), plan.filed_at + timedelta(days=plan.draft.nights.nights))


def proposal_row(keyring: Keyring, plan: ProposalPlan, networks: Mapping[str, UUID]) -> Proposal:
    """Write a proposal with the brief that its host reads."""
    house, case = plan.offered.space.house, plan.request.draft.case
    asking = networks[plan.request.network]
    key, data_key = new_data_key(keyring, brief_place(plan.id, asking, "data_key"))
    brief = Brief(party=case.party, pets=case.pets, needs=case.needs, languages=case.languages)
    return Proposal(
        id=plan.id,
        request_network_id=asking,
        host_network_id=networks[house.network],
        request_id=plan.request.id,
        house_id=house.id,
        room_id=plan.offered.space.room.id,
        code=plan.request.code,
        urgency=plan.request.draft.urgency.value,
        house_kind=house.draft.kind.value,
        zone=house.place.zone,
        first=plan.offered.first,
        until=plan.offered.until,
        beds=case.beds,
        state=plan.state.value,
        made_at=plan.made_at,
        held_until=plan.held_until,
        answered_at=plan.answered_at,
        reason=plan.reason.value if plan.reason else None,
        data_key=data_key,
        brief=seal(key, brief.model_dump(mode="json"), brief_place(plan.id, asking, "brief")),
    )


def wait_row(keyring: Keyring, plan: WaitPlan, request: Request) -> Waiting:
    """Write what the waiting list would have known of a request."""
    reasons: list[list[str | None]] = [list(reason) for reason in plan.reasons[:_MOST_REASONS]]
    since = plan.since
    row = Waiting(request_id=request.id, network_id=request.network_id, since=since, looked_at=since)
    write_found(keyring, request, row, {"known": {}, "reasons": reasons})
    return row


def stay_row(plan: StayPlan, proposal: Proposal) -> Stay:
    """Write a stay with the nights it really took."""
    return Stay(
        id=plan.id,
        request_network_id=proposal.request_network_id,
        host_network_id=proposal.host_network_id,
        request_id=proposal.request_id,
        proposal_id=proposal.id,
        house_id=proposal.house_id,
        room_id=proposal.room_id,
        code=proposal.code,
        first=plan.first,
        until=plan.until,
        state=plan.state.value,
        arrived_at=plan.arrived_at,
        ended_at=plan.ended_at,
    )
