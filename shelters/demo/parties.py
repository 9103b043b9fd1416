"""Who asks for a place: mostly a woman with children, never a name."""

from __future__ import annotations

from random import Random

from shelters.demo.chance import happens, weighted
from shelters.requests.models import Member
from shelters.requests.words import AgeBand, Gender, Relation

_SELF_GENDERS = {Gender.WOMAN: 0.93, Gender.TRANS_WOMAN: 0.03, Gender.NON_BINARY: 0.02, Gender.MAN: 0.02}
_SELF_AGES = {AgeBand.AGE_18_59: 0.92, AgeBand.AGE_60_UP: 0.08}
_CHILD_AGES = {AgeBand.AGE_0_1: 0.14, AgeBand.AGE_2_5: 0.28, AgeBand.AGE_6_11: 0.34, AgeBand.AGE_12_17: 0.24}
_CHILD_GENDERS = {Gender.WOMAN: 0.49, Gender.MAN: 0.49, Gender.NOT_SAID: 0.02}
_CHILDREN = {0: 0.30, 1: 0.28, 2: 0.24, 3: 0.12, 4: 0.05, 5: 0.01}
_WOMEN_OF_A_COLLECTIVE = (4, 5, 5, 6)


def party(random: Random) -> tuple[Member, ...]:
    """Draw a defender and those who come with her."""
    herself = Member(age=weighted(random, _SELF_AGES), gender=weighted(random, _SELF_GENDERS), relation=Relation.SELF)
    children = [_child(random) for _ in range(weighted(random, _CHILDREN))]
    return (herself, *_adults(random), *children)


def collective(random: Random) -> tuple[Member, ...]:
    """Draw the women of a collective stay."""
    first, *others = [
        Member(
            age=weighted(random, _SELF_AGES),
            gender=Gender.WOMAN,
            relation=Relation.COMPANION if number else Relation.SELF,
        )
        for number in range(random.choice(_WOMEN_OF_A_COLLECTIVE))
    ]
    return (first, *others)


def _child(random: Random) -> Member:
    relation = Relation.CHILD if happens(random, 0.9) else Relation.MINOR_IN_CARE
    return Member(age=weighted(random, _CHILD_AGES), gender=weighted(random, _CHILD_GENDERS), relation=relation)


def _adults(random: Random) -> list[Member]:
    adults = []
    if happens(random, 0.07):
        gender = Gender.MAN if happens(random, 0.75) else Gender.WOMAN
        adults.append(Member(age=AgeBand.AGE_18_59, gender=gender, relation=Relation.PARTNER))
    if happens(random, 0.06):
        adults.append(Member(age=AgeBand.AGE_60_UP, gender=Gender.WOMAN, relation=Relation.ELDER))
    if happens(random, 0.05):
        adults.append(Member(age=AgeBand.AGE_18_59, gender=Gender.WOMAN, relation=Relation.COMPANION))
    return adults
