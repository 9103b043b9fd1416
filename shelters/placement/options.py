"""Options for one request: the best places with their reasons, and why not elsewhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

import optimizer
from shelters.access.actor import MATCHER, Actor
from shelters.access.policy import Permission
from shelters.audit.actions import Action
from shelters.audit.commands import record
from shelters.capacity.inventory import HouseInventory, inventory
from shelters.capacity.seasons import Season
from shelters.clock import now
from shelters.database.transaction import acting_as
from shelters.placement.attributes import BESIDE
from shelters.placement.emergency_queries import houses_at_once
from shelters.placement.extra import A_BED_EACH, CROWDED, EXTRA
from shelters.placement.posing import Asking, Posed, pose
from shelters.placement.queries import houses_that_declined
from shelters.placement.tokens import Choice, write_token
from shelters.places import merged_zones, rounded_km, zone
from shelters.requests.apart import apart_from
from shelters.requests.models import Request
from shelters.requests.queries import case_of, request_seen
from shelters.sealing.keyring import Keyring
from shelters.stays.beside import beds_of

# Nights by which a later start is looked for when nothing fits.
_LATER = 30

# A rule that alone keeps a place closed says more than one among several.
_ALONE = 1000


@dataclass(frozen=True)
class OptionCard:
    """A place as the committee may see it; of another network's house, neither its name nor its exact distance."""

    token: str
    own_network: bool
    code_name: str | None
    kind: str
    zone: str
    safety: str
    beds: int
    first: date
    nights: int
    asked_nights: int
    km: int
    covers: tuple[str, ...]
    lacks: tuple[str, ...]
    confirmed_at: datetime | None
    confirmed_lately: bool
    # In an emergency: the house said yes beforehand, and choosing it is enough.
    at_once: bool = False
    # There is no bed for each: somebody would sleep on a mattress or in a cot.
    extra: bool = False
    # The room is there some months of the year only: she may not be able to stay longer.
    seasonal: bool = False
    # It would take beds, or something that few places have, of which this party has no use.
    wastes: bool = False


@dataclass(frozen=True)
class WhyNotGroup:
    """A rule that keeps places closed to this request; never how many, so that nobody can count houses.

    `change` is the smallest change that alone would open one of them: nights later (earlier, when negative) for
    `later`, the fewest nights to accept for `fewer`, kilometres for `further`, and 0 for what is there or is not.
    """

    rule: str
    subject: str | None
    change: str | None = None
    amount: int = 0


@dataclass(frozen=True)
class Answer:
    """What the committee reads: options, the best first, and why not elsewhere."""

    request: Request
    options: list[OptionCard]
    why_not: list[WhyNotGroup]
    asked_at: datetime


async def asking_of(session: AsyncSession, keyring: Keyring, request: Request) -> Asking:
    """Open a request for matching."""
    asking = Asking(request, case_of(keyring, request), await houses_that_declined(session, request.id))
    return await kept_apart(session, asking)


async def kept_apart(session: AsyncSession, asking: Asking) -> Asking:
    """Note with whom she must not live and where those have beds now; her committee sees neither, the matcher does."""
    async with acting_as(session, MATCHER):
        apart = await apart_from(session, asking.request.id)
        return replace(asking, apart=apart, beside=await beds_of(session, apart))


async def options_for(session: AsyncSession, actor: Actor, keyring: Keyring, request_id: UUID) -> Answer:
    """Compute the best three places over the real inventory, and why not elsewhere."""
    request = await request_seen(session, actor, request_id, Permission.OPTIONS_SEE)
    asking = await asking_of(session, keyring, request)
    async with acting_as(session, MATCHER):
        houses = (await inventory(session, keyring)).houses
        at_once = await houses_at_once(session, request)
    posed = pose(houses, [asking], beyond=_LATER)
    found = optimizer.options(posed.problem, str(request.id), count=3)
    names = zone_names(houses)
    cards = [
        replace(
            card_of(keyring, asking, posed, names, option),
            at_once=posed.rooms[option.space][0].house.id in at_once,
        )
        for option in found
    ]
    groups = with_changes(
        grouped(optimizer.why_not(posed.problem, str(request.id))),
        optimizer.smallest_changes(posed.problem, str(request.id)),
    )
    record(session, actor, Action.OPTIONS_SEEN, request.id, options=len(cards))
    return Answer(request, cards, groups, now())


def zone_names(houses: Sequence[HouseInventory]) -> dict[str, str]:
    """Name each zone as another network may see it: one with few houses hides among its neighbours."""
    groups = merged_zones(Counter(each.house.zone for each in houses))
    return {code: group.name for code, group in groups.items()}


def card_of(
    keyring: Keyring, asking: Asking, posed: Posed, names: dict[str, str], option: optimizer.Option
) -> OptionCard:
    """Put an option on a card, with a token that opens for its request alone."""
    inventory_of, room = posed.rooms[option.space]
    house, asked = inventory_of.house, next(each for each in posed.problem.requests if each.id == option.request)
    own = house.network_id == asking.request.network_id
    choice = Choice(room.room.id, house.id, posed.night(option.first), option.nights)
    return OptionCard(
        token=write_token(keyring, asking.request, choice),
        own_network=own,
        code_name=house.code_name if own else None,
        kind=house.kind,
        zone=zone(house.zone).name if own else names[house.zone],
        safety=house.safety,
        beds=option.beds,
        first=posed.night(option.first),
        nights=option.nights,
        asked_nights=asking.request.nights,
        km=option.km if own else rounded_km(option.km),
        covers=_covers(asked, option),
        lacks=tuple(name for name in option.unmet if not name.startswith(A_BED_EACH)),
        extra=any(name.startswith(A_BED_EACH) for name in option.unmet),
        seasonal=Season.of(room.room) is not None,
        wastes=option.scarcity > 0,
        confirmed_at=house.confirmed_at,
        confirmed_lately=house.confirmed_lately(now()),
    )


def _covers(asked: optimizer.Request, option: optimizer.Option) -> tuple[str, ...]:
    """List what the place has of what was asked, without what every place on the list has: its openness."""
    met = [name for name in sorted(asked.requires) if not name.startswith(("open_to_", "country_"))]
    met += [name for name in sorted(asked.prefers) if name not in option.unmet and not name.startswith(A_BED_EACH)]
    dangers = ["outside_danger"] if asked.avoid or any(name.startswith("zone_") for name in asked.refuses) else []
    return (*dict.fromkeys(met), *dangers)


def grouped(refusals: Sequence[optimizer.Refusal]) -> list[WhyNotGroup]:
    """Group the rules that places fail, those that alone keep most places closed first."""
    weight: Counter[tuple[str, str | None]] = Counter()
    # Extra places are beside beds of which the same is said.
    for refusal in (each for each in refusals if EXTRA not in each.space):
        rules = list(map(told, refusal.reasons))
        for each in rules:
            weight[each] += _ALONE if len(rules) == 1 else 1
    return [WhyNotGroup(rule, subject) for (rule, subject), _ in sorted(weight.items(), key=lambda each: -each[1])]


# Which group a change of nights answers, and what each change is called.
_ANSWERS = {
    optimizer.Rule.START_WINDOW: (optimizer.Rule.NOT_FREE, "later"),
    optimizer.Rule.NOT_FREE: (optimizer.Rule.NOT_FREE, "fewer"),
    optimizer.Rule.TOO_FAR: (optimizer.Rule.TOO_FAR, "further"),
    optimizer.Rule.LONGEST_STAY: (optimizer.Rule.LONGEST_STAY, "longer"),
    optimizer.Rule.KEPT: (optimizer.Rule.KEPT, "open"),
    optimizer.Rule.MISSING: (optimizer.Rule.MISSING, "without"),
}


def with_changes(groups: list[WhyNotGroup], relaxations: Sequence[optimizer.Relaxation]) -> list[WhyNotGroup]:
    """Join each group with the smallest single change that would open a place it closes."""
    best: dict[tuple[str, str | None], tuple[str, int]] = {}
    for relaxation in relaxations:
        change = relaxation.changes[0]
        if len(relaxation.changes) == 1 and change.rule in _ANSWERS:
            rule, name = _ANSWERS[change.rule]
            # Whose a house is, and who already declined, is not for a committee to wish away.
            if (key := told(optimizer.Reason(rule, change.subject)))[0] == rule.value:
                best.setdefault(key, (name, change.amount))
    return [
        replace(group, change=name, amount=amount)
        for group in groups
        for name, amount in [best.get((group.rule, group.subject), (None, 0))]
    ]


def told(reason: optimizer.Reason) -> tuple[str, str | None]:
    """Reduce a reason to what may be told: which zone is dangerous she knows; whose a house is, nobody learns."""
    subject = reason.subject or ""
    if reason.rule is optimizer.Rule.APART or subject.startswith(BESIDE):
        # Read like beds that are taken: that somebody lives there whom she must not meet is told to nobody.
        return optimizer.Rule.NOT_FREE.value, None
    if subject.startswith(CROWDED):
        return optimizer.Rule.TOO_FEW_BEDS.value, None
    if subject.startswith(("zone_", "country_")) and reason.rule is optimizer.Rule.REFUSED:
        return optimizer.Rule.DANGER_ZONE.value, None
    if subject.startswith(("open_to_", "of_")):
        return "not_open", None
    if subject.startswith("house_"):
        return "declined", None
    return reason.rule.value, reason.subject
