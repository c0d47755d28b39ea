"""`wiki init --existing DIR`: offer to put a vault that existed before under this program.

All is made as objects, on one branch of the vault's own repository: first its files move to
`wiki/`, and nothing else, so that git follows each; then the links that the move would break; then
the product's half and a `schema.md` that fits. No file of the working tree is touched, nothing that
is there is written over, and a branch that is not merged can be deleted.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from pipeline.adapters.git.open_repository import open_repository, start_repository
from pipeline.adapters.git.repository import Repository
from pipeline.core.bookkeeping.log import EMPTY_LOG, LOG_PATH
from pipeline.core.errors import UserError
from pipeline.core.paths import find_name_clashes
from pipeline.core.setup.start_files import PLACEHOLDER, is_left_out
from pipeline.core.setup.vault_move import WIKI, MovedLinks, plan_moves
from pipeline.core.setup.vault_schema import schema_of_vault
from pipeline.core.setup.vault_survey import VaultSurvey, survey_vault
from pipeline.core.text import counted
from pipeline.operations.setup.product import MANIFEST, Product, ProductFile, read_file
from pipeline.operations.setup.upgrade import read_template

BRANCH = "move-to-wiki"
SCHEMA_PATH = "schema.md"
# Files of ours without which the program runs all the same: what stands there may stay.
KEEPABLE = frozenset(
    {
        *("README.md", "LICENSE", "AGENTS.md", "CONTRIBUTING.md", "Makefile", ".gitignore"),
        *(".gitattributes", ".editorconfig", ".mcp.json", ".github/pull_request_template.md"),
        *(".github/dependabot.yml", ".github/CODEOWNERS.example", ".github/zizmor.yml"),
    }
)
_MOST_SHOWN = 20


@dataclass(frozen=True)
class ExistingWiki:
    """What was found in a vault, and the branch that was made of it."""

    survey: VaultSurvey
    root: Path
    commit: str  # of the branch
    moved: int
    followed: int  # files whose links were rewritten
    added: int
    kept: tuple[str, ...]
    started: bool  # whether the folder became a repository by this
    obsidian: bool  # whether the settings of Obsidian moved along


def offer_existing(
    checkout: Path, folder: Path, keep: Collection[str], lean: bool, may_start: bool
) -> ExistingWiki:
    """Make the branch; `UserError` where it cannot be made, and then nothing is written.

    `keep` are files of the vault that stay where the product has one too. A folder that is no
    repository becomes one where `may_start` says so.
    """
    product, files = read_template(checkout)
    product, files = _without(product, files, lean)
    schema = _template_schema(checkout)
    with ExitStack() as stack:
        repo, prefix, started = _open(folder, checkout, may_start, stack)
        _refuse_unfit(repo)
        head = repo.head()
        blobs = {blob.path: blob for blob in repo.tree(head)}
        moves = plan_moves(blobs, prefix)
        inside = prefix if moves else WIKI
        notes = [p for p, blob in blobs.items() if _is_text(p, blob.mode)]
        texts = {path: _read(repo, blobs[path].sha) for path in notes}
        survey = survey_vault(
            [_below(path, inside, moves) for path in blobs],
            {
                _below(path, inside, moves): text
                for path, text in texts.items()
                if path in moves or (not moves and path.startswith(WIKI))
            },
        )
        if not survey.pages:
            raise UserError(f"{folder} holds no Markdown.", "Name the folder that holds the pages.")
        after = {moves.get(path, path) for path in blobs}
        kept = _refuse_what_stands_in_the_way({*files, MANIFEST}, after, keep)
        product, files = _keep(product, files, kept)
        links = MovedLinks(blobs, moves, prefix)
        rewritten = {
            moves.get(path, path): new
            for path, text in texts.items()
            if moves and (new := links.follow(path, text)) != text
        }
        ours = _team_files(schema_of_vault(schema, survey), blobs)
        commit = _commit(repo, head, moves, rewritten, product, files, ours)
        repo.move_branch(BRANCH, commit, None)
        obsidian = any(path.startswith(f"{WIKI}.obsidian/") for path in moves.values())
        counts = len(moves), len(rewritten), len(files)
        return ExistingWiki(survey, repo.root, commit, *counts, kept, started, obsidian)


def _open(
    folder: Path, checkout: Path, may_start: bool, stack: ExitStack
) -> tuple[Repository, str, bool]:
    """Return the vault's repository, the folder of the pages below it, and whether it is new."""
    if not folder.is_dir():
        raise UserError(f"{folder} is no folder.", "Name the folder of your notes.")
    if folder.resolve() == checkout.resolve() or checkout.resolve() in folder.resolve().parents:
        raise UserError(
            f"{folder} is in the checkout of the template.", "Name the folder of your own notes."
        )
    try:
        repo = stack.enter_context(open_repository(folder))
        started = False
    except UserError:
        if not may_start:
            raise UserError(
                f"{folder} is not in a git repository, so nothing of it could be taken back.",
                f"Make it one, with all that it holds: `git -C {folder} init -b main`,"
                f" `git -C {folder} add -A`, `git -C {folder} commit -m 'Our notes'`."
                " Or say `--yes`, and it is done for you.",
            ) from None
        start_repository(folder, "Our notes, as they were", ignored=False)
        repo = stack.enter_context(open_repository(folder))
        started = True
    below = folder.resolve().relative_to(repo.root.resolve()).as_posix()
    prefix = "" if below == "." or f"{below}/" == WIKI else f"{below}/"
    return repo, prefix, started


def _refuse_unfit(repo: Repository) -> None:
    if dirty := repo.dirty():
        raise UserError(
            f"Not committed yet: {_first(dirty)}.", "Commit it first, or put it aside by git stash."
        )
    if BRANCH in repo.branches(""):
        raise UserError(
            f"There is a branch {BRANCH} already.",
            f"Merge it, or delete it: `git branch -D {BRANCH}`.",
        )
    paths = {blob.path for blob in repo.tree(repo.head())}
    if MANIFEST in paths:
        raise UserError(
            "The program is in this repository already.", "Bring it up to date by `wiki upgrade`."
        )


def _refuse_what_stands_in_the_way(
    ours: Collection[str], after: Collection[str], keep: Collection[str]
) -> tuple[str, ...]:
    """Return what is kept of the vault in place of ours; `UserError` names all the rest."""
    team = {SCHEMA_PATH, LOG_PATH}
    there = {*after}
    folders = {f"{path.rpartition('/')[0]}/" for path in after if "/" in path}
    same = [path for path in ours if path in there or f"{path}/" in folders]
    clash = {path for path, _ in find_name_clashes([*there, *ours], [*ours], there)}
    above = [path for path in ours if any(each in there for each in _parents(path))]
    in_the_way = sorted({*same, *clash, *above, *(team & there)})
    if unknown := sorted(set(keep) - {*in_the_way}):
        raise UserError(f"`--keep {unknown[0]}`: nothing of ours is in its way.", "Leave it out.")
    if refused := sorted(set(keep) - KEEPABLE):
        raise UserError(
            f"`--keep {refused[0]}`: the program cannot do without its own.",
            f"One file may be kept of: {', '.join(sorted(KEEPABLE))}.",
        )
    left = [path for path in in_the_way if path not in keep]
    if left:
        raise UserError(_in_the_way_message(left), _in_the_way_hint(left))
    return tuple(sorted(keep))


def _in_the_way_message(left: list[str]) -> str:
    return f"Stands in the way of the program's own files, and nothing was written: {_first(left)}."


def _in_the_way_hint(left: list[str]) -> str:
    said = " ".join(f"--keep {path}" for path in left if path in KEEPABLE)
    stays = f"Keep yours in place of ours: `{said}`." if said else ""
    if any(path not in KEEPABLE for path in left):
        stays += (
            " Give the rest another name. The repository of a program is best left alone: make one"
            " of its folder of documents with `git subtree split`, as docs/existing-wikis.md shows."
        )
    return stays.strip()


def _without(
    product: Product, files: dict[str, ProductFile], lean: bool
) -> tuple[Product, dict[str, ProductFile]]:
    if not lean:
        return product, files
    return product.made_lean(), {p: file for p, file in files.items() if not is_left_out(p)}


def _keep(
    product: Product, files: dict[str, ProductFile], kept: Collection[str]
) -> tuple[Product, dict[str, ProductFile]]:
    """Return the list and the files without those in whose place the team's own stand."""
    listed = {path: sha for path, sha in product.files.items() if path not in kept}
    made = Product(product.version, listed, product.runs & listed.keys(), product.lean)
    return made, {path: file for path, file in files.items() if path not in kept}


def _template_schema(checkout: Path) -> str:
    found = read_file(checkout, SCHEMA_PATH)
    if found is None:
        raise UserError(f"{checkout} has no schema.md.", "Take a fresh clone of the template.")
    return found.data.decode()


def _team_files(schema: str, blobs: Collection[str]) -> dict[str, bytes]:
    made = {SCHEMA_PATH: schema.encode(), LOG_PATH: EMPTY_LOG.encode()}
    if not any(path.startswith("raw/") for path in blobs):
        made[PLACEHOLDER] = b""
    return made


def _commit(
    repo: Repository,
    head: str,
    moves: Mapping[str, str],
    rewritten: Mapping[str, str],
    product: Product,
    files: Mapping[str, ProductFile],
    ours: Mapping[str, bytes],
) -> str:
    tip = head
    if moves:
        tree = repo.tree_with_moves(head, moves)
        told = f"Move {counted(len(moves), 'file')} to wiki/\n\nNothing in them changes."
        tip = repo.commit_tree(tree, [tip], told)
    if rewritten:
        told = f"Follow the move in the links of {counted(len(rewritten), 'file')}"
        tip = repo.commit_tree(repo.write_tree(tip, dict(rewritten)), [tip], told)
    added: dict[str, str | bytes | None] = {path: file.data for path, file in files.items()}
    added |= {MANIFEST: product.text().encode(), **ours}
    tree = repo.write_tree(tip, added)
    if product.runs:
        tree = repo.tree_with_moves(tree, {path: path for path in sorted(product.runs)}, "100755")
    told = (
        f"Add git-llm-wiki {product.version} beside the pages\n\n`schema.md` fits what was found."
    )
    return repo.commit_tree(tree, [tip], told)


def _is_text(path: str, mode: str) -> bool:
    return path.endswith(".md") and mode in ("100644", "100755")


def _read(repo: Repository, sha: str) -> str:
    return repo.read(sha).decode("utf-8", "surrogateescape")


def _below(path: str, inside: str, moves: Mapping[str, str]) -> str:
    """Return a path as it will be below `wiki/`; of a file that does not move, as it is."""
    return moves[path][len(WIKI) :] if path in moves else path.removeprefix(inside)


def _parents(path: str) -> Iterable[str]:
    while "/" in path:
        path = path.rpartition("/")[0]
        yield path


def _first(paths: list[str]) -> str:
    more = f" and {len(paths) - _MOST_SHOWN} more" if len(paths) > _MOST_SHOWN else ""
    return ", ".join(paths[:_MOST_SHOWN]) + more
