"""What the server says has a name, and the client says it in every language that it speaks."""

import ast
import json
import re
from pathlib import Path
from typing import Any

import pytest

from albumen import core, jobs
from albumen.accounts import User
from albumen.api import errors
from albumen.core import recognise
from albumen.journal.keeping import _FACTS
from tests.support.app import App, is_problem

ROOT = Path(__file__).parents[2]
WEB = ROOT / "web/src"
LANGUAGES = [folder.name for folder in sorted((WEB / "words/messages").iterdir())]

ROOMS = ("accounts", "ingest", "jobs", "mail", "photos", "sharing")
"""Rooms whose every refusal may come to a person in a page."""

NOT_IN_THE_CLIENT = {
    "database.runs_as_nobody": "said where the database is set up, before there is a journal",
    "database.no_user_made": "the same",
    "database.not_durable": "only in tests",
    "import_failed": "said by the importer on the command line",
}


def places(text: str) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", text))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_client_fills_in_nothing_that_the_server_does_not_give(language: str) -> None:
    told = json.loads((WEB / f"words/messages/{language}/sentences.json").read_text())
    known = {"sentence_" + code.replace("-", "_"): text for code, text in errors.codes().items()}
    assert told.keys() <= known.keys()
    for key, text in told.items():
        assert places(text) <= places(known[key]), key


def test_what_a_room_refuses_has_a_name() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for room in ROOMS
        for path in sorted((ROOT / "src/albumen" / room).rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call) and _is_ours(node.exc) and _speaks(node.exc)
    ]
    assert found == []


def _is_ours(call: ast.Call) -> bool:
    return ast.unparse(call.func) not in {"TypeError", "ValueError", "RuntimeError", "OSError"}


def _speaks(call: ast.Call) -> bool:
    return any(
        isinstance(word, ast.JoinedStr) or (isinstance(word, ast.Constant) and " " in str(word.value))
        for word in call.args
    )


def test_a_sentence_that_was_kept_as_text_has_its_name_again() -> None:
    for code, text in errors.codes().items():
        whole = text.format(**dict.fromkeys(places(text), 7))
        if code != errors.OTHER:
            again = recognise(whole)
            assert again is not None
            assert core.named()[again.code].format(**again.values) == whole, code
            assert set(again.values.values()) <= {7}
    assert recognise("Something that nobody ever says.") is None
    assert recognise(None) is None


def test_what_the_journal_may_hold_has_words_in_the_client() -> None:
    told = (WEB / "rooms/admin/journal.ts").read_text()
    logged = {
        str(node.args[0].value)
        for path in (ROOT / "src/albumen").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
        and ast.unparse(node.func) in {"log.warning", "log.error", "log.exception"}
        and isinstance(node.args[0], ast.Constant)
    }
    assert len(logged) > 30
    unknown = {event for event in logged if not re.search(rf"^  '?{re.escape(event)}'?: ", told, re.MULTILINE)}
    assert unknown == NOT_IN_THE_CLIENT.keys()
    assert [fact for fact in sorted(_FACTS) if not re.search(rf"^  {fact}: ", told, re.MULTILINE)] == []


async def test_a_refusal_tells_its_name_and_what_is_filled_in(app: App, ada: User) -> None:
    photo = await app.photo(ada)
    async with await app.browser(ada) as client:
        edit = {"taken_at": "0900-01-01T00:00:00"}
        early = is_problem(await client.patch(f"/api/v1/photos/{photo.id}", json=edit), 422)
        field: dict[str, Any] = early["errors"][0]
        assert early["code"] == field["code"] == "no-such-date"
        assert field["detail"] == f"A date lies between the year {field['values']['first']} and today."
        rated = is_problem(await client.patch(f"/api/v1/photos/{photo.id}", json={"rating": 9}), 422)
        assert rated["code"] == "invalid"
        assert (rated["errors"][0]["code"], rated["errors"][0]["values"]) == ("field-less-than-equal", {"le": 5})
        gone = is_problem(await client.get("/api/v1/photos/1"), 404)
        assert gone["code"] == "hidden"
        assert "values" not in gone
        nowhere = is_problem(await client.get("/api/v1/nothing"), 404)
        assert nowhere["code"] == "no-such-address"


def test_the_description_lists_every_name(app: App) -> None:
    schemas = app.api.openapi()["components"]["schemas"]
    assert schemas["SentenceCode"]["enum"] == [*errors.codes()]
    assert schemas["Problem"]["properties"]["code"]["$ref"].endswith("/SentenceCode")


def test_every_lane_has_a_name_in_the_client() -> None:
    names = (WEB / "rooms/admin/names.ts").read_text()
    assert [lane for lane in jobs.Lane if f"  {lane}: words" not in names] == []
