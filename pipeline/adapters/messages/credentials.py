"""Tell whether the `anthropic` SDK will find a credential, and of which kind.

The SDK resolves `ANTHROPIC_API_KEY`, `ANTHROPIC_AUTH_TOKEN`, the profile that `ANTHROPIC_PROFILE`
names, the variables of workload identity federation, and the active profile on disk, in that order;
where federation lacks its identity token, a job on GitHub gets one there (`identity.py`). Since
2.12 the SDK sends an API key as `Authorization: Bearer` only; to a server that is not Anthropic's
we send it as `x-api-key` as well, and `ANTHROPIC_CUSTOM_HEADERS` can add what else a proxy wants.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from pathlib import Path

from pipeline.core.errors import RunStopped

# These go before the identity of a job.
OTHER_CREDENTIALS = (
    "ANTHROPIC_API_KEY",
    "ANTHROPIC_AUTH_TOKEN",
    "ANTHROPIC_PROFILE",
    "ANTHROPIC_IDENTITY_TOKEN",
    "ANTHROPIC_IDENTITY_TOKEN_FILE",
)


class AccessError(RunStopped):
    """The model cannot be used at all as things are set up; no other call would fare better."""


def missing_credential() -> AccessError:
    """Return the error to raise where there is no credential."""
    return AccessError(
        "No credential for the model was found.",
        "Set ANTHROPIC_API_KEY (for a server of your own that asks for none, to any value) or the"
        " variables of workload identity federation, or set `librarian: extractive` in schema.md.",
        "credential",
    )


def has_credential(environ: Mapping[str, str]) -> bool:
    """Tell whether the SDK will find a credential in this environment or in profiles on disk."""
    if (
        environ.get("ANTHROPIC_API_KEY")
        or environ.get("ANTHROPIC_AUTH_TOKEN")
        or environ.get("ANTHROPIC_PROFILE")
    ):
        return True
    return (
        _has_header(environ)
        or _is_federated(environ)
        or pays_by_identity(environ)
        or _has_profile(environ)
    )


def pays_by_identity(environ: Mapping[str, str]) -> bool:
    """Tell whether this is a job on GitHub whose identity is to be exchanged for access.

    A job without the permission for it counts too: federation was chosen, and the user must hear
    what is missing.
    """
    if _has_header(environ) or any(environ.get(name) for name in OTHER_CREDENTIALS):
        return False
    on_github = (
        environ.get("ACTIONS_ID_TOKEN_REQUEST_URL") or environ.get("GITHUB_ACTIONS") == "true"
    )
    return bool(on_github and _has_rule(environ))


def _has_header(environ: Mapping[str, str]) -> bool:
    headers = environ.get("ANTHROPIC_CUSTOM_HEADERS", "")
    return bool(re.search(r"^\s*(authorization|x-api-key)\s*:", headers, re.I | re.M))


def _is_federated(environ: Mapping[str, str]) -> bool:
    token = environ.get("ANTHROPIC_IDENTITY_TOKEN_FILE") or environ.get("ANTHROPIC_IDENTITY_TOKEN")
    return bool(token and _has_rule(environ))


def _has_rule(environ: Mapping[str, str]) -> bool:
    return bool(
        environ.get("ANTHROPIC_FEDERATION_RULE_ID") and environ.get("ANTHROPIC_ORGANIZATION_ID")
    )


def _has_profile(environ: Mapping[str, str]) -> bool:
    """Tell whether the active profile is on disk.

    A profile that was chosen counts even where it is broken, so that the user hears what is wrong.
    """
    folder = _config_folder(environ)
    try:
        return bool((folder / "active_config").read_text("utf-8").strip())
    except (OSError, UnicodeDecodeError):
        pass
    try:
        return (folder / "configs" / "default.json").is_file()
    except OSError:  # a home that is somebody else's
        return False


def _config_folder(environ: Mapping[str, str]) -> Path:
    if chosen := environ.get("ANTHROPIC_CONFIG_DIR"):
        return Path(chosen)
    home = Path(environ.get("HOME") or Path.home())
    if sys.platform == "win32":
        return Path(environ.get("APPDATA") or home / "AppData" / "Roaming") / "Anthropic"
    return home / ".config" / "anthropic"
