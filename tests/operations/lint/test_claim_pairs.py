"""The pairs of a commit: kept in the git directory, and the same as found anew."""

from dataclasses import replace

from pipeline.adapters.git.open_repository import open_repository
from pipeline.adapters.program import digest_of_code
from pipeline.adapters.store.shortlists import load_shortlists, save_shortlists
from pipeline.core.claims.candidate_pairs import find_candidate_pairs
from pipeline.core.claims.claim_index import collect_statements
from pipeline.operations.lint.claim_pairs import SHORTLISTS_FILE, find_pairs
from pipeline.operations.repository.snapshot import take_snapshot
from tests.helpers.claims import page, record
from tests.helpers.repos import SCHEMA, Team


def team_in(root):
    root.mkdir()
    team = Team(root)
    team.git("init", "-q", "-b", "main")
    quotes = {f"s{n}-1": f"The pump lifts {n}00 litres." for n in range(1, 6)}
    files = {
        "schema.md": SCHEMA,
        **record("s1", "2020"),
        **page("Lost", "It lifts 950 litres.[^s5-1]", quotes),
    }
    for n in range(1, 6):
        files |= page(f"Pump {n}", f"The pump lifts {n}00 litres.[^s{n}-1]", quotes)
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    team.git("add", "-A")
    team.git("commit", "-qm", "Start")
    return team


def found(team, at="HEAD"):
    """The pairs of a commit, and what a search that keeps nothing finds; both are the same, to the last word."""
    with open_repository(team.root) as repo:
        snapshot = take_snapshot(repo, team.git("rev-parse", at).strip())
        pairs = find_pairs(snapshot)
        wiki, schema = snapshot.wiki, snapshot.schema
        assert list(pairs) == find_candidate_pairs(
            collect_statements(wiki, schema), schema.rules.lint.candidates, wiki
        )
        return pairs, repo.private / SHORTLISTS_FILE


def test_an_unchanged_wiki_has_the_same_pairs_from_what_was_kept(tmp_path):
    team = team_in(tmp_path / "w")
    pairs, file = found(team)
    assert any(not pair.b.slug for pair in pairs)
    assert len(pairs) > 5
    kept = file.read_bytes()
    file.touch()
    assert found(team)[0] == pairs
    assert file.read_bytes() == kept
    team.add("raw/new.md", "# New\n", "A source that no page knows")
    assert found(team)[0] == pairs


def test_nothing_is_searched_where_nothing_changed(tmp_path):
    team = team_in(tmp_path / "w")
    pairs, file = found(team)
    kept = load_shortlists(file, digest_of_code())
    save_shortlists(file, replace(kept, pairs=kept.pairs[:2]))
    with open_repository(team.root) as repo:
        assert find_pairs(take_snapshot(repo, repo.head())) == pairs[:2]


def test_who_wants_exact_pairs_gets_none_that_were_taken_over(tmp_path):
    team = team_in(tmp_path / "w")
    pairs, file = found(team)
    kept = load_shortlists(file, digest_of_code())
    short = replace(kept, pairs=kept.pairs[:2])
    with open_repository(team.root) as repo:
        snapshot = take_snapshot(repo, repo.head())
        save_shortlists(file, short)
        assert find_pairs(snapshot, exact=True) == pairs[:2]
        save_shortlists(file, replace(short, lists=replace(kept.lists, exact=False)))
        assert find_pairs(snapshot) == pairs[:2]
        assert find_pairs(snapshot, exact=True) == pairs
        assert load_shortlists(file, digest_of_code()) == kept


def test_a_page_that_is_gone_takes_its_pairs_along(tmp_path):
    team = team_in(tmp_path / "w")
    found(team)
    team.git("rm", "-q", "wiki/concepts/pump-2.md")
    team.git("commit", "-qm", "Take a page out")
    pairs, _ = found(team)
    assert pairs
    assert not any("pump-2" in side.path for pair in pairs for side in (pair.a, pair.b))


def test_a_tree_that_is_not_committed_is_searched_as_a_commit_is(tmp_path):
    team = team_in(tmp_path / "w")
    assert found(team, "HEAD^{tree}")[0] == found(team)[0]


def test_a_damaged_or_foreign_file_is_made_anew(tmp_path):
    team = team_in(tmp_path / "w")
    pairs, file = found(team)
    good = file.read_bytes()
    for bad in (b"", good[:-9], b"{}", good.replace(b"wiki/", b"raw//")):
        file.write_bytes(bad)
        assert found(team)[0] == pairs
        assert file.read_bytes() == good


def test_a_page_with_broken_front_matter_costs_its_own_pairs_only(tmp_path):
    team = team_in(tmp_path / "w")
    pairs, _ = found(team)
    team.add(
        "wiki/concepts/pump-3.md",
        "---\ntitle: [\n---\n\nThe pump lifts 300 litres.[^s3-1]\n",
        "Break it",
    )
    left, _ = found(team)
    assert {p.a.path for p in left} == {p.a.path for p in pairs} - {"wiki/concepts/pump-3.md"}
    assert found(team)[0] == left
