"""With scripts, a device answers in place of a code; without them nothing of it is seen, and the code is enough."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import Browser, Page

from shelters.settings import Settings
from tests.browser import acts
from tests.browser.visitor import Visitor, visiting
from tests.scene import Scene
from tests.serving import served
from tests.world import PASSPHRASE

# Chromium's own, in software: it holds keys, knows its owner and asks her nothing.
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@asynccontextmanager
async def visitor(settings: Settings, scene: Scene, browser: Browser, *, scripts: bool) -> AsyncIterator[Visitor]:
    """Let somebody come by the name of a site: a key cannot be tied to an address in numbers."""
    async with served(settings, scene.engine, scene.keyring) as origin:
        named = origin.replace("127.0.0.1", "localhost")
        async with visiting(browser, named, scripts=scripts) as ana:
            yield ana


async def with_device(page: Page) -> tuple[object, str]:
    """Give the page's browser a device with keys; give the way to it, and its id."""
    tools = await page.context.new_cdp_session(page)
    await tools.send("WebAuthn.enable")
    added = await tools.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    return tools, str(added["authenticatorId"])


async def come_again(ana: Visitor) -> None:
    """Come another day, and show the passphrase again."""
    await ana.page.context.clear_cookies()
    await ana.open("/sign-in")
    await ana.type("Nombre", "ana")
    await ana.type("Frase de paso", PASSPHRASE)
    await ana.press("Entrar")


async def add_the_key(ana: Visitor) -> None:
    """Ask for a key with her passphrase, and let the device make it."""
    await ana.open("/account/passkeys")
    await ana.reads("No tienes ninguna.")
    await ana.type("Tu frase de paso", PASSPHRASE)
    await ana.press("Agregar la de este aparato")
    await ana.press("Hacer la llave")


async def test_a_device_makes_a_key_and_answers_with_it(settings: Settings, scene: Scene, browser: Browser) -> None:
    async with visitor(settings, scene, browser, scripts=True) as ana:
        await acts.sign_in(ana, "ana")
        tools, device = await with_device(ana.page)
        await add_the_key(ana)
        assert ana.path == "/account/passkeys"
        await ana.reads("Todavía no se usó.")
        await come_again(ana)
        await ana.press("Entrar con una llave de acceso")
        await ana.page.wait_for_url("**/today")
        await ana.open("/account/passkeys")
        await ana.reads("Se usó")
        kept = await tools.send("WebAuthn.getCredentials", {"authenticatorId": device})  # type: ignore[attr-defined]
        (key,) = kept["credentials"]
        assert (key["rpId"], key["signCount"] > 1) == ("localhost", True)


async def test_a_device_that_is_not_hers_is_refused_on_the_page_and_the_code_goes_on_working(
    settings: Settings, scene: Scene, browser: Browser
) -> None:
    async with visitor(settings, scene, browser, scripts=True) as ana:
        await acts.sign_in(ana, "ana")
        tools, device = await with_device(ana.page)
        await add_the_key(ana)
        await tools.send("WebAuthn.clearCredentials", {"authenticatorId": device})  # type: ignore[attr-defined]
        await come_again(ana)
        asked = await ana.page.locator("button[data-passkey]").get_attribute("data-passkey")
        assert "ana" not in json.dumps(json.loads(asked or "{}"))
        await ana.page.get_by_role("button", name="Entrar con una llave de acceso").click()
        await ana.page.locator("#passkey-failed").wait_for(state="visible")
        await ana.reads("No se pudo. Inténtalo otra vez, o escribe tu código.")
        await ana.type("Código", "no es")
        await ana.press("Entrar")
        await ana.reads("Ese código no es")


@pytest.mark.parametrize("address", ["/account/passkeys", "/sessions"])
async def test_without_scripts_the_pages_say_that_the_code_is_enough(
    settings: Settings, scene: Scene, browser: Browser, address: str
) -> None:
    async with visitor(settings, scene, browser, scripts=False) as ana:
        await acts.sign_in(ana, "ana")
        await ana.open(address)
        await ana.reads("Llaves de acceso")
        await ana.reads_nowhere("data-passkey")
