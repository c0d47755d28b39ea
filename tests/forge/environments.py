"""The environment in which the program, and git, meet the forge as they would meet GitHub."""


class Environments:
    def git_environment(self, environ=None):
        """Return `environ` with git's `https://github.com/` led to the forge's repositories.

        Programs that add a configuration of their own must append theirs to those that are counted here.
        """
        environ = dict(environ or {})
        count = int(environ.get("GIT_CONFIG_COUNT") or 0)
        return environ | {
            "GIT_CONFIG_COUNT": str(count + 1),
            f"GIT_CONFIG_KEY_{count}": f"url.{self.root.as_uri()}/.insteadOf",
            f"GIT_CONFIG_VALUE_{count}": f"{self.server}/",
            "GIT_ALLOW_PROTOCOL": "file",
        }

    def environment(self, workflow="", job="", token="job-token", **more):
        """Return what a job of a workflow (its name) sees: GITHUB_*, the token, and the way to the repository."""
        named = {"GITHUB_WORKFLOW": workflow, "GITHUB_JOB": job} if workflow else {}
        return self.git_environment() | named | {
            "GITHUB_API_URL": self.url,
            "GITHUB_SERVER_URL": self.server,
            "GITHUB_REPOSITORY": self.repository,
            "GITHUB_TOKEN": token,
            "WIKI_GITHUB_PACE": "0",
        } | more  # fmt: skip

    @property
    def remote(self):
        """The address for `git clone` and `git remote add`, under `git_environment`."""
        return f"{self.server}/{self.repository}"
