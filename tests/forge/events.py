"""Webhook payloads as GitHub sends them to a workflow run, as far as workflows look at them."""

from tests.forge import bare, shapes


class Events:
    def event(self, kind, login="alice", **about):
        """Return the payload of an event.

        push: `before`, `after` (default: the branch's tip), `branch`. issue_comment: `comment` (an id), `action`.
        pull_request: `number`, `action`, `label`. workflow_dispatch: `inputs`, `workflow` (a file), `branch`.
        schedule: `cron`. issues: `number`, `action`.
        """
        with self.lock:
            payload = getattr(self, f"_{kind}_event")(login, **about)
            return payload | {
                "repository": shapes.repository(self),
                "sender": shapes.user(self, login),
            }

    def _push_event(self, login, before=bare.ZERO, after="", branch="main"):
        after = after or self.git.branch(branch) or bare.ZERO
        created, deleted = before == bare.ZERO, after == bare.ZERO
        return {
            "ref": f"refs/heads/{branch}",
            "before": before,
            "after": after,
            "created": created,
            "deleted": deleted,
            "forced": not created and not deleted and self.git.merge_base(before, after) != before,
            "compare": f"{self.server}/{self.repository}/compare/{before[:12]}...{after[:12]}",
            "base_ref": None,
            "commits": [],
            "head_commit": None if deleted else self._head_commit(login, after),
            "pusher": {"name": login, "email": f"{login}@users.noreply.github.com"},
        }

    def _head_commit(self, login, sha):
        person = {"name": login, "email": f"{login}@users.noreply.github.com", "username": login}
        return {
            "id": sha,
            "tree_id": bare.ZERO,
            "distinct": True,
            "message": "Change by hand",
            "timestamp": self.stamp,
            "url": f"{self.server}/{self.repository}/commit/{sha}",
            "author": person,
            "committer": person,
            "added": [],
            "modified": [],
            "removed": [],
        }

    def _issue_comment_event(self, _, comment, action="created"):
        made = self.comments[comment]
        shown = {
            "issue": shapes.issue(self, self.items[made.number]),
            "comment": shapes.comment(self, made),
        }
        return {"action": action, **_changes(action, made)} | shown

    def _issues_event(self, _, number, action="opened"):
        item = self.items[number]
        return {"action": action, **_changes(action, item), "issue": shapes.issue(self, item)}

    def _pull_request_event(self, _, number, action="opened", label=""):
        payload = {
            "action": action,
            "number": number,
            "pull_request": shapes.pull(self, self.pulls[number]),
        }
        return payload | ({"label": shapes.label(self, self.known_label(label))} if label else {})

    def _workflow_dispatch_event(self, _, workflow, inputs=None, branch="main"):
        return {
            "inputs": inputs,
            "ref": f"refs/heads/{branch}",
            "workflow": f".github/workflows/{workflow}",
        }

    def _schedule_event(self, _, cron="17 3 * * *"):
        return {"schedule": cron}


def _changes(action, item):
    """Return what an event says of an edit: the text as it was."""
    return {"changes": {"body": {"from": item.before}}} if action == "edited" else {}
