"""Keys of the invented region: everybody's own, each circle's, and what is sealed to them, as the real ones are."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID, uuid4

from shelters.access.actor import Role
from shelters.accounts.models import HouseHost, Person
from shelters.circles.generations import Receiver, share_for
from shelters.circles.keys import lock_place
from shelters.circles.models import Circle, CircleKey, Kind, PersonKey, PersonLock, Secret, Share
from shelters.circles.writing import sealed_secret
from shelters.demo.houses import HousePlan
from shelters.demo.networks import PASSPHRASE
from shelters.demo.past import StayPlan
from shelters.placement.disclosure import Sheet
from shelters.sealing.boxes import new_private_key
from shelters.sealing.keyring import Keyring
from shelters.sealing.locks import Lock
from shelters.stays.models import Stay


class DemoCircles:
    """The circles of everybody in the region; keys are drawn anew each time, unlike all the rest."""

    def __init__(self, keyring: Keyring, people: Sequence[Person], hosting: Iterable[HouseHost], at: datetime) -> None:
        """Make a key for each person, and for each circle that somebody is in."""
        self._keyring, self._at = keyring, at
        self.keys: list[PersonKey] = []
        self.locks: list[PersonLock] = []
        self.circle_keys: dict[Circle, CircleKey] = {}
        self.shares: list[Share] = []
        self._own(people)
        public = {key.person_id: key.public_key for key in self.keys}
        for circle, members in _members(people, hosting).items():
            self._found(circle, [Receiver(public[member], member) for member in members])

    def _own(self, people: Sequence[Person]) -> None:
        # They share the passphrase that everybody knows, so it is worked out once.
        lock = Lock(PASSPHRASE)
        for person in people:
            private = new_private_key()
            where = {"person_id": person.id, "network_id": person.network_id}
            self.keys.append(PersonKey(**where, public_key=private.public))
            self.locks.append(PersonLock(**where, locked=lock.close(private, lock_place(person.id, person.network_id))))

    def _found(self, circle: Circle, receivers: list[Receiver]) -> None:
        private = new_private_key()
        key = CircleKey(
            id=uuid4(),
            network_id=circle.network_id,
            house_id=circle.house_id,
            generation=1,
            public_key=private.public,
            made_at=self._at,
        )
        self.circle_keys[circle] = key
        self.shares += [share_for(key, private, receiver) for receiver in receivers]

    def addresses(self, houses: Sequence[HousePlan], networks: Mapping[str, UUID]) -> list[Secret]:
        """Seal the address of each house to its hosts."""
        keys = {house.id: self.circle_keys[Circle(networks[house.network], house.id)] for house in houses}
        return [
            sealed_secret(self._keyring, keys[house.id], Kind(part), house.id, text)
            for house in houses
            for part, text in house.draft.address.model_dump().items()
        ]

    def sheet(self, plan: StayPlan, stay: Stay) -> Secret:
        """Seal the arrival sheet of a stay to the committee that asked."""
        house = plan.proposal.offered.space.house
        content = Sheet(code_name=house.draft.code_name, **house.draft.address.model_dump()).model_dump()
        committee = self.circle_keys[Circle(stay.request_network_id)]
        text = json.dumps(content, ensure_ascii=False)
        secret = sealed_secret(self._keyring, committee, Kind.SHEET, stay.id, text)
        secret.from_house = house.id
        return secret


def _members(people: Sequence[Person], hosting: Iterable[HouseHost]) -> dict[Circle, list[UUID]]:
    circles: dict[Circle, list[UUID]] = defaultdict(list)
    for person in people:
        if person.role == Role.COMMITTEE.value:
            circles[Circle(person.network_id)].append(person.id)
    for host in hosting:
        circles[Circle(host.network_id, host.house_id)].append(host.person_id)
    return circles
