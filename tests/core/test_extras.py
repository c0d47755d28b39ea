"""Where an extra is missing, one sentence names the command that installs it."""

import pytest

from pipeline.core.errors import UserError
from pipeline.core.extras import NotInstalled, imported_for, not_installed


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


def test_a_package_that_lacks_a_library_of_the_system_is_told_with_what_it_lacks(
    tmp_path, monkeypatch
):
    lacks = "libGL.so.1: cannot open shared object file:\\nNo such file or directory"
    (tmp_path / "kettle_without_a_lid.py").write_text(f"raise ImportError('{lacks}')\n")
    monkeypatch.syspath_prepend(tmp_path)
    with (
        pytest.raises(NotInstalled) as caught,
        imported_for("Whistles are read with kettle", "ocr"),
    ):
        import kettle_without_a_lid  # noqa: F401
    assert caught.value.message == (
        "Whistles are read with kettle, which is installed and cannot be loaded: "
        "libGL.so.1: cannot open shared object file: No such file or directory."
    )
    assert caught.value.hint == "Install what it lacks, or run `make ocr` again."


def test_a_name_that_a_module_of_ours_lacks_is_our_own_mistake():
    with pytest.raises(ImportError) as caught, imported_for("Whistles are read", "addresses"):
        from pipeline.core.errors import kettle  # noqa: F401
    assert not isinstance(caught.value, UserError)


def test_a_module_of_ours_that_is_not_there_is_our_own_mistake():
    with pytest.raises(ModuleNotFoundError), imported_for("Whistles are read", "addresses"):
        import pipeline.kettle  # noqa: F401
