"""Accounts of the invented region: a few that are told at the start, and one host for every house."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from random import Random
from uuid import UUID

from shelters.access.actor import Role
from shelters.accounts.models import HouseHost, Network, Person
from shelters.accounts.passwords import hash_now
from shelters.demo.chance import drawn_id
from shelters.demo.houses import HousePlan
from shelters.demo.networks import ACCOUNTS, MARK, NETWORKS, PASSPHRASE
from shelters.places.folding import folded


def network_rows(networks: Mapping[str, UUID]) -> list[Network]:
    """Write the networks, marked as invented."""
    return [Network(id=networks[plan.country], name=plan.name, country=plan.country, demo=True) for plan in NETWORKS]


def person_rows(
    random: Random, networks: Mapping[str, UUID], houses: list[HousePlan]
) -> tuple[list[Person], list[HouseHost]]:
    """Write the accounts and say who hosts which house; they all share the one passphrase that everybody knows."""
    hashed = hash_now(PASSPHRASE)
    owned: dict[str, list[HousePlan]] = defaultdict(list)
    for house in houses:
        owned[house.network].append(house)

    def person(name: str, role: Role, country: str) -> Person:
        return Person(
            id=drawn_id(random), network_id=networks[country], name=name, role=role.value, password_hash=hashed
        )

    told = [(person(each.name, each.role, each.country), owned[each.country][: each.houses]) for each in ACCOUNTS]
    hosts = [(person(host_name(house), Role.HOST, house.network), [house]) for house in houses]
    hosting = [
        HouseHost(network_id=someone.network_id, house_id=house.id, person_id=someone.id)
        for someone, hers in [*told, *hosts]
        for house in hers
    ]
    return [someone for someone, _ in [*told, *hosts]], hosting


def host_name(house: HousePlan) -> str:
    """Name the host of a house after it: "casa-ceiba"."""
    return "casa-" + folded(house.draft.code_name.removesuffix(MARK)).replace(" ", "-")
