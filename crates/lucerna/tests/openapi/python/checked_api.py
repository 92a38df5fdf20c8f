"""Calls of an application's routes. Each answer is checked against its document."""

import copy

import httpx
from jsonschema import Draft202012Validator, FormatChecker
from mailbox import Around

FORMATS = FormatChecker(["date-time"])
assert "date-time" in FORMATS.checkers


class Api:
    """The routes of the document, and the answers that were seen."""

    def __init__(self, url: str):
        self.url, self.around = url, Around(url)
        self.document = httpx.get(f"{url}/account/openapi.json").json()
        self.components = closed(self.document["components"])
        self.seen: set[tuple[str, str]] = set()
        self.operations = {
            operation["operationId"]: (method, path, operation)
            for path, methods in self.document["paths"].items()
            for method, operation in methods.items()
        }

    def successes(self) -> set[tuple[str, str]]:
        operations = self.operations.items()
        return {(name, it) for name, (_, _, one) in operations for it in one["responses"] if it[0] == "2"}

    def resolve(self, value: dict) -> dict:
        while "$ref" in value:
            found = {"components": self.components}
            for name in value["$ref"].removeprefix("#/").split("/"):
                found = found[name]
            value = found
        return value

    def check(self, schema: dict, value: object) -> None:
        rooted = {"components": self.components, **closed(schema)}
        Draft202012Validator(rooted, format_checker=FORMATS).validate(value)


def closed(value: object) -> object:
    """Returns a copy in which an object has no other members than those that its schema describes."""
    value = copy.deepcopy(value)
    if isinstance(value, list):
        return [closed(it) for it in value]
    if not isinstance(value, dict):
        return value
    value = {name: closed(it) for name, it in value.items()}
    if value.get("type") == "object" and isinstance(value.get("properties"), dict):
        value.setdefault("additionalProperties", False)
    return value


class Visitor:
    """A program with a token, or a script of a page with cookies."""

    def __init__(self, api: Api, by_cookie: bool = False):
        self.api, self.by_cookie = api, by_cookie
        self.http = httpx.Client(headers={"accept": "application/json", "user-agent": "test/1.0"})
        if by_cookie:
            self.http.headers["origin"] = api.around.origin

    def call(self, name: str, status: int, code: str | None = None, /, *, raw: dict | None = None, **fields):
        """Sends a request with these fields. A body is not checked against the document if it is wrong on purpose."""
        method, path, operation = self.api.operations[name]
        if raw is None:
            raw = self.fitting(method, operation, fields, is_checked=status < 400)
        answer = self.http.request(method, self.api.url + path, **raw)
        assert answer.status_code == status, (name, status, answer.status_code, answer.text)
        described = operation["responses"].get(str(status))
        assert described, f"{name} answers {status}, which the document does not name"
        self.check_body(name, self.api.resolve(described), answer)
        self.api.seen.add((name, str(status)))
        if code:
            assert answer.json()["code"] == code, answer.text
        if status >= 400:
            known = self.api.components["schemas"]["ProblemCode"]["enum"]
            assert answer.json()["code"] in known, answer.text
            assert f"`{answer.json()['code']}`" in self.api.resolve(described)["description"], answer.text
        return self.kept(answer)

    def fitting(self, method: str, operation: dict, fields: dict, is_checked: bool) -> dict:
        if method == "get":
            described = {it["name"] for it in operation.get("parameters", [])}
            assert fields.keys() <= described, (fields, described)
            return {"params": fields}
        if "requestBody" not in operation:
            return {}
        schema = operation["requestBody"]["content"]["application/json"]["schema"]
        if "carrier" in schema["properties"] and not self.by_cookie:
            fields = {"carrier": "bearer", **fields}
        if is_checked:
            self.api.check(schema, fields)
        return {"json": fields}

    def check_body(self, name: str, described: dict, answer: httpx.Response) -> None:
        if "content" not in described:
            return
        media = answer.headers["content-type"].split(";")[0]
        assert media in described["content"], (name, media)
        if media.endswith("json"):
            self.api.check(described["content"][media]["schema"], answer.json())

    def kept(self, answer: httpx.Response) -> dict | None:
        """Keeps the new token of an answer, and returns its content."""
        if not answer.headers["content-type"].split(";")[0].endswith("json"):
            return None
        content = answer.json()
        if answer.is_success and "token" in content:
            assert not self.by_cookie
            self.http.headers["authorization"] = f"Bearer {content['token']}"
        return content
