"""What one bed more would be worth, by space and night."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.signedinteger[Any]]


class Prices(dict[tuple[str, int], float]):
    """Prices of a run: ``{(space, night): parties}``, how many parties one bed more there would place.

    What is not in it costs nothing. It remembers its sums for the rooms that were asked about last, so it is not to be
    changed once it has been used.
    """

    __slots__ = ("_known",)

    def sums(self, space: dict[str, int], kind: Ints, shape: tuple[int, int]) -> Floats:
        """Prices by kind of room, added up from the first night on.

        Parameters
        ----------
        space
            The position of each space.
        kind
            The kind of each space, by position.
        shape
            How many kinds and nights there are: ``(K, H)``.

        Returns
        -------
        ndarray
            ``[K, H + 1]``; a stay costs the difference between the night after its last and its first.
        """
        known: tuple[Ints, Floats] | None = getattr(self, "_known", None)
        if known is not None and known[0] is kind:
            return known[1]
        by_night = np.zeros((shape[0], shape[1] + 1))
        for (name, night), price in self.items():
            if name in space and 0 <= night < shape[1]:
                by_night[kind[space[name]], night + 1] = price
        self._known = (kind, np.cumsum(by_night, axis=1))
        return self._known[1]
