"""The exceptions for what the owner of the repository can mend."""


class UserError(Exception):
    """Something its reader can act on: what is wrong, and what to do about it."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


class NothingNew(UserError):
    """A source that holds nothing which the wiki does not say already: no fault of anybody's."""


class BudgetError(UserError):
    """The next call would pass the budget in dollars or tokens; what is finished is kept. `limit`
    is its name in schema.md."""

    def __init__(self, message: str, hint: str = "", limit: str = "") -> None:
        super().__init__(message, hint)
        self.limit = limit


class MissingObject(ValueError):
    """An object of git that a commit needs and the repository does not hold, or not as git can read
    it."""
