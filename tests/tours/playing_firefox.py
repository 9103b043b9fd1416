"""One task played in Firefox with scripts off, and everything that it complains of meanwhile."""

from __future__ import annotations

from tests.scene import Scene
from tests.tours.firefox import Firefox
from tests.tours.firefox_hands import hands_on
from tests.tours.playing import Played, act, kept_of, over_budget
from tests.tours.task import Task
from tests.tours.traveller import Traveller
from tests.tours.ways import Way


async def play_in_firefox(firefox: Firefox, origin: str, scene: Scene, task: Task, way: Way) -> Played:
    """Prepare the scene, let her do the task, and say what was seen; nothing is weighed here."""
    known = await task.before(scene)
    kept = await kept_of(scene, task.who, way.language)
    async with hands_on(firefox, origin, way.width, kept) as hands:
        her = Traveller(hands, way.language, known)
        seconds = await act(task, her)
        hands.complaints += over_budget(task, her) + [f"left in the browser: {each}" for each in firefox.stored()]
        if number := await hands.kept():
            hands.complaints.append(f"left in the browser: {number} words")
        return Played(task, way, her.taps, her.inputs, seconds, hands.pages, 0, tuple(hands.complaints))
