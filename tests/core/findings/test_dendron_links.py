"""Links as Dendron writes them: the label first, a vault, a range."""

import pytest

from pipeline.core.findings.dendron_links import is_dendron, read_dendron_ref
from pipeline.core.markup.links import links_of

HERE = "wiki/notes/pkg.a.md"


@pytest.mark.parametrize(
    ("written", "ref"),
    [
        ("[[pkg.a.setup]]", "[pkg.a.setup"),
        ("[[How to set up|pkg.a.setup]]", "[pkg.a.setup"),
        ("[[How to set up|pkg.a.setup#start]]", "[pkg.a.setup#start"),
        ("![[pkg.a.setup#start,1:#*]]", "[pkg.a.setup#start"),
        ("![[pkg.a.setup#start,1]]", "[pkg.a.setup#start"),
        ("![[pkg.a.setup#start:#end]]", "[pkg.a.setup#start"),
        ("[[#start]]", "[#start"),
        ("[[Elsewhere|dendron://other.vault/a.b#c]]", ""),
        ("[[../packages/engine.ts]]", ""),
        ("[x](pkg.a.setup.md)", "(wiki/notes/pkg.a.setup.md"),
    ],
)
def test_the_target_of_a_link_stands_behind_its_label(written, ref):
    text = f"It says {written}.\n"
    (link,) = links_of(text)
    assert read_dendron_ref(link, text, HERE) == ref


def test_a_workspace_is_known_by_its_settings():
    assert is_dendron(frozenset({"dendron.yml", "wiki/a.md"}))
    assert not is_dendron(frozenset({"wiki/about-dendron.yml", "wiki/a.md"}))
