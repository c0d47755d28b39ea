import pytest

from pipeline.adapters.messages.credentials import has_credential
from pipeline.adapters.secrets import find_secrets, redact

FEDERATION = {
    "ANTHROPIC_FEDERATION_RULE_ID": "fdrl_1",
    "ANTHROPIC_ORGANIZATION_ID": "org",
    "ANTHROPIC_IDENTITY_TOKEN_FILE": "/run/token",
}


@pytest.mark.parametrize(
    "environ",
    [
        {"ANTHROPIC_API_KEY": "key"},
        {"ANTHROPIC_AUTH_TOKEN": "token"},
        {"ANTHROPIC_PROFILE": "team"},
        {"ANTHROPIC_CUSTOM_HEADERS": "x-team: gas\nAuthorization: Basic abc"},
        FEDERATION,
    ],
)
def test_each_credential_of_the_environment_is_found(environ, tmp_path):
    assert has_credential({"HOME": str(tmp_path), **environ})


@pytest.mark.parametrize(
    "environ",
    [
        {},
        {"ANTHROPIC_API_KEY": ""},
        {"ANTHROPIC_BASE_URL": "http://localhost"},
        {"ANTHROPIC_CUSTOM_HEADERS": "x-team: gas"},
        *[
            {name: value for name, value in FEDERATION.items() if name != left_out}
            for left_out in FEDERATION
        ],
    ],
)
def test_half_a_credential_is_none(environ, tmp_path):
    assert not has_credential({"HOME": str(tmp_path), **environ})


def test_a_default_profile_on_disk_is_found(tmp_path):
    (tmp_path / ".config/anthropic/configs").mkdir(parents=True)
    (tmp_path / ".config/anthropic/configs/default.json").write_text("{}")
    assert has_credential({"HOME": str(tmp_path)})


def test_a_profile_that_was_chosen_is_found_wherever_the_profiles_are(tmp_path):
    (tmp_path / "active_config").write_text("team\n")
    assert has_credential({"HOME": "/nowhere", "ANTHROPIC_CONFIG_DIR": str(tmp_path)})


def test_what_is_found_is_what_the_sdk_finds(monkeypatch):
    import anthropic

    for name, value in FEDERATION.items():
        monkeypatch.setenv(name, value)
    assert anthropic.Anthropic().credentials is not None
    monkeypatch.delenv("ANTHROPIC_ORGANIZATION_ID")
    assert anthropic.Anthropic().credentials is None


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("key sk-ant-api03-Ab_c-9 refused", "key [hidden] refused"),
        ("authorization: Bearer abc.def/ghi= refused", "authorization: Bearer [hidden] refused"),
        ("token eyJhbGciOi.eyJzdWIi.c2ln expired", "token [hidden] expired"),
        ("ghs_0123456789abcdefghijKLMN", "[hidden]"),
        ("https://me:secret@proxy.example/v1", "https://[hidden]@proxy.example/v1"),
        ("the bearer of gas limits", "the bearer [hidden] gas limits"),
        ("nothing to hide: gas 2100", "nothing to hide: gas 2100"),
    ],
)
def test_what_looks_like_a_secret_is_hidden(text, safe):
    assert redact(text) == safe


def test_every_secret_of_the_environment_is_hidden():
    environ = {
        "ANTHROPIC_API_KEY": "plain-key",
        "ANTHROPIC_AUTH_TOKEN": "plain-token",
        "ANTHROPIC_CUSTOM_HEADERS": "x-proxy-key: behind-the-colon",
        "HOME": "/home/me",
    }
    said = redact("plain-key plain-token behind-the-colon /home/me", find_secrets(environ))
    assert said == "[hidden] [hidden] [hidden] /home/me"


def test_a_placeholder_is_no_secret():
    assert redact("the ollama server", ["llama"]) == "the ollama server"
