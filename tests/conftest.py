"""What all tests share: a bare environment, golden files that can be rewritten, and how hard hypothesis tries."""

import gc
import os
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from pipeline.core.wiki.schema import Schema
from tests.helpers.flows import world  # noqa: F401  (a fixture)
from tests.helpers.git_settings import GIT_SETTINGS
from tests.helpers.share import PROFILE

SCHEMA_FILE = Path(__file__).parent.parent / "schema.md"

# `make test` looks in the same places each time, the others in new ones: "whole" at all there is to
# look at, "long" at each for long, and "soak" is for the state machines, whose examples are long.
settings.register_profile(
    "wiki",
    max_examples=20,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile(
    "whole",
    settings.get_profile("wiki"),
    max_examples=60,
    derandomize=False,
    print_blob=True,
)
settings.register_profile("long", settings.get_profile("whole"), max_examples=2_000)
settings.register_profile("soak", settings.get_profile("whole"), max_examples=25)
SEARCH = PROFILE in ("long", "soak")  # longer ways of the state machines, other ones each time
settings.load_profile(PROFILE)

gc.disable()  # while tests are collected, for all that this makes stays


def pytest_collection_finish():
    """Let the garbage collector look at what tests make, and never again at what was there before."""
    gc.freeze()
    gc.set_threshold(
        50_000, 20, 20
    )  # instead of 700: a run makes millions of objects, few in circles
    gc.enable()


def pytest_addoption(parser):
    parser.addoption(
        "--update-golden", action="store_true", help="rewrite the expected files; review their diff"
    )


@pytest.fixture(scope="session")
def update_golden(request):
    return request.config.getoption("--update-golden")


@pytest.fixture(scope="session", autouse=True)
def bare_world(tmp_path_factory):
    """No credential, nothing of GitHub's, no one's git settings, a home with nothing but settings of git, and git that reaches no network."""
    with pytest.MonkeyPatch.context() as patch:
        for name in list(os.environ):
            if name.startswith(
                ("GITHUB_", "GH_", "GIT_", "ANTHROPIC_", "ACTIONS_", "XDG_")
            ) or name.endswith(("_API_KEY", "CI")):
                patch.delenv(name)
        home = tmp_path_factory.mktemp("home")
        shutil.copy(GIT_SETTINGS, home / ".gitconfig")
        patch.setenv("HOME", str(home))
        patch.setenv("GIT_ALLOW_PROTOCOL", "file")
        patch.setenv("GIT_CONFIG_NOSYSTEM", "1")
        yield


@pytest.fixture(scope="session")
def schema():
    """The schema that ships."""
    return Schema.parse(SCHEMA_FILE.read_text("utf-8"))


@pytest.fixture(scope="session")
def golden(update_golden):
    """Compare files (name → text) with those kept in a folder, all of them; with --update-golden write them."""

    def check(folder, files):
        tops = {name.split("/")[0] for name in files}
        kept = {
            p.relative_to(folder).as_posix(): p
            for top in tops
            for p in [*(folder / top).rglob("*"), folder / top]
        }
        if update_golden:
            for path in kept.values():
                if path.is_file():
                    path.unlink()
            for name, text in files.items():
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                (folder / name).write_text(text, "utf-8", newline="\n")
            return
        assert files == {
            name: path.read_text("utf-8") for name, path in kept.items() if path.is_file()
        }

    return check
