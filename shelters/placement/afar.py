"""How far a place is from where she is, as her committee may read it: nobody else reads it at all."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shelters.access.actor import MATCHER
from shelters.capacity.models import House
from shelters.database.transaction import acting_as
from shelters.placement.models import Proposal
from shelters.places import distance_km, municipality, rounded_km
from shelters.requests.models import Case, Request
from shelters.requests.queries import case_of
from shelters.sealing.keyring import Keyring


def km_between(case: Case, house: House) -> int:
    """Measure from where she is to a house, both by their municipalities, for working with: never to be shown."""
    return round(distance_km(municipality(case.origin), municipality(house.municipality_id)))


def km_told(case: Case, house: House, network_id: UUID) -> int:
    """Say how far a house is: to the kilometre within the network that asks, in steps to any other."""
    km = km_between(case, house)
    return km if house.network_id == network_id else rounded_km(km)


async def km_of_proposal(session: AsyncSession, keyring: Keyring, proposal: Proposal) -> int:
    """Say to the committee of a proposal how far its house is; the caller has seen the proposal as that committee."""
    request = await session.get_one(Request, proposal.request_id)
    async with acting_as(session, MATCHER):
        house = await session.get_one(House, proposal.house_id)
    return km_told(case_of(keyring, request), house, request.network_id)
