"""Where the doctor looks, and what it says of a thing it looked at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import quote

from pipeline.adapters.git.repository import Repository
from pipeline.adapters.git.tree_rows import Blob
from pipeline.core.changes.proposal_naming import COMPILE_BRANCHES
from pipeline.core.errors import UserError
from pipeline.core.github.branch_rules import BranchRules, combine_rules
from pipeline.core.github.state import RepositoryInfo
from pipeline.core.issues.checklist import ItemState
from pipeline.core.setup.start_issue import START_BRANCH
from pipeline.core.sources.source_request import ADD_BRANCHES
from pipeline.core.upkeep.upkeep import UPKEEP_BRANCHES
from pipeline.core.wiki.schema import Schema
from pipeline.operations.setup.product import MANIFEST, Product

if TYPE_CHECKING:
    from pipeline.adapters.github.client import GitHub  # most of a second, and not always needed

WORKFLOWS_FOLDER = ".github/workflows/"
# A branch of each kind that the bot pushes to; what rules GitHub has for it holds for its kind.
_BOT_BRANCHES = (
    START_BRANCH,
    *(f"{folder}doctor" for folder in (COMPILE_BRANCHES, UPKEEP_BRANCHES, ADD_BRANCHES)),
)


@dataclass(frozen=True)
class DoctorSite:
    """Where the doctor looks, and by what right.

    `in_actions`: as a workflow run, which alone knows what secrets are set.
    """

    repo: Repository | None
    hub: GitHub | None
    environ: Mapping[str, str]
    day: str
    in_actions: bool
    writes: bool  # whether labels may be made
    commit: str = ""  # whose files are looked at; those of HEAD, unless it is said


@dataclass(frozen=True)
class CheckResult:
    """What a check found, and what to do.

    `page` is the address, below the repository's, of the page on which it is mended.
    """

    state: ItemState
    said: str
    do: str = ""
    place: str = ""
    page: str = ""


class DoctorView:
    """The commit's files and GitHub's word on the repository, read once for all checks."""

    def __init__(self, site: DoctorSite) -> None:
        self.site = site
        self.environ = site.environ
        self.about: RepositoryInfo | None = site.hub.about() if site.hub else None
        self.branch = quote(self.about.default_branch, safe="") if self.about else "HEAD"
        self.commit = ""
        self.files: dict[str, Blob] = {}
        if site.repo:
            self.commit = site.commit or site.repo.head()
            self.files = {blob.path: blob for blob in site.repo.tree(self.commit)}

    @property
    def hub(self) -> GitHub:
        """Return GitHub; `UserError` where there is no way to it."""
        if self.site.hub is None:
            raise UserError("There is no way to GitHub.")
        return self.site.hub

    def read(self, path: str) -> bytes | None:
        """Return the content of a file of the commit, or None."""
        blob = self.files.get(path)
        return self.site.repo.read(blob.sha) if self.site.repo and blob else None

    def is_gone_here(self, paths: Iterable[str]) -> bool:
        """Tell whether files of the commit stand no more in a person's working tree."""
        repo = self.site.repo
        if repo is None or self.site.in_actions or self.commit != repo.head():
            return False
        dirty = {*repo.dirty("raw", "wiki")}
        return all(path in dirty and not (repo.root / path).exists() for path in paths)

    def schema(self) -> Schema:
        """Return the schema; `UserError` where it cannot be read."""
        text = self.read("schema.md")
        if text is None:
            raise UserError(
                "There is no schema.md at the root of the repository.",
                "Restore it from the template.",
            )
        return Schema.parse(text.decode("utf-8", "replace"))

    def wanted_workflows(self) -> list[str]:
        """Return the paths of the product's workflow files; `UserError` where no list has them."""
        data = self.read(MANIFEST)
        if data is None:
            raise UserError(
                f"{MANIFEST} is missing, which lists the product's files.",
                "Restore it from the template.",
            )
        return [path for path in Product.parse(data).files if path.startswith(WORKFLOWS_FOLDER)]

    def has_app(self) -> bool:
        """Tell whether a GitHub App is set up for the workflows, with its name and its key."""
        return bool(self.environ.get("WIKI_APP_CLIENT_ID")) and is_set(
            self.environ, "HAS_WIKI_APP_KEY"
        )

    @cached_property
    def rules(self) -> BranchRules | None:
        """Return all rules of the default branch; None where GitHub does not show them."""
        branch = self.hub.default_branch()
        ruled, protected = self.hub.rules(branch), self.hub.protection(branch)
        if ruled is None or protected is None:
            return None
        return combine_rules((ruled, protected))

    @cached_property
    def proposal_rules(self) -> BranchRules | None:
        """Return all rules of the branches that the bot pushes; None where they are not shown."""
        found = [self.hub.rules(branch) for branch in _BOT_BRANCHES]
        seen = [rules for rules in found if rules is not None]
        return combine_rules(seen) if len(seen) == len(found) else None


def is_set(environ: Mapping[str, str], name: str) -> bool:
    """Tell whether a workflow's expression such as `secrets.X != ''` came out true."""
    return environ.get(name, "").lower() == "true"


def list_names(names: Iterable[str]) -> str:
    """Return names as a list in a sentence."""
    return ", ".join(f"`{name}`" for name in names)
