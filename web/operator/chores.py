"""What the server does by itself every minute, each in a transaction of its own."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from shelters.access.actor import DOOR, MATCHER, OPERATOR, Actor
from shelters.accounts.attempts import forget_old_attempts
from shelters.audit.keeping import keep_record
from shelters.conditions.commands import tell_of_due_checks
from shelters.database.engine import Engine
from shelters.database.transaction import AbrigoSession, transaction
from shelters.links.commands import forget_old_links
from shelters.notices.rounds import ask_for_round
from shelters.placement.disclosure import withdraw_overdue_sheets
from shelters.placement.due import catch_up
from shelters.placement.jobs import forget_stale
from shelters.placement.moves import expire_rooms
from shelters.planning.coming import tell_when_due
from shelters.planning.study_jobs import forget_stale_studies
from shelters.requests.unfinished import forget_unfinished
from shelters.retention.epochs import end_epoch_when_due
from shelters.retention.erasing import erase_due_cases
from shelters.retention.traces import forget_traces
from shelters.sealing.keyring import Keyring
from shelters.settings import Settings
from shelters.stays.gathering import decide_collectives
from web.application import Chore


def chores_of(engine: Engine, keyring: Keyring, chosen: Settings) -> list[Chore]:
    """List the chores, in the order in which they are done."""

    def chore(actor: Actor, work: Callable[[AbrigoSession], Awaitable[object]]) -> Chore:
        async def do() -> None:
            async with transaction(engine, actor) as session:
                await work(session)

        return do

    # Where there is no relay, nobody takes a round out of the queue: so none is put in.
    rounds = [chore(OPERATOR, ask_for_round)] if chosen.relay else []
    return [
        *rounds,
        chore(MATCHER, catch_up),
        chore(MATCHER, tell_of_due_checks),
        chore(MATCHER, lambda session: forget_stale(session, MATCHER)),
        chore(MATCHER, lambda session: forget_stale_studies(session, MATCHER)),
        chore(MATCHER, withdraw_overdue_sheets),
        chore(OPERATOR, lambda session: erase_due_cases(session, OPERATOR, keyring)),
        chore(OPERATOR, forget_traces),
        lambda: end_epoch_when_due(engine, chosen),
        chore(MATCHER, expire_rooms),
        chore(MATCHER, decide_collectives),
        chore(DOOR, forget_old_attempts),
        chore(OPERATOR, forget_old_links),
        chore(OPERATOR, forget_unfinished),
        chore(OPERATOR, lambda session: keep_record(session, chosen)),
        chore(OPERATOR, lambda session: tell_when_due(session, keyring)),
    ]
