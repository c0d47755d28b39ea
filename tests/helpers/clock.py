"""A clock that moves only when somebody sleeps by it, so that a slow machine changes nothing.

clock = Clock()
Batches(chat, folder, seconds=60, sleep=clock.sleep, clock=clock)
"""


class Clock:
    """Its time in seconds is `now`, which begins at 0."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        """Let time pass; never so little that the sum stays what it was."""
        self.now += max(seconds, 0.001)
