"""What the program is built on: declared, imported, and listed in docs/dependencies.md."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from importlib.metadata import packages_distributions
from typing import get_args

import pytest

from pipeline.core.extras import Extra
from tests.helpers.repos import ROOT
from tests.project.dependencies import BASE, EXTRAS, OURS, PROJECT, names
from tests.project.layers import FILES, imports

# of these the data files are read, and nothing is imported
READ = {"symspellpy", "textblob"}
TABLE = (ROOT / "docs" / "dependencies.md").read_text("utf-8")
ROW = re.compile(r"^\| `([\w-]+)` \| (\w+) \|(.+)\|$", re.MULTILINE)


def imported():
    """Return the packages of others that modules import, each as the names that registries use.

    An extra that is not installed here is taken to be called as it is imported.
    """
    roots = {dotted.split(".")[0] for name in FILES for dotted in imports(name)}
    known = packages_distributions()
    return {
        root: {re.sub("[-_.]+", "-", name).lower() for name in known.get(root, [root])}
        for root in roots - sys.stdlib_module_names - {"pipeline"}
    }


def declared_groups():
    groups = PROJECT["optional-dependencies"]
    return sorted(
        [(name, "base") for name in BASE]
        + [(name, group) for group, lines in groups.items() for name in names(lines)]
    )


def test_every_dependency_is_in_the_table_under_its_group_and_nothing_else_is():
    assert sorted((name, group) for name, group, _ in ROW.findall(TABLE)) == declared_groups()


def test_every_row_is_complete():
    for name, _, rest in ROW.findall(TABLE):
        cells = [cell.strip() for cell in rest.split("|")]
        assert len(cells) == 5, name
        assert all(cells), name
        assert re.fullmatch(r"20\d\d-\d\d", cells[2]), name


def test_what_is_imported_is_declared():
    extras = {name for each in EXTRAS.values() for name in each}
    assert {root: found for root, found in imported().items() if not found & (BASE | extras)} == {}


def test_every_dependency_of_the_base_is_imported_or_its_data_read():
    found = {name for names in imported().values() for name in names}
    assert BASE - found == READ


def test_every_extra_has_the_name_that_its_sentence_may_say():
    assert set(get_args(Extra)) == set(EXTRAS)
    assert not set(EXTRAS) & set(OURS)


def planned(folder, target):
    """Return what `make` would do."""
    command = ["make", "--dry-run", target]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True).stdout


@pytest.mark.parametrize("extra", EXTRAS)
def test_every_extra_is_installed_by_its_name(extra):
    assert f"-r requirements-{extra}.txt" in planned(ROOT, extra)


def test_a_new_extra_is_a_target_as_soon_as_pyproject_names_it(tmp_path):
    for name in ("Makefile", "requirements.txt", "requirements-dev.txt"):
        shutil.copy(ROOT / name, tmp_path)
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    toy = text.replace("\naddresses = [", '\ntoy = ["kettle>=1"]\naddresses = [')
    (tmp_path / "pyproject.toml").write_text(toy)
    assert "-r requirements-toy.txt" in planned(tmp_path, "toy")
    assert "uv pip compile" in planned(tmp_path, "lock").partition("for extra in")[2]
    assert "for extra in toy addresses" in planned(tmp_path, "lock")
