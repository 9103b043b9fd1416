"""How one step is taken: asked of the model, done by the program, and both compared afterwards."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from hypothesis.stateful import RuleBasedStateMachine

from shelters.clock import today
from shelters.errors import AbrigoError
from shelters.requests.models import Request
from tests.machine.comparing import Divergence, nights_of, nights_of_model, same
from tests.machine.model import Lived, Model, Offered, RefusedError
from tests.machine.stage import BEGINNING, Stage, ids

HOSTS = ("berta", "quetzal")
# A step is mostly taken with a thing that it is meant for, and with anything at all now and then.
MEANT = 7


class Acting(RuleBasedStateMachine):
    """Interleaves people; the stage is shared, since nothing of a sequence stays."""

    stage: ClassVar[Stage]
    steps: ClassVar[int] = 0

    def __init__(self) -> None:
        """Begin with three rooms and no request."""
        super().__init__()
        self.stage.begin()
        self.model = Model(BEGINNING, today())
        self.rows: dict[UUID, Request] = {}
        self.committee: dict[UUID, str] = {}
        self.lines = int(self.stage.seen()["lines"])

    def teardown(self) -> None:
        """Ask `abrigo check`, and take everything back."""
        broken = self.stage.end()
        if broken:
            raise Divergence(broken)

    def _step(
        self, who: str, right: set[str], do: Any, rule_of_model: Callable[[], None], *, silent: bool = False
    ) -> None:
        expected = self._expected(who, right, rule_of_model)
        self._do(one(who, min(right)), do, expected)
        self._compare(changed=not silent and not isinstance(expected, RefusedError))

    def _expected(self, who: str, right: set[str], rule_of_model: Callable[[], Any]) -> Any:
        """Ask the model, which does what it would allow; whoever is not the right person is refused before."""
        if who != "right" and who not in right:
            return RefusedError()
        try:
            return rule_of_model()
        except RefusedError as refusal:
            return refusal

    def _do(self, who: str, do: Any, expected: Any) -> Any:
        type(self).steps += 1
        made = self.stage.act(who, do)
        if isinstance(made, AbrigoError) != isinstance(expected, RefusedError):
            raise Divergence(f"the program: {made!r}, the model: {expected!r}")
        return made

    def _any(self, things: dict[UUID, Any], *states: str) -> bool:
        return any(each.state in states for each in things.values())

    def _pick(self, things: dict[UUID, Any], number: int, *states: str) -> UUID:
        meant = [key for key, each in things.items() if each.state in states] if number < MEANT else []
        keys = meant or list(things)
        return keys[-1 - number % len(keys)]

    def _host(self, thing: Offered | Lived) -> str:
        return HOSTS[0] if thing.room.rest else HOSTS[1]

    def _compare(self, *, changed: bool | None = None) -> None:
        seen, model = self.stage.seen(), self.model
        same("requests", ids(seen["requests"]), {key: each.state for key, each in model.requests.items()})
        same("proposals", ids(seen["proposals"]), {key: each.state for key, each in model.proposals.items()})
        stays = {key: (state, date.fromisoformat(until)) for key, (state, until) in ids(seen["stays"]).items()}
        same("stays", stays, {key: (each.state, each.until) for key, each in model.stays.items()})
        same("nights", nights_of(seen["rows"] or []), nights_of_model(self.model, self.stage.rooms))
        lines, self.lines = int(seen["lines"]) - self.lines, int(seen["lines"])
        if changed is not None and changed != (lines > 0):
            raise Divergence(f"{lines} lines in the record, and changed: {changed}")


def one(who: str, right: str) -> str:
    """Say who acts where the right person is meant."""
    return right if who == "right" else who
