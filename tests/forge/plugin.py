"""A plugin of pytest, for `make github`: every forge is held to GitHub's own description, and what was compared is counted."""

import pytest

from tests.forge import Forge, description

_COUNTED = pytest.StashKey[dict]()


def pytest_addoption(parser):
    parser.addoption(
        "--github-description",
        metavar="FOLDER",
        required=True,
        help="the node_modules that holds GitHub's description of its API",
    )


def pytest_configure(config):
    Forge.description = description.load(config.getoption("--github-description"))
    config.stash[_COUNTED] = {}


def pytest_sessionfinish(session):
    """Hand the counts of a worker to the process that started it."""
    seen = {f"{method} {path}": n for (method, path), n in Forge.description.seen.items()}
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["github"] = seen
    else:
        _add(session.config, seen)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node):
    _add(node.config, getattr(node, "workeroutput", {}).get("github", {}))


def _add(config, seen):
    counted = config.stash[_COUNTED]
    for name, number in seen.items():
        counted[name] = counted.get(name, 0) + number


def pytest_terminal_summary(terminalreporter, config):
    counted = config.stash[_COUNTED]
    terminalreporter.section("requests and answers held to GitHub's description")
    for name, number in sorted(counted.items()):
        terminalreporter.write_line(f"{number:7,}  {name}")
    terminalreporter.write_line(f"{sum(counted.values()):7,}  in all, of {len(counted)} operations")
