"""Pull requests follow their branches: heads, merges, and the ends that come by themselves.

GitHub does this when something is pushed. The forge does it after every push and before every request; it costs no process
while no branch has moved.
"""

from tests.forge import bare as commands


def follow(forge):
    """Bring every open pull request up to date with its branches."""
    moved = [(pull, *_tips(forge, pull)) for pull in forge.pulls.values() if pull.state == "open"]
    moved = [
        (pull, head, base)
        for pull, head, base in moved
        if (head, base) != (pull.head_sha, pull.base_sha)
    ]
    if not moved:
        return
    alive = [each for each in moved if None not in each]
    merged = _merged(forge, alive)
    for pull, head, base in moved:
        if head is None or base is None:
            _end(forge, pull)  # as GitHub does when a branch is deleted
        elif head in merged:
            known, pull.head_sha, pull.base_sha = pull.head_sha, head, base
            # pushed by hand into its base; or reset to where nothing is left
            _end(forge, pull, merged=known in merged)
        else:
            pull.head_sha, pull.base_sha = head, base
    refresh(forge, [pull for pull, *_ in alive])


def _tips(forge, pull):
    own = pull.owner == forge.owner
    return (forge.git.branch(pull.head) if own else pull.head_sha), forge.git.branch(pull.base)


def _merged(forge, moved):
    found = set()
    for base in {base for _, _, base in moved}:
        heads = {sha for pull, head, onto in moved if onto == base for sha in (pull.head_sha, head)}
        found |= heads - forge.git.unmerged(heads, base)
    return found


def _end(forge, pull, merged=False):
    at = forge.tick()
    pull.state, pull.closed_at, pull.updated_at = "closed", at, at
    if merged:
        pull.merged, pull.merged_at, pull.merge_commit = True, at, pull.base_sha
    forge.note(pull, "merged" if merged else "closed", forge.last_pusher)


def refresh(forge, pulls):
    """Write refs/pull/N/head and, where head and base merge cleanly, refs/pull/N/merge."""
    live = [pull for pull in pulls if pull.state == "open"]
    trees = forge.git.merge_trees([(pull.base_sha, pull.head_sha) for pull in live])
    lines = []
    for pull, tree in zip(live, trees, strict=True):
        pull.tree = tree
        message = f"Merge {pull.head_sha} into {pull.base_sha}"
        ref = f"refs/pull/{pull.number}/merge"
        lines.append(commands.reset(f"refs/pull/{pull.number}/head", pull.head_sha))
        if tree:
            parents = (pull.base_sha, pull.head_sha)
            lines.append(
                commands.commit(ref, "web-flow", forge.seconds, message, parents, tree=tree)
            )
        elif forge.git.ref(ref):
            lines.append(commands.reset(ref, commands.ZERO))
    ended = [pull for pull in pulls if pull.state == "closed"]
    lines += [commands.reset(f"refs/pull/{pull.number}/head", pull.head_sha) for pull in ended]
    if lines:
        forge.git.load(*lines, force=True)
    for pull in live:
        pull.merge_commit = forge.git.ref(f"refs/pull/{pull.number}/merge") or ""
