"""Issues, labels, comments and reactions over HTTP; pull requests are issues here, as on GitHub."""

from tests.forge import acts, shapes
from tests.forge.access import EITHER, ITEM
from tests.forge.routing import route
from tests.forge.state import invalid


@route("GET", "/issues", "issues")
def list_issues(call):
    query, items = call.query, list(call.forge.items.values())
    if (state := query.get("state", "open")) != "all":
        items = [item for item in items if item.state == state]
    for name in filter(None, query.get("labels", "").split(",")):
        items = [
            item for item in items if name.casefold() in {label.casefold() for label in item.labels}
        ]
    if creator := query.get("creator"):
        items = [item for item in items if item.author == creator]
    if since := query.get("since"):
        items = [item for item in items if item.updated_at >= since]
    sort = "updated_at" if query.get("sort") == "updated" else "created_at"
    newest = query.get("direction", "desc") == "desc"
    items.sort(key=lambda item: (getattr(item, sort), item.number), reverse=newest)
    return [shapes.issue(call.forge, item) for item in call.page(items)]


@route("POST", "/issues", "issues")
def create_issue(call):
    asked = call.body
    issue = acts.create_issue(
        call.forge, call.login, asked.get("title"), asked.get("body"), _names(asked)
    )
    return 201, shapes.issue(call.forge, issue)


@route("GET", "/issues/{number}", ITEM)
def get_issue(call):
    return shapes.issue(call.forge, call.item())


@route("PATCH", "/issues/{number}", ITEM)
def edit_issue(call):
    asked = call.body
    changes = {key: value for key, value in asked.items() if key in ("title", "body", "state")}
    if "body" in changes:
        changes["body"] = changes["body"] or ""
    if "labels" in asked:
        changes["labels"] = _names(asked)
    item = acts.edit(
        call.forge, call.login, call.item(), reason=asked.get("state_reason"), **changes
    )
    return shapes.issue(call.forge, item)


@route("GET", "/issues/{number}/labels", ITEM)
def item_labels(call):
    return call.page(shapes.labels(call.forge, call.item()))


@route("POST", "/issues/{number}/labels", ITEM)
def add_labels(call):
    acts.add_labels(call.forge, call.login, call.item(), _names(call.body))
    return shapes.labels(call.forge, call.item())


@route("PUT", "/issues/{number}/labels", ITEM)
def set_labels(call):
    acts.set_labels(call.forge, call.login, call.item(), _names(call.body))
    return shapes.labels(call.forge, call.item())


@route("DELETE", "/issues/{number}/labels/{rest}", ITEM)
def remove_label(call):
    acts.remove_label(call.forge, call.login, call.item(), call.parts["rest"])
    return shapes.labels(call.forge, call.item())


def _names(asked):
    given = asked if isinstance(asked, list) else asked.get("labels") or []
    if not isinstance(given, list):
        raise invalid("Label", "name")
    return [each.get("name") if isinstance(each, dict) else each for each in given]


@route("GET", "/labels", *EITHER)
def list_labels(call):
    return [
        shapes.label(call.forge, known) for known in call.page(list(call.forge.labels.values()))
    ]


@route("POST", "/labels", *EITHER)
def create_label(call):
    asked = call.body
    made = acts.create_label(
        call.forge, asked.get("name"), asked.get("color", "ededed"), asked.get("description")
    )
    return 201, shapes.label(call.forge, made)


@route("GET", "/labels/{rest}", *EITHER)
def get_label(call):
    return shapes.label(call.forge, call.forge.known_label(call.parts["rest"]))


@route("GET", "/issues/{number}/comments", ITEM)
def list_comments(call):
    number, since = call.item().number, call.query.get("since", "")
    found = [
        made
        for made in call.forge.comments.values()
        if made.number == number and made.updated_at >= since
    ]
    return [shapes.comment(call.forge, made) for made in call.page(found)]


@route("POST", "/issues/{number}/comments", ITEM)
def create_comment(call):
    return 201, shapes.comment(
        call.forge, acts.comment(call.forge, call.login, call.item(), call.body.get("body"))
    )


@route("GET", "/issues/comments", *EITHER)
def list_all_comments(call):
    """Those of all items; GitHub sorts them by id unless it is told otherwise."""
    since, query = call.query.get("since", ""), call.query
    found = [made for made in call.forge.comments.values() if made.updated_at >= since]
    if query.get("sort") in ("created", "updated"):
        when = f"{query['sort']}_at"
        newest = query.get("direction", "asc") == "desc"
        found.sort(key=lambda made: (getattr(made, when), made.id), reverse=newest)
    return [shapes.comment(call.forge, made) for made in call.page(found)]


@route("GET", "/issues/comments/{comment}", ITEM)
def get_comment(call):
    return shapes.comment(call.forge, call.comment())


@route("PATCH", "/issues/comments/{comment}", ITEM)
def edit_comment(call):
    return shapes.comment(
        call.forge, acts.edit_comment(call.forge, call.comment(), call.body.get("body"), call.login)
    )


@route("DELETE", "/issues/comments/{comment}", ITEM)
def delete_comment(call):
    del call.forge.comments[call.comment().id]
    return 204, None


@route("GET", "/issues/comments/{comment}/reactions", ITEM)
def comment_reactions(call):
    return [
        shapes.reaction(call.forge, each) for each in call.page(_of(call, call.comment().reactions))
    ]


@route("POST", "/issues/comments/{comment}/reactions", ITEM)
def react_to_comment(call):
    return _react(call, call.comment())


@route("GET", "/issues/{number}/reactions", ITEM)
def item_reactions(call):
    return [
        shapes.reaction(call.forge, each) for each in call.page(_of(call, call.item().reactions))
    ]


@route("POST", "/issues/{number}/reactions", ITEM)
def react_to_item(call):
    return _react(call, call.item())


def _of(call, reactions):
    wanted = call.query.get("content")
    return [each for each in reactions if wanted in (None, each.content)]


def _react(call, target):
    made, is_new = acts.react(call.forge, call.login, target, call.body.get("content"))
    return (201 if is_new else 200), shapes.reaction(call.forge, made)


@route("GET", "/issues/{number}/events", ITEM)
def item_events(call):
    return [shapes.event(call.forge, each) for each in call.page(call.item().events)]


@route("GET", "/issues/{number}/timeline", ITEM)
def item_timeline(call):
    """Events and comments, by time."""
    item = call.item()
    lines = [(each.at, shapes.event(call.forge, each)) for each in item.events]
    for made in call.forge.comments.values():
        if made.number == item.number:
            shown = shapes.comment(call.forge, made)
            lines.append((made.created_at, shown | {"event": "commented", "actor": shown["user"]}))
    return call.page([shown for _, shown in sorted(lines, key=lambda line: line[0])])


@route("PUT", "/issues/{number}/lock", ITEM)
def lock(call):
    item = call.item()
    item.locked = True
    call.forge.note(item, "locked", call.login)
    return 204, None


@route("DELETE", "/issues/{number}/lock", ITEM)
def unlock(call):
    item = call.item()
    item.locked = False
    call.forge.note(item, "unlocked", call.login)
    return 204, None


def subject(forge, parts):
    """Return the item that an address is about, to see which scope it needs; None where it names none."""
    if "comment" in parts:
        made = forge.comments.get(int(parts["comment"]))
        return forge.items.get(made.number) if made else None
    return forge.items.get(int(parts["number"])) if "number" in parts else None
