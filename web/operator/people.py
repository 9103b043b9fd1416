"""Inviting the first people of a network from the command line, and the codes of invented ones."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

import typer

from shelters.access.actor import OPERATOR, Role
from shelters.accounts.commands import add_network
from shelters.accounts.factors import demo_code
from shelters.accounts.queries import network_named
from shelters.capacity.rows import house_named
from shelters.circles.admission import invite
from shelters.errors import NotFoundError
from web.operator.office import console, office, run


def invite_person(
    network: Annotated[str, typer.Argument(help="Name of the network.")],
    role: Annotated[Role, typer.Argument(help="committee, host, planner or steward.")],
    house: Annotated[str, typer.Option(help="Code name of the house, for a host.")] = "",
    country: Annotated[str, typer.Option(help="Two-letter country of a network that does not exist yet.")] = "",
) -> None:
    """Invite somebody: prints a code that works once, for three days."""

    async def work() -> str:
        async with office() as opened, opened.transaction() as session:
            try:
                owner = await network_named(session, network)
            except NotFoundError:
                if not country:
                    raise
                owner = await add_network(session, OPERATOR, network, country)
            houses: frozenset[UUID] = frozenset()
            if house:
                houses = frozenset({(await house_named(session, owner.id, house)).id})
            return await invite(session, OPERATOR, owner.id, role, houses)

    code = run(work)
    console.print("Código de invitación, para usar una sola vez en /join antes de 72 horas:")
    console.print(code, markup=False, highlight=False, soft_wrap=True)


def show_code(name: Annotated[str, typer.Argument(help="Sign-in name of an account of the demo.")]) -> None:
    """Print the current code of a demo account; of a real one nobody but its own telephone has it."""

    async def work() -> str:
        async with office() as opened, opened.transaction() as session:
            return await demo_code(session, opened.keyring, name)

    console.print(run(work), markup=False, highlight=False)
