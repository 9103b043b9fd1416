"""Whatever is recorded can be read aloud."""

from __future__ import annotations

import re

from shelters.audit.actions import Action
from shelters.audit.words import ACTIONS


def test_every_action_has_words_and_no_two_the_same() -> None:
    assert set(ACTIONS) == set(Action)
    assert len(set(ACTIONS.values())) == len(ACTIONS)


def test_every_action_is_named_by_a_thing_and_what_became_of_it() -> None:
    assert [action for action in Action if not re.fullmatch(r"[a-z_]+:[a-z_]+", action)] == []
