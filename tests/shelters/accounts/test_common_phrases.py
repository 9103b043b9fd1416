"""What is guessed first is no passphrase; what is long and hers may be of any signs."""

from __future__ import annotations

import pytest

from shelters.accounts.common_phrases import is_common


@pytest.mark.parametrize(
    "phrase",
    [
        "password12345678",
        "contraseñacontraseña",
        "qwertyuiopasdfgh",
        "aaaaaaaaaaaaaaaaaaaa",
        "iloveyouiloveyou",
        "refugiorefugio2026",
        "defensorasdefensoras",
        "12345678901234567890",
    ],
)
def test_what_everybody_tries_first_is_refused_without_asking_anybody(phrase: str) -> None:
    """Also what leaked elsewhere a thousand times: the lists travel with the program."""
    assert is_common(phrase)


@pytest.mark.parametrize(
    "phrase",
    [
        "lluvia de mayo en la cocina azul",
        "xnaq k’ul ja ri k’aslemal waral",
        "óxido-tambor-níspero-vereda",
        "🌽🌾 tres surcos y una vereda",
        "aaaa bbbb cccc dddd e",
    ],
)
def test_no_rule_says_of_which_signs_a_phrase_must_be(phrase: str) -> None:
    assert not is_common(phrase)
