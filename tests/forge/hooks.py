"""The hooks of the bare repository. They ask the forge, which alone knows tokens, jobs and branches.

In bash, because a hook runs at every push and Python takes fifty times as long to start. A push by way of `file://` reaches a
hook with `GIT_CONFIG_KEY_n` and `GIT_CONFIG_VALUE_n` in its environment, which is how the program hands git its token.
"""

PRE_RECEIVE = r"""#!/usr/bin/env bash
# Asks the forge whether this push may happen; the last line of its answer is "ok" or the reason why not.
export LC_ALL=C
shopt -s nocasematch
body= new=()
while read -r old tip ref; do
  body+="update $old $tip $ref"$'\n'
  [[ $tip =~ ^0+$ ]] || new+=("$tip")
done
for name in FORGE_LOGIN GITHUB_WORKFLOW GITHUB_JOB; do
  body+="env $name ${!name}"$'\n'
done
for key in ${!GIT_CONFIG_KEY_@}; do
  value=GIT_CONFIG_VALUE_${key#GIT_CONFIG_KEY_}
  [[ ${!key} == http.*.extraheader ]] && body+="config ${!key} ${!value}"$'\n'
done
if ((${#new[@]})); then
  touched=$(git log --format= --name-only "${new[@]}" --not --all -- .github/workflows 2>/dev/null)
  body+="workflow ${touched%%$'\n'*}"$'\n'
fi
exec 3<>"/dev/tcp/127.0.0.1/$PORT" || { echo "the forge is not running" >&2; exit 1; }
printf 'POST /_push HTTP/1.0\r\nContent-Length: %d\r\n\r\n%s' "${#body}" "$body" >&3
verdict=$(tail -n 1 <&3)
[[ $verdict == ok ]] || { echo "$verdict" >&2; exit 1; }
"""

POST_RECEIVE = r"""#!/usr/bin/env bash
# Tells the forge that branches have moved, so that pull requests follow before the client goes on.
cat >/dev/null
exec 3<>"/dev/tcp/127.0.0.1/$PORT" || exit 0
printf 'POST /_pushed HTTP/1.0\r\nContent-Length: 0\r\n\r\n' >&3
cat <&3 >/dev/null
"""

LOSE_ANSWER = r"""#!/usr/bin/env bash
# Ends git-receive-pack when the refs have moved, so that the client never hears of it; then this hook is gone.
[[ $1 == committed ]] || exit 0
rm -f "$0"
kill -9 "$PPID"
"""


def write(folder, port):
    """Write the hooks for a forge that listens on this port."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in (("pre-receive", PRE_RECEIVE), ("post-receive", POST_RECEIVE)):
        _write(folder / name, text.replace("$PORT", str(port)))


def lose_answer(folder):
    """Make the push that is under way take effect without an answer. For this one push, because git runs this hook often."""
    _write(folder / "reference-transaction", LOSE_ANSWER)


def _write(path, text):
    path.write_text(text, "utf-8")
    path.chmod(0o755)
