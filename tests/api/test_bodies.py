"""What is wrong with a request is said in plain words, and a field that nobody knows is refused."""

import pytest
from fastapi.routing import APIRoute
from pydantic import BaseModel

from albumen.accounts import User
from albumen.api.json import Body
from tests.api.routes import mounted
from tests.support.app import App, is_problem

WORDS = [
    (
        "PATCH",
        "/api/v1/users/me",
        {"displayname": "Ada"},
        "displayname",
        "This is not a field here (did you mean display_name?)",
    ),
    ("PATCH", "/api/v1/users/me", {"xyzzy": 1}, "xyzzy", "This is not a field here."),
    ("PATCH", "/api/v1/users/me", {"bio": 3}, "bio", "This must be text."),
    ("PATCH", "/api/v1/users/me", {"bio": "x" * 5001}, "bio", "This may have at most 5000 characters."),
    ("PATCH", "/api/v1/photos", {"ids": ["1"], "changes": {"rating": 9}}, "changes.rating", "This must be at most 5."),
    (
        "PATCH",
        "/api/v1/photos",
        {"ids": ["1"], "changes": {"ratign": 1}},
        "changes.ratign",
        "This is not a field here (",
    ),
    (
        "POST",
        "/api/v1/photos/trash",
        {"ids": ["one"]},
        "ids.0",
        "This is not an id: a whole number as a string of digits.",
    ),
    ("POST", "/api/v1/photos/trash", {}, "ids", "This is missing."),
    ("POST", "/api/v1/keys", {"name": "k", "scopes": ["all"]}, "scopes.0", "This must be one of photos:read"),
    ("POST", "/api/v1/keys", {"name": "k", "expires_at": "tomorrow"}, "expires_at", "This must be a date and time"),
    ("POST", "/api/v1/session", {"login": "ada"}, "password", "This is missing."),
    ("POST", "/api/v1/session", [], "body", "This must be an object with fields."),
]


@pytest.mark.parametrize(("method", "path", "body", "field", "words"), WORDS)
async def test_what_is_wrong_is_said_in_plain_words(
    app: App, ada: User, method: str, path: str, body: object, field: str, words: str
) -> None:
    async with await app.browser(ada) as client:
        problem = is_problem(await client.request(method, path, json=body), 422)
        (error,) = problem["errors"]
        assert error["field"] == field
        assert error["detail"].startswith(words)
        # Who shows one sentence only shows which field it is about.
        assert problem["detail"].startswith(f"“{field}” ")
        for library in ("Input should", "Value error", "Extra inputs", "Field required", "valid string"):
            assert library not in str(problem)


async def test_a_number_that_is_none_in_an_address(app: App, ada: User) -> None:
    async with await app.browser(ada) as client:
        problem = is_problem(await client.get("/api/v1/photos/abc"), 422)
        assert problem["errors"] == [
            {"field": "photo_id", "detail": "This is not an id: a whole number as a string of digits.", "code": "other"}
        ]


async def test_every_body_of_every_route_refuses_what_it_does_not_know(app: App) -> None:
    bodies = []
    for route in mounted(app.api).values():
        if isinstance(route, APIRoute) and route.body_field is not None:
            model = route.body_field.field_info.annotation
            assert isinstance(model, type), route.path
            assert issubclass(model, BaseModel), route.path
            bodies.append((route.path, issubclass(model, Body)))
    assert len(bodies) > 10
    assert [path for path, strict in bodies if not strict] == []


async def test_a_problem_names_the_request_by_which_the_log_knows_it(app: App) -> None:
    async with app.client() as client:
        answer = await client.get("/api/v1/users/me", headers={"X-Request-Id": "from-my-proxy-1"})
        assert is_problem(answer, 401)["request_id"] == answer.headers["x-request-id"] == "from-my-proxy-1"
        answer = await client.get("/api/v1/nothing")
        assert is_problem(answer, 404)["request_id"] == answer.headers["x-request-id"]


async def test_what_broke_inside_names_its_request_too(app: App) -> None:
    @app.api.get("/api/broken")
    async def broken() -> None:
        raise RuntimeError

    # Before the client's files, which answer every address.
    app.api.router.routes.insert(0, app.api.router.routes.pop())
    async with app.client() as client:
        answer = await client.get("/api/broken")
        assert is_problem(answer, 500)["request_id"] == answer.headers["x-request-id"]
