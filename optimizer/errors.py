"""The one error an instance or a plan can be refused with."""


class InstanceError(ValueError):
    """An instance, or a plan, that cannot be used as it is.

    Parameters
    ----------
    what
        What is wrong, and what would be right.
    path
        The field, written as in the file: ``requests[3].beds``; empty when the whole is meant.
    line
        The line of the file, when the instance came from text.
    """

    def __init__(self, what: str, path: str = "", line: int | None = None) -> None:
        self.what, self.path, self.line = what, path, line
        place = f"line {line}, " if line is not None else ""
        super().__init__(f"{place}{path}: {what}" if path else f"{place}{what}")
