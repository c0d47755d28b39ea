"""GitHub's own description of its API, and what of an exchange with the forge does not fit it.

It is npm's `@octokit/openapi`, which is made from what GitHub publishes. It is large and not kept here: `make github`
installs it, and holds every forge of the tests to it.
"""

import json
import re
from functools import cache
from pathlib import Path
from urllib.parse import parse_qsl

from jsonschema import Draft4Validator
from jsonschema.exceptions import best_match
from referencing import Registry
from referencing.jsonschema import DRAFT4

API_FILE = "@octokit/openapi/generated/api.github.com.json"
EXAMPLES_FILE = "@octokit/webhooks-examples/api.github.com/index.json"
_ROOT = "urn:github"
# Any operation answers these to who may not ask or asks too often, described or not.
_OF_ALL = (401, 403, 429)
# Answers that GitHub gives and does not describe.
_TRIED = {
    ("actions/create-workflow-dispatch", 404),  # no such workflow
    ("actions/create-workflow-dispatch", 422),  # an input that is not declared, or a wrong ref
}
_MAPS = ("properties", "schemas")  # whose keys are names, and no words of the schema


class Description:
    """What GitHub says of its operations. It keeps a count of what it was shown."""

    def __init__(self, packages: Path):
        self._document = json.loads((packages / API_FILE).read_text("utf-8"))
        self._paths = [
            (_pattern(path), path, operations)
            for path, operations in self._document["paths"].items()
        ]
        # The more of a path is written out, the earlier it is looked at.
        self._paths.sort(key=lambda row: (row[1].count("{"), -len(row[1])))
        named = {"components": _allow_null(self._document["components"], is_map=True)}
        self._registry = Registry().with_resource(_ROOT, DRAFT4.create_resource(named))
        self._validators = {}
        self.seen = {}  # (method, path as described) → how many exchanges

    def find_faults(self, method, path, query, sent, status, answer):
        """Return what of one exchange GitHub does not know, a line each."""
        found = self._operation(method, path)
        if found is None:
            return [f"{method} {path}: GitHub has no such operation"]
        name, operation = found
        self.seen[method, name] = self.seen.get((method, name), 0) + 1
        faults = self._in_query(operation, query) + self._in_body(operation, sent)
        faults += self._in_answer(operation, status, answer)
        return [f"{method} {name}: {fault}" for fault in faults]

    def find_event_faults(self, kind, action, payload):
        """Return what of the payload of an event GitHub would send otherwise."""
        name = f"{kind}-{action}".replace("_", "-") if action else kind.replace("_", "-")
        known = self._document["x-webhooks"].get(name)
        if known is None:
            return [f"{name}: GitHub has no such event"]
        schema = known["post"]["requestBody"]["content"]["application/json"]["schema"]
        return [f"{name}: {fault}" for fault in self._unlike(schema, payload, "payload")]

    def _operation(self, method, path):
        for pattern, name, operations in self._paths:
            if method.lower() in operations and pattern.fullmatch(path):
                return name, operations[method.lower()]
        return None

    def _in_query(self, operation, query):
        known = {
            each["name"]: each["schema"]
            for each in map(self._at, operation.get("parameters", ()))
            if each["in"] == "query"
        }
        faults = []
        for key, value in parse_qsl(query, keep_blank_values=True):
            if key not in known:
                faults.append(f"the query has `{key}`, which GitHub does not know")
            else:
                number = known[key].get("type") == "integer" and value.isdecimal()
                faults += self._unlike(
                    known[key], int(value) if number else value, f"query `{key}`"
                )
        return faults

    def _in_body(self, operation, sent):
        described = _as_json(self._at(operation.get("requestBody", {})))
        if described is None:
            return ["a body is sent where none is described"] if sent else []
        schema = self._at(described)
        faults = self._unlike(schema, sent, "body")
        if isinstance(sent, dict):
            known = set(schema.get("properties", ()))
            for each in (*schema.get("oneOf", ()), *schema.get("anyOf", ())):
                known |= set(self._at(each).get("properties", ()))
            faults += [
                f"the body has `{key}`, which GitHub does not know" for key in sent.keys() - known
            ]
        return faults

    def _in_answer(self, operation, status, answer):
        described = operation["responses"].get(str(status))
        if described is None:
            known = status in _OF_ALL or (operation["operationId"], status) in _TRIED
            return [] if known else [f"GitHub describes no answer {status}"]
        schema = _as_json(self._at(described))
        if schema is None:
            return [f"{status} has a body where none is described"] if answer else []
        return self._unlike(schema, answer, f"answer {status}")

    def _at(self, value):
        """Follow a reference into the components."""
        while "$ref" in value:
            _, _, kind, name = value["$ref"].split("/")
            value = self._document["components"][kind][name]
        return value

    def _unlike(self, schema, value, where):
        if (validator := self._validators.get(id(schema))) is None:
            meant = _resolve(_allow_null(schema))
            validator = Draft4Validator(meant, registry=self._registry)
            self._validators[id(schema)] = validator
        return [
            f"{where}: {error.json_path} {error.message[:200]}"
            for error in map(_deepest, validator.iter_errors(value))
        ]


def _pattern(path):
    """Return what an address looks like; names of branches and refs may hold slashes."""
    parts = {"branch": ".+", "ref": ".+"}
    found = re.sub(r"\\\{([^/]+?)\\\}", lambda part: parts.get(part[1], "[^/]+"), re.escape(path))
    return re.compile(found)


def _deepest(error):
    """Return what of alternatives that all fail is nearest to fitting."""
    return (best_match([error]) or error) if error.context else error


def _as_json(described):
    return described.get("content", {}).get("application/json", {}).get("schema")


def _resolve(schema):
    """Lead references to the one document, whatever the schema was cut out of."""
    if isinstance(schema, dict):
        return {
            key: _ROOT + value
            if key == "$ref" and isinstance(value, str) and value.startswith("#")
            else _resolve(value)
            for key, value in schema.items()
        }
    return [_resolve(each) for each in schema] if isinstance(schema, list) else schema


def _allow_null(value, is_map=False):
    """Say `nullable`, which is OpenAPI 3.0's alone, in JSON Schema. Examples and descriptions are left out."""
    if isinstance(value, list):
        return [_allow_null(each) for each in value]
    if not isinstance(value, dict):
        return value
    said = {
        key: _allow_null(each, key in _MAPS)
        for key, each in value.items()
        if is_map or key not in ("description", "example", "examples", "nullable", "format")
    }
    if not is_map and value.get("nullable") is True:
        return {"anyOf": [{"type": "null"}, said]}
    return said


@cache
def load(packages: str) -> Description:
    """Return the description that lies below a folder of npm's, read once in a process."""
    return Description(Path(packages))
