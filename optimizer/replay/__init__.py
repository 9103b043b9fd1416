"""A year replayed: the requests that came, or others like them, decided one by one over the same or other houses."""

from optimizer.replay.drawing import Arrival, drawn_like
from optimizer.replay.many import Draws, replay_many
from optimizer.replay.outcome import Outcome
from optimizer.replay.stream import Replay

__all__ = ["Arrival", "Draws", "Outcome", "Replay", "drawn_like", "replay_many"]
