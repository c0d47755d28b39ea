"""The public API of Python is read from its text: signatures, docstrings, and nothing private."""

from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.sources.python_api import LONGEST_PACKAGE, describe_package, group_modules

BOIL = '''"""Boil water.

Units
-----
Litres, everywhere.
"""
from typing import Any

def boil(water: float, *, fast: bool = False) -> "Steam":
    """Return the steam of `water`.

    # not a heading
    """

def _secret(): "Nobody sees it."

def undocumented(): pass

class Kettle(Vessel, metaclass=Any):
    """A vessel."""
    def __init__(self, litres: int = 2):
        """Make one of so many litres."""
    async def fill(self, *how): "Fill it."
    def _empty(self): "Nobody sees it."
'''


def test_a_module_is_told_by_its_public_names():
    text, problems = describe_package("kettle", {"kettle": '"""Kettles."""', "kettle.boil": BOIL})
    assert problems == []
    assert text == (
        "# The public API of `kettle`\n\nKettles.\n\n## Module `kettle.boil`\n\n"
        "Boil water.\n\n**Units**\n\nLitres, everywhere.\n\n"
        "### `def boil(water: float, *, fast: bool=False) -> 'Steam'`\n\n"
        "Return the steam of `water`.\n\n\\# not a heading\n\n"
        "### `class Kettle(Vessel)`\n\nA vessel.\n\n"
        "Made by `Kettle(self, litres: int=2)`.\n\nMake one of so many litres.\n\n"
        "#### `Kettle.fill(self, *how)`\n\nFill it.\n"
    )


def test_the_names_of_all_are_the_public_ones():
    text, _ = describe_package("a", {"a": '__all__ = ["_b"]\ndef _b(): "One."\ndef c(): "Two."\n'})
    assert "_b" in text
    assert "Two." not in text


def test_what_cannot_be_parsed_or_is_too_long_is_said():
    modules = {"a.x": "def (", "a.y": '"""Fine."""', "a.z": f'"""{"z " * LONGEST_PACKAGE}"""'}
    modules["a.deep"] = "(" * 5_000
    text, problems = describe_package("a", modules)
    assert "Fine." in text
    assert len(problems) == 3
    assert "a.z" in problems[-1]


def test_modules_are_grouped_by_folders_and_tests_are_no_api():
    paths = ["src/k/__init__.py", "src/k/a.py", "src/k/in/b.py", "k2.py", "setup.py"]
    paths += ["tests/test_a.py", "src/k/_private.py", "docs/conf.py", "a-b/c.py", "k/test_x.py"]
    assert group_modules(paths) == {
        "k": {"k": "src/k/__init__.py", "k.a": "src/k/a.py"},
        "k.in": {"k.in.b": "src/k/in/b.py"},
        "k2": {"k2": "k2.py"},
    }


@given(st.text(max_size=200))
def test_any_text_is_read_or_said_to_be_none(text):
    describe_package("a", {"a": text})
