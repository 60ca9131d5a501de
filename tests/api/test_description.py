"""The API's description of itself: complete, bounded, and readable as a page under our own strict policy."""

import base64
import hashlib
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

from tests.api.routes import ROUTES
from tests.support.app import App

SHAPED = {"date", "date-time", "binary"}
"""Formats that bound a string by what they are."""


def spec_of(app: App) -> dict[str, Any]:
    return app.api.openapi()


def operations(spec: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, methods in spec["paths"].items():
        for method, operation in methods.items():
            yield f"{method.upper()} {path}", operation


def inputs(operation: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """What a client sends, each with its schema."""
    for parameter in operation.get("parameters", []):
        yield f"{parameter['in']} {parameter['name']}", parameter["schema"]
    for kind, content in operation.get("requestBody", {}).get("content", {}).items():
        yield kind, content["schema"]


def unbounded(spec: dict[str, Any], schema: dict[str, Any], at: str, seen: tuple[str, ...] = ()) -> Iterator[str]:
    """Every string without a greatest length, list without a greatest number and number without ends in a schema."""
    if reference := schema.get("$ref"):
        if reference not in seen:
            below = spec["components"]["schemas"][reference.rpartition("/")[2]]
            yield from unbounded(spec, below, at, (*seen, reference))
        return
    for word in ("anyOf", "oneOf", "allOf"):
        for one in schema.get(word, []):
            yield from unbounded(spec, one, at, seen)
    match schema.get("type"):
        case "string":
            bounded = {"maxLength", "enum", "const", "pattern"} & schema.keys() or schema.get("format") in SHAPED
            if not bounded:
                yield at
        case "array":
            if "maxItems" not in schema:
                yield f"{at}[]"
            yield from unbounded(spec, schema.get("items", {}), f"{at}[]", seen)
        case "integer" | "number":
            below = {"minimum", "exclusiveMinimum"} & schema.keys()
            if not below or not {"maximum", "exclusiveMaximum"} & schema.keys():
                yield at
        case "object" if schema.get("additionalProperties", False) is not False:
            yield f"{at}.*"
    for name, below in schema.get("properties", {}).items():
        yield from unbounded(spec, below, f"{at}.{name}", seen)


def test_everything_that_is_sent_has_an_end(app: App) -> None:
    # (Names of lists and options of polls without one were real holes in a sibling.)
    spec = spec_of(app)
    found = [
        f"{name}: {place}"
        for name, operation in operations(spec)
        for at, schema in inputs(operation)
        for place in unbounded(spec, schema, at)
    ]
    assert found == []


def test_what_has_no_end_is_seen(app: App) -> None:
    shape = {
        "type": "object",
        "properties": {
            "good": {"type": "string", "maxLength": 5},
            "text": {"anyOf": [{"type": "string"}, {"type": "null"}]},
            "list": {"type": "array", "items": {"type": "string"}},
            "number": {"type": "integer", "minimum": 0},
        },
    }
    assert list(unbounded(spec_of(app), shape, "it")) == ["it.text", "it.list[]", "it.list[]", "it.number"]


def test_every_operation_says_what_it_is_and_how_it_fails(app: App) -> None:
    spec = spec_of(app)
    names = [operation["operationId"] for _, operation in operations(spec)]
    assert len(names) == len(set(names))
    for name, operation in operations(spec):
        assert operation["summary"], name
        assert operation["description"].strip().endswith((".", "?")), name
        problem = operation["responses"]["default"]["content"]
        assert problem.keys() == {"application/problem+json"}, name
        assert bool(operation["x-authz"]["scopes"]) == bool(operation.get("security")), name
    problem = spec["components"]["schemas"]["Problem"]
    told = {"type", "title", "status", "detail", "code", "values", "errors", "request_id"}
    assert told == problem["properties"].keys()
    described = {name for name, _ in operations(spec)}
    assert described <= {route.name for route in ROUTES}


def test_no_secret_travels_in_an_address(app: App) -> None:
    # (A sibling took the password of a share in the query; addresses stand in logs and histories.)
    for name, operation in operations(spec_of(app)):
        for parameter in operation.get("parameters", []):
            if parameter["in"] in {"query", "path"}:
                assert not re.search(r"pass|secret|token|key$|auth", parameter["name"]), (name, parameter["name"])


def test_ids_are_strings(app: App) -> None:
    spec = spec_of(app)
    for name, shape in spec["components"]["schemas"].items():
        for field, schema in shape.get("properties", {}).items():
            if field == "id" or field.endswith("_id"):
                kinds = {one.get("type") for one in schema.get("anyOf", [schema])}
                assert kinds <= {"string", "null", "array"}, f"{name}.{field}"


async def test_the_description_is_served_to_anybody(app: App) -> None:
    async with app.client() as client:
        answer = await client.get("/api/openapi.json")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    assert answer.json() == spec_of(app)
    assert answer.json()["openapi"].startswith("3.1")


class Page(HTMLParser):
    """What stands in a page."""

    VOID = {"meta", "br", "link", "img", "input", "hr"}

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.text: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]

    def handle_data(self, data: str) -> None:
        self.text.append(data)


async def test_the_page_stands_alone_under_a_strict_policy(app: App) -> None:
    async with app.client() as client:
        answer = await client.get("/api/docs")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/html")
    page = Page(answer.text)
    # Nothing that could run, and nothing that is fetched from anywhere.
    assert not {"script", "link", "img", "iframe", "object", "embed", "form", "base"} & set(page.tags)
    assert not [name for _, name, _ in page.attributes if name.startswith("on") or name in {"style", "src", "srcset"}]
    targets = {value for _, name, value in page.attributes if name == "href"}
    assert all(target.startswith(("#", "/api/")) for target in targets), targets
    assert "http:" not in answer.text
    assert "https:" not in answer.text
    assert "url(" not in answer.text
    assert "@import" not in answer.text
    # Its one style is let in by its digest, and by nothing else.
    policy = dict(part.strip().partition(" ")[::2] for part in answer.headers["content-security-policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert page.tags.count("style") == 1
    style = answer.text.partition("<style>")[2].partition("</style>")[0]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert policy["style-src"] == f"'sha256-{digest}'"


async def test_the_page_tells_every_operation_and_every_link_leads_somewhere(app: App) -> None:
    spec = spec_of(app)
    async with app.client() as client:
        text = (await client.get("/api/docs")).text
    page = Page(text)
    told = "".join(page.text)
    for name, operation in operations(spec):
        assert f"<code>{name.partition(' ')[2]}</code>" in text, name
        assert operation["summary"] in told
    places = [value for _, name, value in page.attributes if name == "id"]
    assert len(places) == len(set(places))
    links = {value[1:] for _, name, value in page.attributes if name == "href" and value.startswith("#")}
    assert links <= set(places)
    assert spec["components"]["schemas"].keys() <= set(places)
