"""Half of the tasks, each played once; `make tours` plays all of them in all ways."""

from __future__ import annotations

from tests.scene import Scene
from tests.tours.every import in_turn
from tests.tours.playing import Stage, play
from tests.tours.task import Task
from tests.tours.ways import Way


@in_turn(2, 1)
async def test_a_task_can_be_done_and_the_browser_has_nothing_to_complain_of(
    stage: Stage, scene: Scene, task: Task, way: Way
) -> None:
    played = await play(stage, scene, task, way)
    assert played.complaints == ()
