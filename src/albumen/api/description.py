"""The API's description of itself: OpenAPI for programs, and a page for people."""

from typing import Any

from fastapi import APIRouter, FastAPI, Request
from starlette.responses import HTMLResponse, JSONResponse

from albumen.api.dependencies import authz
from albumen.api.description_page import POLICY, page
from albumen.api.errors import codes

router = APIRouter()

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
            _name_sentences(spec["components"]["schemas"])
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


def _name_sentences(schemas: dict[str, Any]) -> None:
    """Names stay, so they are listed, each with its sentence."""
    known = codes()
    schemas["SentenceCode"] = {
        "type": "string",
        "title": "SentenceCode",
        "description": "The names of the sentences that answers have; new ones may be added.",
        "enum": [*known],
        "x-enumDescriptions": known,
    }
    for name in ("Problem", "ProblemField", "SaidOut"):
        told = schemas[name]["properties"]["code"]
        told.pop("type", None)
        told["$ref"] = "#/components/schemas/SentenceCode"


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
    return HTMLResponse(page(request.app.openapi()), headers={"Content-Security-Policy": POLICY})
