"""The errors a person can act on.

    AbrigoError
    ├── InvalidInputError   one field, or the whole form, needs another value
    ├── NotFoundError       missing, or not visible to this person: the same answer on purpose
    ├── NotAllowedError     visible, but not this person's to do
    ├── ConflictError       somebody else was first, or the order of steps was left
    ├── TooOftenError       right, but so often that it looks like collecting or guessing
    ├── SignedOutError      no session, or one that ended
    └── NotReadyError       the database, its schema or a key is missing or wrong

No HTTP here: `web.errors` maps each kind to a status and answers in three faces.
"""

from __future__ import annotations


def N_(text: str) -> str:  # noqa: N802 - the name gettext tools look for
    """Mark a Spanish text for translation where no language is known yet."""
    return text


class AbrigoError(Exception):
    """A refusal in words; `values` fill the placeholders after translation."""

    message = N_("Algo no salió bien. Inténtalo otra vez en un momento.")

    def __init__(self, message: str | None = None, **values: object) -> None:
        """Keep the untranslated message and its values apart, so that each reader gets her language."""
        self.message = message or type(self).message
        self.values = values
        super().__init__(self.message)

    def __str__(self) -> str:
        """Give the message as the operator reads it: Spanish, filled in."""
        return self.message % self.values if self.values else self.message


class InvalidInputError(AbrigoError):
    """A field, or several, need another value; what was typed is kept by the caller."""

    message = N_("Revisa lo que escribiste.")

    def __init__(self, field: str, message: str, **values: object) -> None:
        """Name the field by its form name."""
        super().__init__(message, **values)
        self.field = field
        self.others: list[InvalidInputError] = []

    @classmethod
    def together(cls, errors: list[InvalidInputError]) -> InvalidInputError:
        """Bundle several field errors into one that carries them all."""
        first, *others = errors
        first.others = others
        return first

    def each(self) -> list[InvalidInputError]:
        """List this error and those bundled with it."""
        return [self, *self.others]


class NotFoundError(AbrigoError):
    """Missing or not visible; nobody can tell which."""

    message = N_("No está aquí, o no te toca verla.")


class NotAllowedError(AbrigoError):
    """The person sees it but may not do this to it."""

    message = N_("Tu papel no permite hacer esto. Pídelo a la responsable de tu red.")


class ConflictError(AbrigoError):
    """The world changed meanwhile, or the step is out of order."""

    message = N_("Otra persona cambió esto mientras lo veías. Vuelve a cargar la página.")


class TooOftenError(AbrigoError):
    """So many times in so short a time is not work any more."""

    message = N_("Son muchas veces seguidas. Espera un momento e inténtalo otra vez.")


class SignedOutError(AbrigoError):
    """There is no live session."""

    message = N_("Entra otra vez para seguir.")


class NotReadyError(AbrigoError):
    """The server cannot work safely; the operator reads why."""

    message = N_("El servicio todavía no está listo.")
