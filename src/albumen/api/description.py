"""The API's description of itself (OpenAPI), and the same as a page for people at `/api/docs`, without a script."""

import base64
import hashlib
from html import escape
from typing import Any

from fastapi import APIRouter, FastAPI, Request
from starlette.responses import HTMLResponse, JSONResponse

from albumen.api.dependencies import authz

router = APIRouter()

_STYLE = """
:root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}
body{max-width:60rem;margin:2rem auto;padding:0 1rem}
h2{margin-top:3rem;border-bottom:1px solid #8886}
summary{cursor:pointer;padding:.3rem 0}
details{margin:.2rem 0;padding:0 .6rem;border:1px solid #8884;border-radius:.4rem}
code,b{font-family:ui-monospace,monospace;overflow-wrap:anywhere}
b{display:inline-block;min-width:4.5rem}
td,th{padding:.15rem .8rem .15rem 0;text-align:left;vertical-align:top}
i{opacity:.75}
"""
_STYLE_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
_POLICY = f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; base-uri 'none'; frame-ancestors 'none'"
_PROBLEM = "application/problem+json"


class DescribedApi(FastAPI):
    """The application, with a description that says how it answers problems and who may ask what."""

    def openapi(self) -> dict[str, Any]:
        """The description, made once."""
        if self.openapi_schema is None:
            spec = super().openapi()
            for operations in spec["paths"].values():
                for operation in operations.values():
                    _complete(operation)
            spec["components"]["securitySchemes"] = {
                "key": {"type": "http", "scheme": "bearer", "description": "An API key"},
                "session": {
                    "type": "apiKey",
                    "in": "cookie",
                    "name": "albumen",
                    "description": "`__Host-albumen` over https",
                },
            }
        return self.openapi_schema or {}


def _complete(operation: dict[str, Any]) -> None:
    if operation["x-authz"]["scopes"]:
        operation["security"] = [{"key": []}, {"session": []}]
    for answer in operation["responses"].values():
        content = answer.get("content", {})
        if _PROBLEM in content:
            content[_PROBLEM] = content.pop("application/json")


@router.get("/api/openapi.json", include_in_schema=False, **authz("documentation", "view"))
async def get_description(request: Request) -> JSONResponse:
    """The description for programs."""
    return JSONResponse(request.app.openapi())


@router.get("/api/docs", include_in_schema=False, **authz("documentation", "view"))
async def get_docs(request: Request) -> HTMLResponse:
    """The description as a page."""
    return HTMLResponse(page(request.app.openapi()), headers={"Content-Security-Policy": _POLICY})


def page(spec: dict[str, Any]) -> str:
    """A description as one HTML page: every operation by its subject, then every shape."""
    info = spec["info"]
    body = [f"<h1>{_text(info['title'])} API {_text(info['version'])}</h1><p>{_text(info['description'])}</p>"]
    body.append('<p>For programs: <a href="/api/openapi.json">openapi.json</a></p>')
    subjects: dict[str, list[str]] = {}
    for path, operations in spec["paths"].items():
        for method, operation in operations.items():
            subjects.setdefault(operation["tags"][0], []).append(_operation(method, path, operation))
    body += [f"<h2>{_text(subject)}</h2>{''.join(shown)}" for subject, shown in subjects.items()]
    body.append("<h2>Shapes</h2>")
    body += [_shape(name, shape) for name, shape in sorted(spec["components"]["schemas"].items())]
    head = f'<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>API</title><style>{_STYLE}</style>'
    return f'<!doctype html><html lang="en"><head>{head}</head><body>{"".join(body)}</body></html>'


def _operation(method: str, path: str, operation: dict[str, Any]) -> str:
    scopes = ", ".join(operation["x-authz"]["scopes"]) or "anybody"
    rows = [
        (
            f"<code>{_text(given['name'])}</code>",
            _kind(given["schema"]),
            given["in"] + (", needed" * given["required"]),
            given,
        )
        for given in operation.get("parameters", [])
    ]
    for media_type, content in operation.get("requestBody", {}).get("content", {}).items():
        rows.append(("body", _kind(content["schema"]), media_type, content))
    for status, answer in operation["responses"].items():
        for media_type, content in (answer.get("content") or {"": {}}).items():
            rows.append((f"→ {_text(status)}", _kind(content.get("schema", {})), media_type, answer))
    table = "".join(
        f"<tr><td>{name}<td>{kind}<td>{_text(where)}<td>{_text(said.get('description', ''))}"
        for name, kind, where, said in rows
    )
    return (
        f"<details><summary><b>{_text(method.upper())}</b> <code>{_text(path)}</code> {_text(operation['summary'])}</summary>"
        f"<p>{_text(operation.get('description', ''))}</p><p><i>Scopes: {_text(scopes)}</i></p><table>{table}</table></details>"
    )


def _shape(name: str, shape: dict[str, Any]) -> str:
    rows = "".join(
        f"<tr><td><code>{_text(field)}</code><td>{_kind(schema)}<td>{_text(schema.get('description', ''))}"
        for field, schema in shape.get("properties", {}).items()
    )
    values = f"<p>{_kind(shape)}</p>" if "enum" in shape else ""
    said = f"<p>{_text(shape.get('description', ''))}</p>{values}<table>{rows}</table>"
    return f'<details id="{_text(name)}"><summary><code>{_text(name)}</code></summary>{said}</details>'


def _kind(schema: dict[str, Any]) -> str:
    """What a schema allows, in a few words; other shapes as links."""
    if "$ref" in schema:
        name = _text(schema["$ref"].rpartition("/")[2])
        return f'<a href="#{name}">{name}</a>'
    if "anyOf" in schema:
        return " or ".join(_kind(one) for one in schema["anyOf"])
    if "enum" in schema:
        return " ".join(f"<code>{_text(value)}</code>" for value in schema["enum"])
    if schema.get("type") == "array":
        return f"list of {_kind(schema.get('items', {}))}"
    return _text(schema.get("format") or schema.get("type", "anything" if schema else ""))


def _text(value: object) -> str:
    return escape(str(value))
