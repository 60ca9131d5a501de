"""The API's description as one page for people: plain HTML without a script, which fetches nothing from anywhere."""

import base64
import hashlib
import re
from collections.abc import Iterable, Iterator
from html import escape
from typing import Any

Schema = dict[str, Any]

_STYLE = r"""
:root{color-scheme:light dark;--line:light-dark(#e5e1d9,#36322e);--soft:light-dark(#5c564c,#b9b2a6);
--ink:light-dark(#1d1a16,#f4f0e9);--paper:light-dark(#fbfaf7,#131211);--card:light-dark(#fff,#1d1b19);
--link:light-dark(#835400,#f5bd5c);font:100%/1.55 system-ui,sans-serif;color:var(--ink);background:var(--paper)}
body{max-width:58rem;margin:0 auto;padding:2rem 1rem 6rem}
h1{font-size:1.9rem;line-height:1.2;margin:0 0 1rem}
h1 small,.soft,dd{color:var(--soft)}
h1 small{font-size:1rem;font-weight:normal}
h2{font-size:1.25rem;margin:3rem 0 .6rem}
h3{font-size:.8rem;margin:1rem 0 .2rem;text-transform:uppercase;letter-spacing:.06em;color:var(--soft)}
a{color:var(--link)}
nav{display:flex;flex-wrap:wrap;gap:0 1.2rem;margin:1.5rem 0}
nav a{padding:.3rem 0}
code,pre,b{font:.875rem/1.5 ui-monospace,monospace;overflow-wrap:anywhere}
pre{padding:.8rem 1rem;border:1px solid var(--line);border-radius:.5rem;background:var(--card);white-space:pre-wrap}
details{margin:.4rem 0;border:1px solid var(--line);border-radius:.5rem;background:var(--card)}
summary{display:flex;flex-wrap:wrap;gap:0 .8rem;align-items:baseline;padding:.6rem .9rem;cursor:pointer}
summary::before{content:"\25b8";width:.5rem;color:var(--soft)}
details[open]>summary::before{content:"\25be"}
summary:focus-visible,a:focus-visible{outline:2px solid var(--link);outline-offset:2px;border-radius:.5rem}
summary span{color:var(--soft)}
details>div{padding:0 .9rem .9rem;border-top:1px solid var(--line)}
b{min-width:4rem;font-weight:700}
.get{color:light-dark(#23703f,#7fcf9a)}
.delete{color:light-dark(#b3261e,#ff9c92)}
.post,.put,.patch{color:light-dark(#835400,#f5bd5c)}
dl{margin:0}
dl>div{display:grid;grid-template-columns:minmax(8rem,14rem) 1fr;gap:0 1rem;padding:.35rem 0}
dl>div+div{border-top:1px solid var(--line)}
dt,dd{margin:0;min-width:0;overflow-wrap:anywhere}
@media (max-width:40rem){dl>div{display:block}summary span{flex-basis:100%}}
@media (pointer:coarse){nav a{padding:.65rem 0}}
@media (prefers-contrast:more){:root{--line:light-dark(#716a5e,#b9b2a6);--soft:light-dark(#2c2822,#ece6db);
--ink:light-dark(#000,#fff);--paper:light-dark(#fff,#000);--link:light-dark(#5c3a00,#ffd485)}}
"""
_STYLE_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()

POLICY = f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; base-uri 'none'; frame-ancestors 'none'"
"""The policy under which the page is shown: its one style, and nothing else."""

_BEGIN = """
<p>Make a key with <code>albumen keys add NAME</code>, or in the settings of your account, and send it with every request:</p>
<pre>curl -H "Authorization: Bearer $KEY" $SERVER/api/v1/session
curl -H "Authorization: Bearer $KEY" \\
  -F file=@beach.jpg $SERVER/api/v1/photos</pre>
<p>For programs: <a href="/api/openapi.json">openapi.json</a></p>
"""


def page(spec: dict[str, Any]) -> str:
    """A description as HTML: every operation under its subject, then every shape."""
    subjects: dict[str, list[str]] = {}
    for path, operations in spec["paths"].items():
        for method, operation in operations.items():
            subjects.setdefault(operation["tags"][0], []).append(_operation(method, path, operation))
    shapes = spec["components"]["schemas"]
    subjects["Shapes"] = [_shape(name, shapes[name]) for name in sorted(shapes)]
    links = "".join(f'<a href="#{_anchor(subject)}">{_text(subject)}</a>' for subject in subjects)
    parts = [
        f'<h2 id="{_anchor(subject)}">{_text(subject)}</h2>{"".join(shown)}' for subject, shown in subjects.items()
    ]
    info = spec["info"]
    title = f"<h1>{_text(info['title'])} API <small>{_text(info['version'])}</small></h1>"
    head = (
        '<meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>{_text(info['title'])} API</title><style>{_STYLE}</style>"
    )
    body = f"{title}{_prose(info['description'])}{_BEGIN}<nav>{links}</nav><main>{''.join(parts)}</main>"
    return f'<!doctype html><html lang="en"><head>{head}</head><body>{body}</body></html>'


def _operation(method: str, path: str, operation: dict[str, Any]) -> str:
    scopes = " and ".join(f"<code>{_text(scope)}</code>" for scope in operation["x-authz"]["scopes"])
    who = f"With the scope {scopes}." if scopes else "For anybody."
    name = (
        f'<b class="{method}">{method.upper()}</b><code>{_text(path)}</code><span>{_text(operation["summary"])}</span>'
    )
    told = [
        _prose(operation.get("description", "")),
        f'<p class="soft">{who}</p>',
        _rows("Sent", _sent(operation)),
        _rows("Answered", _answered(operation)),
    ]
    return f"<details><summary>{name}</summary><div>{''.join(told)}</div></details>"


def _shape(name: str, shape: Schema) -> str:
    kind = f"<p>{_kind(shape)}</p>" if "enum" in shape else ""
    # A browser opens what is closed to show what a link leads to, if that stands inside.
    inside = f'<div id="{_text(name)}">{_prose(shape.get("description", ""))}{kind}{_rows("", _fields(shape))}</div>'
    return f"<details><summary><code>{_text(name)}</code></summary>{inside}</details>"


def _sent(operation: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for given in operation.get("parameters", []):
        needed = ", needed" if given["required"] else ""
        where = f"{_kind(given['schema'])} ({_text(given['in'])}{needed})"
        yield f"<code>{_text(given['name'])}</code>", _said(where, given)
    for media_type, content in operation.get("requestBody", {}).get("content", {}).items():
        if "properties" in content["schema"]:
            yield "body", f"<code>{_text(media_type)}</code>"
            yield from _fields(content["schema"])
        else:
            yield "body", f"{_kind(content['schema'])} (<code>{_text(media_type)}</code>)"


def _answered(operation: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for status, answer in operation["responses"].items():
        for media_type, content in (answer.get("content") or {"": {}}).items():
            kind = _kind(content.get("schema", {}))
            shown = " ".join(filter(None, [kind, f"(<code>{_text(media_type)}</code>)" if media_type else ""]))
            yield _text("otherwise" if status == "default" else status), _said(shown, answer)


def _fields(shape: Schema) -> Iterator[tuple[str, str]]:
    needed = shape.get("required", ())
    for name, schema in shape.get("properties", {}).items():
        yield f"<code>{_text(name)}</code>", _said(_kind(schema) + ", needed" * (name in needed), schema)


def _rows(title: str, rows: Iterable[tuple[str, str]]) -> str:
    shown = "".join(f"<div><dt>{name}</dt><dd>{said}</dd></div>" for name, said in rows)
    heading = f"<h3>{title}</h3>" if title else ""
    return f"{heading}<dl>{shown}</dl>" if shown else ""


def _said(kind: str, told: dict[str, Any]) -> str:
    """What something is, and in words what for."""
    words = told.get("description", "")
    # What FastAPI says where nothing is said.
    return f"{kind}: {_inline(words)}" if kind and words not in {"", "Successful Response"} else kind or _inline(words)


def _kind(schema: Schema) -> str:
    """What a schema allows, in a few words; other shapes as links."""
    if "$ref" in schema:
        name = _text(schema["$ref"].rpartition("/")[2])
        return f'<a href="#{name}">{name}</a>'
    if "anyOf" in schema:
        return " or ".join(_kind(one) for one in schema["anyOf"])
    if "enum" in schema:
        return " | ".join(f"<code>{_text(value)}</code>" for value in schema["enum"])
    if schema.get("type") == "array":
        return f"list{_limits(schema, 'minItems', 'maxItems', '')}: {_kind(schema.get('items', {}))}"
    if isinstance(below := schema.get("additionalProperties"), dict):
        return f"object of {_kind(below)}"
    kind = _text(schema.get("format") or schema.get("type", "anything" if schema else ""))
    if schema.get("type") == "string":
        return kind + _limits(schema, "minLength", "maxLength", " characters")
    return kind + _limits(schema, "minimum", "maximum", "")


def _limits(schema: Schema, least: str, most: str, unit: str) -> str:
    low, high = schema.get(least), schema.get(most)
    if high is None:
        return "" if low is None else f" of at least {low:,}{unit}"
    return f" of up to {high:,}{unit}" if low is None else f" of {low:,} to {high:,}{unit}"


def _prose(words: str) -> str:
    return "".join(f"<p>{_inline(paragraph)}</p>" for paragraph in words.split("\n\n") if paragraph)


def _inline(words: str) -> str:
    """Words with what stands between backticks as code."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", _text(words))


def _anchor(subject: str) -> str:
    return "about-" + re.sub(r"\W+", "-", subject.lower()).strip("-")


def _text(value: object) -> str:
    return escape(str(value))
