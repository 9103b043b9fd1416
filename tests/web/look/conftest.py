"""Pages and macros, rendered and parsed as a browser would read them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import SimpleNamespace

import pytest
from bs4 import BeautifulSoup
from fastapi import FastAPI, Request, Response
from fastapi.testclient import TestClient

from web.language import speaking
from web.rendering import environment, render
from web.routes import design, preferences

Render = Callable[..., BeautifulSoup]


def make_site() -> FastAPI:
    """Mount the pages that need no database, as a committee member sees them, or nobody with `?nobody=1`."""
    site = FastAPI(openapi_url=None)
    site.include_router(design.router)
    site.include_router(preferences.router)

    @site.middleware("http")
    async def _who(request: Request, call_next: Callable[[Request], Response]) -> Response:
        if "nobody" not in request.query_params:
            request.state.person = SimpleNamespace(name="Ana", role="committee", locale="es")
            request.state.nav = (("/", "Hoy", True), ("/requests", "Solicitudes", False))
            request.state.csrf_token = "token-of-ana"
        return await call_next(request)  # type: ignore[misc, no-any-return]

    @site.get("/sign-in")
    async def _sign_in(request: Request) -> Response:
        refused = (
            {"passphrase": "No coincide. Revísala y prueba otra vez."} if "refused" in request.query_params else {}
        )
        return render(request, "accounts/sign_in.html", errors=refused, status=422 if refused else 200)

    @site.get("/error")
    async def _error(request: Request) -> Response:
        return render(
            request,
            "errors/page.html",
            fragment="errors/_notice.html",
            status=404,
            title="No está aquí",
            advice="Búscala.",
        )

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
