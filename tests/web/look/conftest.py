"""Pages and macros, rendered and parsed as a browser would read them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import SimpleNamespace

import pytest
from bs4 import BeautifulSoup
from fastapi import Depends, FastAPI, Request, Response
from fastapi.testclient import TestClient

from web.language import speaking
from web.rendering import environment, render
from web.routes import design, preferences

Render = Callable[..., BeautifulSoup]


async def _who(request: Request) -> None:
    """Let a committee member look, or nobody with `?nobody=1`."""
    if "nobody" not in request.query_params:
        request.state.person = SimpleNamespace(name="Ana", role="committee", locale="es", secured_at=None)
        request.state.nav = (("/", "Hoy", True), ("/requests", "Solicitudes", False))
        request.state.csrf_token = "token-of-ana"


async def _sign_in(request: Request) -> Response:
    refused = {"passphrase": "No coincide. Revísala y prueba otra vez."} if "refused" in request.query_params else {}
    return render(request, "accounts/sign_in.html", errors=refused, status=422 if refused else 200)


async def _error(request: Request) -> Response:
    words = {"title": "No está aquí", "advice": "Búscala."}
    return render(request, "errors/page.html", fragment="errors/_notice.html", status=404, **words)


def make_site() -> FastAPI:
    """Mount the pages that need no database."""
    site = FastAPI(openapi_url=None, dependencies=[Depends(_who)])
    site.include_router(design.router)
    site.include_router(preferences.router)
    site.get("/sign-in")(_sign_in)
    site.get("/error")(_error)
    return site


@pytest.fixture(scope="session")
def client() -> Iterator[TestClient]:
    """A browser without scripts, over HTTPS because the cookies are secure."""
    with TestClient(make_site(), base_url="https://agenda.test") as client:
        yield client


@pytest.fixture
def macro() -> Render:
    """Render a call of a macro: `macro("forms", "number('nights', 'Noches')")`."""

    def rendered(file: str, call: str, **context: object) -> BeautifulSoup:
        name = call.removeprefix("call ").split("(")[0]
        body = f"{{% {call} %}}cuerpo{{% endcall %}}" if call.startswith("call ") else f"{{{{ {call} }}}}"
        source = f'{{% from "components/{file}.html" import {name} %}}{body}'
        with speaking("es"):
            return BeautifulSoup(environment.from_string(source).render(context), "html.parser")

    return rendered
