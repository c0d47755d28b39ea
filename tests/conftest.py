"""What all tests share: a bare environment, golden files that can be rewritten, and how hard hypothesis tries."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from pipeline.core.wiki.schema import Schema
from tests.helpers.flows import world  # noqa: F401  (a fixture)

SCHEMA_FILE = Path(__file__).parent.parent / "schema.md"

settings.register_profile(
    "wiki",
    max_examples=60,
    deadline=None,
    derandomize=bool(os.environ.get("CI")),
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile(
    "long", settings.get_profile("wiki"), max_examples=2_000, derandomize=False
)
settings.register_profile(
    "soak", settings.get_profile("wiki"), max_examples=25, derandomize=False, print_blob=True
)
PROFILE = os.environ.get("HYPOTHESIS_PROFILE", "wiki")
SEARCH = PROFILE in ("long", "soak")  # look in other places each time, and for longer
settings.load_profile(PROFILE)


def pytest_addoption(parser):
    parser.addoption(
        "--update-golden", action="store_true", help="rewrite the expected files; review their diff"
    )


@pytest.fixture(scope="session")
def update_golden(request):
    return request.config.getoption("--update-golden")


@pytest.fixture(scope="session", autouse=True)
def bare_world(tmp_path_factory):
    """No credential, nothing of GitHub's, no one's git settings, an empty home, and git that reaches no network."""
    with pytest.MonkeyPatch.context() as patch:
        for name in list(os.environ):
            if name.startswith(
                ("GITHUB_", "GH_", "GIT_", "ANTHROPIC_", "ACTIONS_", "XDG_")
            ) or name.endswith("_API_KEY"):
                patch.delenv(name)
        patch.setenv("HOME", str(tmp_path_factory.mktemp("home")))
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
