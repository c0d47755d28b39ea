"""Where an extra is missing, one sentence names the command that installs it."""

import pytest

from pipeline.core.errors import UserError
from pipeline.core.extras import imported_for, not_installed


def test_the_sentence_names_what_is_missing_and_the_command():
    error = not_installed("Addresses on the web are tried with lychee", "addresses")
    assert str(error.message) == (
        "Addresses on the web are tried with lychee, which is not installed."
    )
    assert error.hint == "Run `make addresses`, which installs it beside this program."


def test_a_package_that_is_not_there_is_told_by_that_sentence():
    with (
        pytest.raises(UserError, match="read with kettle, which is not installed") as caught,
        imported_for("Whistles are read with kettle", "addresses"),
    ):
        import kettle_of_no_registry  # noqa: F401
    assert "make addresses" in caught.value.hint


def test_a_package_that_is_there_is_imported():
    with imported_for("Texts are cut with the standard library", "addresses"):
        import textwrap
    assert textwrap.dedent(" a") == "a"


def test_a_module_of_ours_that_is_not_there_is_our_own_mistake():
    with pytest.raises(ModuleNotFoundError), imported_for("Whistles are read", "addresses"):
        import pipeline.kettle  # noqa: F401
