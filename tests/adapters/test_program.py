"""What is kept holds for the very code that made it, wherever in the package that stands."""

import shutil
from pathlib import Path

import pytest

import pipeline
from pipeline.adapters.program import digest_of_code
from tests.project.layers import LEVELS

PACKAGE = Path(pipeline.__file__).parent


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    folder = tmp_path_factory.mktemp("program") / "pipeline"
    shutil.copytree(PACKAGE, folder, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


def digest(folder):
    return digest_of_code.__wrapped__(folder)


@pytest.fixture(scope="module")
def before(copy):
    return digest(copy)


@pytest.mark.parametrize("folder", LEVELS)
def test_a_change_of_any_module_is_another_program(copy, before, folder):
    module = max((copy / folder).rglob("*.py"))
    text = module.read_text("utf-8")
    module.write_text(f"{text}# another line\n", "utf-8")
    changed = digest(copy)
    module.write_text(text, "utf-8")
    assert changed != before


def test_a_module_that_moves_is_another_program_and_a_text_is_none(copy, before):
    assert before == digest(copy) == digest_of_code()
    (copy / "core/README.md").write_text("Other words.\n", "utf-8")
    assert digest(copy) == before
    (copy / "core/text.py").rename(copy / "core/words.py")
    assert digest(copy) != before
    (copy / "core/words.py").rename(copy / "core/text.py")
