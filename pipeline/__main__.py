"""The process of `wiki` and `python -m pipeline`, which ends quietly when it is interrupted.

That holds from its first moment on. A command that is interrupted cleans up behind itself, and a
second signal ends it where it stands. Before the command begins and after it is done there is
nothing to clean up. The exit codes are those of a shell: 130 (SIGINT), 143 (SIGTERM).
"""

import gc
import os
import sys

try:
    import signal
except KeyboardInterrupt:
    os._exit(130)

# Python looks for cycles of objects after so many new ones (by default after 700), and there are
# hardly any: at ten thousand pages the search took a twelfth of a run.
COLLECT_AFTER = (50_000, 20, 100)

TYPE_CHECKING = False  # `typing` takes time to import, in which a signal is not yet heard
if TYPE_CHECKING:
    from types import FrameType
    from typing import Any


def _at_once(number: int, frame: "FrameType | None") -> None:
    os._exit(128 + number)


_swallowing = False  # Python is printing what it cannot raise: nothing raised now would be heard


def _in_order(number: int, frame: "FrameType | None") -> None:
    from pipeline.adapters.processes import interrupts  # long imported

    interrupts.hear(number)
    if _swallowing:
        _soon_again(number)
        return
    signal.signal(number, _at_once)
    raise KeyboardInterrupt if number == signal.SIGINT else SystemExit(128 + number)


def _soon_again(number: int) -> None:
    """Send this process a signal once more, a moment later."""
    from threading import Timer

    again = Timer(0.01, os.kill, (os.getpid(), number))
    again.daemon = True
    again.start()


def _listen(answer: "Any") -> None:
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        # A signal that is ignored, as under `nohup`, stays ignored.
        if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, answer)


def _swallowed(unraisable: "Any") -> None:
    """Raise a signal again whose exception Python could only print, as in a finaliser."""
    global _swallowing
    from pipeline.adapters.processes import interrupts  # long imported

    kind = unraisable.exc_type
    if issubclass(kind, KeyboardInterrupt | SystemExit):
        number = signal.SIGINT if issubclass(kind, KeyboardInterrupt) else signal.SIGTERM
        _swallowing = True
        try:
            signal.signal(number, _in_order)
            _soon_again(number)
        finally:
            _swallowing = False
    elif not interrupts.exit_code_of_interrupt(wait=False):
        # After a signal, a finaliser may have met what the signal left half made.
        sys.__unraisablehook__(unraisable)


def _stand_in() -> None:
    """Open the null device for each of the three standard files that the process lacks.

    Else the next file that is opened would take its place.
    """
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)
            setattr(sys, name, open(number, "r" if number == 0 else "w", closefd=False))  # noqa: SIM115


def main() -> int:
    """Run the command that the arguments name, as a process of its own; return its exit code."""
    _listen(_at_once)
    _stand_in()
    gc.set_threshold(*COLLECT_AFTER)
    from pipeline import cli
    from pipeline.adapters.processes import interrupts

    interrupts.listen()
    sys.unraisablehook = _swallowed
    try:
        _listen(_in_order)
        code = cli.main()
    except KeyboardInterrupt:
        code = 130
    except SystemExit as stop:
        code = stop.code if isinstance(stop.code, int) else 0
    finally:
        _listen(_at_once)
    return cli.finish_output(code)


if __name__ == "__main__":
    raise SystemExit(main())
