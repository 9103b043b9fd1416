"""Accounts of the invented region: a few that are told at the start, and one host for every house."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from random import Random
from uuid import UUID

from shelters.access.actor import Role
from shelters.accounts.factors import sealed_factor
from shelters.accounts.models import HouseHost, Network, Person, SecondFactor
from shelters.accounts.passwords import hash_now
from shelters.demo.chance import drawn_id
from shelters.demo.houses import HousePlan
from shelters.demo.networks import ACCOUNTS, MARK, NETWORKS, PASSPHRASE
from shelters.demo.past import Past
from shelters.placement.states import ProposalState
from shelters.places.folding import folded
from shelters.sealing.keyring import Keyring
from shelters.stays.states import EXPECTED, INSIDE

# An invented year is there to be looked at: it is not erased while somebody does.
_KEPT = 3650


def network_rows(networks: Mapping[str, UUID]) -> list[Network]:
    """Write the networks, marked as invented."""
    return [
        Network(id=networks[plan.country], name=plan.name, country=plan.country, demo=True, retention_days=_KEPT)
        for plan in NETWORKS
    ]


def person_rows(
    random: Random, networks: Mapping[str, UUID], houses: list[HousePlan], past: Past
) -> tuple[list[Person], list[HouseHost]]:
    """Write the accounts and say who hosts which house; they all share the one passphrase that everybody knows."""
    hashed = hash_now(PASSPHRASE)
    owned: dict[str, list[HousePlan]] = defaultdict(list)
    # A host that is told of at the start has the houses in which most is going on.
    busy = _busy(past)
    for house in sorted(houses, key=lambda house: -busy[house.id]):
        owned[house.network].append(house)

    def person(name: str, role: Role, country: str) -> Person:
        return Person(
            id=drawn_id(random), network_id=networks[country], name=name, role=role.value, password_hash=hashed
        )

    told = [(person(each.name, each.role, each.country), owned[each.country][: each.houses]) for each in ACCOUNTS]
    # Every network files requests, so that each has somebody who does.
    silent = [each.country for each in NETWORKS if each.country not in _with_committee()]
    told += [(person(f"comite-{country.lower()}", Role.COMMITTEE, country), []) for country in silent]
    hosts = [(person(host_name(house), Role.HOST, house.network), [house]) for house in houses]
    hosting = [
        HouseHost(network_id=someone.network_id, house_id=house.id, person_id=someone.id)
        for someone, hers in [*told, *hosts]
        for house in hers
    ]
    return [someone for someone, _ in [*told, *hosts]], hosting


def _with_committee() -> set[str]:
    return {each.country for each in ACCOUNTS if each.role is Role.COMMITTEE}


def factor_rows(random: Random, keyring: Keyring, people: Sequence[Person], at: datetime) -> list[SecondFactor]:
    """Give every account a second factor, as if she had set it up: `abrigo code` shows its codes."""
    factors = [sealed_factor(keyring, person, random.randbytes(20)) for person in people]
    for factor in factors:
        factor.confirmed_at = at
    return factors


def _busy(past: Past) -> Counter[UUID]:
    """Count for each house what its host has to do: above all a request to answer, then guests."""
    busy: Counter[UUID] = Counter()
    for proposal in past.proposals:
        busy[proposal.offered.space.house.id] += 100 * (proposal.state is ProposalState.CHOSEN)
    for stay in past.stays:
        busy[stay.proposal.offered.space.house.id] += stay.state in {*EXPECTED, *INSIDE}
    return busy


def host_name(house: HousePlan) -> str:
    """Name the host of a house after it: "casa-ceiba"."""
    return "casa-" + folded(house.draft.code_name.removesuffix(MARK)).replace(" ", "-")
