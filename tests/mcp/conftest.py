"""What the tests of the server share: a wiki that none of them changes."""

import pytest

from tests.helpers.serving import serve, wiki_of


@pytest.fixture(scope="package")
def team_of_wiki(tmp_path_factory):
    """The repository."""
    return wiki_of(tmp_path_factory.mktemp("served") / "wiki")


@pytest.fixture(scope="package")
def wiki(team_of_wiki):
    """The wiki as a server has it that only reads."""
    made = serve(team_of_wiki)
    yield made
    made.close()
