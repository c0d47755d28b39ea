"""GitHub's JSON for accounts and for the repository, which stand inside of nearly all else."""

import zlib

# the last part of an address of the API, and what a client fills in behind it
_OF_USER = {
    "followers": "",
    "following": "{/other_user}",
    "gists": "{/gist_id}",
    "starred": "{/owner}{/repo}",
    "subscriptions": "",
    "events": "{/privacy}",
    "received_events": "",
}
_OF_REPOSITORY = {
    "assignees": "{/user}",
    "branches": "{/branch}",
    "collaborators": "{/collaborator}",
    "comments": "{/number}",
    "commits": "{/sha}",
    "contributors": "",
    "deployments": "",
    "downloads": "",
    "events": "",
    "forks": "",
    "hooks": "",
    "issues": "{/number}",
    "keys": "{/key_id}",
    "labels": "{/name}",
    "languages": "",
    "merges": "",
    "milestones": "{/number}",
    "notifications": "{?since,all,participating}",
    "pulls": "{/number}",
    "releases": "{/id}",
    "stargazers": "",
    "subscribers": "",
    "subscription": "",
    "tags": "",
    "teams": "",
}
_OTHERWISE = {
    "archive_url": "/{archive_format}{/ref}",
    "blobs_url": "/git/blobs{/sha}",
    "compare_url": "/compare/{base}...{head}",
    "contents_url": "/contents/{+path}",
    "git_commits_url": "/git/commits{/sha}",
    "git_refs_url": "/git/refs{/sha}",
    "git_tags_url": "/git/tags{/sha}",
    "issue_comment_url": "/issues/comments{/number}",
    "issue_events_url": "/issues/events{/number}",
    "statuses_url": "/statuses/{sha}",
    "trees_url": "/git/trees{/sha}",
}
_COUNTS = ("forks", "open_issues", "stargazers", "watchers")


def user(forge, login):
    if not login:
        return None  # a deleted account
    url = f"{forge.url}/users/{login}"
    addresses = {f"{name}_url": f"{url}/{name}{rest}" for name, rest in _OF_USER.items()}
    return addresses | {
        "login": login,
        "id": number_of(login),
        "node_id": f"U_{login}",
        "avatar_url": f"{forge.server}/avatars/{number_of(login)}",
        "gravatar_id": "",
        "type": "Bot" if login.endswith("[bot]") else "User",
        "site_admin": False,
        "url": url,
        "html_url": f"{forge.server}/{login}",
        "organizations_url": f"{url}/orgs",
        "repos_url": f"{url}/repos",
    }


def person(forge, login):
    """Return a person as everybody sees whoever has an account."""
    unsaid = ("bio", "blog", "company", "email", "hireable", "location", "name")
    counts = ("followers", "following", "public_gists", "public_repos")
    times = {"created_at": forge.born, "updated_at": forge.born, "user_view_type": "public"}
    return user(forge, login) | dict.fromkeys(unsaid) | dict.fromkeys(counts, 0) | times


def number_of(name):
    """Return a number that stands for a name, always the same."""
    return zlib.crc32(name.encode("utf-8"))


def repository(forge, owner="", full=False):
    """Return the repository, or a fork of it by `owner`; `full` as it is answered for itself alone."""
    is_fork = bool(owner) and owner != forge.owner
    name = f"{owner}/{forge.name}" if is_fork else forge.repository
    api, page = f"{forge.url}/repos/{name}", f"{forge.server}/{name}"
    shown = {f"{part}_url": f"{api}/{part}{rest}" for part, rest in _OF_REPOSITORY.items()}
    shown |= {key: api + rest for key, rest in _OTHERWISE.items()}
    shown |= {f"{what}_count": 0 for what in _COUNTS}
    return (
        shown
        | {
            "id": number_of(name),
            "node_id": f"R_{number_of(name)}" if is_fork else f"R_{forge.name}",
            "name": forge.name,
            "full_name": name,
            "owner": user(forge, owner) if is_fork else organisation(forge),
            "private": forge.visibility != "public",
            "visibility": forge.visibility,
            "fork": is_fork or forge.is_fork,
            "archived": False,
            "disabled": False,
            "description": None,
            "homepage": None,
            "language": None,
            "license": None,
            "mirror_url": None,
            "url": api,
            "html_url": page,
            "clone_url": f"{page}.git",
            "git_url": f"git:{name}.git",
            "ssh_url": f"git@github.com:{name}.git",
            "svn_url": page,
            "default_branch": forge.default_branch,
            "is_template": forge.is_template,
            "created_at": forge.born,
            "updated_at": forge.born,
            "pushed_at": forge.pushed_at or forge.stamp,
            "size": 1,
            "forks": 0,
            "open_issues": 0,
            "watchers": 0,
            "topics": [],
            "has_issues": True,
            "has_projects": True,
            "has_wiki": False,
            "has_pages": False,
            "has_discussions": False,
            "has_downloads": True,
            "web_commit_signoff_required": False,
            "delete_branch_on_merge": forge.deletes_merged_branches,
        }
        | ({"network_count": 0, "subscribers_count": 0} if full else {})
    )


def organisation(forge):
    """Return the owner of the repository."""
    return user(forge, forge.owner) | {"type": "Organization"}
