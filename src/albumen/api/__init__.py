"""HTTP: parse, learn who is looking, call one verb or a few queries, shape the answer. One file per resource."""

from albumen.api.app import create_api, create_app

__all__ = ["create_api", "create_app"]
