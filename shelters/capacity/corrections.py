"""Correcting what a house says of itself: it turned out not to have an attribute, or not to admit somebody."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shelters.access.actor import Actor
from shelters.capacity.contents import draft_of, room_draft_of
from shelters.capacity.houses import change_house
from shelters.capacity.models import HouseProfile
from shelters.capacity.rooms import change_room
from shelters.capacity.rows import beds_in, house_seen, rooms_of
from shelters.sealing.keyring import Keyring

# The oldest son that a house still admits when it does not admit those of a band.
_SONS_BELOW: Final = {"takes_boys_2-5": 1, "takes_boys_6-11": 5, "takes_boys_12-17": 11}
_RULES: Final = {
    "takes_children": "children",
    "takes_men": "men",
    "takes_trans_women": "trans_women",
    "takes_pets": "pets",
}


def without(profile: HouseProfile, attribute: str) -> HouseProfile:
    """Write a profile that no longer says it has an attribute, or admits whom it named."""
    rules = profile.rules
    if attribute in _SONS_BELOW:
        changed = rules.model_copy(update={"sons_up_to": min(rules.sons_up_to, _SONS_BELOW[attribute])})
        return profile.model_copy(update={"rules": changed})
    if attribute in _RULES:
        return profile.model_copy(update={"rules": rules.model_copy(update={_RULES[attribute]: False})})
    return profile.model_copy(
        update={
            "offers": frozenset(offer for offer in profile.offers if offer.value != attribute),
            "languages": frozenset(code for code in profile.languages if f"speaks_{code}" != attribute),
        }
    )


async def correct_house(session: AsyncSession, actor: Actor, keyring: Keyring, house_id: UUID, attribute: str) -> None:
    """Take an attribute away from what a house and its rooms say they have."""
    house = await house_seen(session, actor, house_id, lock=True)
    draft = draft_of(keyring, house)
    corrected = draft.model_copy(update={"profile": without(draft.profile, attribute)})
    await change_house(session, actor, keyring, house_id, corrected, house.version)
    for room in await rooms_of(session, house_id):
        said = room_draft_of(keyring, house, room, await beds_in(session, room.id))
        left = frozenset(offer for offer in said.offers if offer.value != attribute)
        if left != said.offers:
            await change_room(session, actor, keyring, room.id, said.model_copy(update={"offers": left}))
