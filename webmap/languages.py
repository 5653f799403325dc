"""The reader's language and the texts of all pages: a file for each room, both languages side by side."""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from babel.numbers import format_decimal
from flask import Flask, Response, abort, current_app, g, request
from markupsafe import Markup

from geo.languages import LANGUAGES, Language, Says, date_text, moment_text, number_text
from webmap.settings import WebSettings

FOLDER = Path(__file__).parent / "texts"
COOKIE = "lang"
COOKIE_SECONDS = 365 * 86_400


@cache
def texts() -> Mapping[str, Says]:
    """Return all texts by key; keys that begin with `js_` are sent to the browser too."""
    found: dict[str, Says] = {}
    for path in sorted(FOLDER.glob("*.toml")):
        with path.open("rb") as file:
            told = tomllib.load(file)
        if twice := sorted(set(told) & set(found)):
            msg = f"{path.name}: these keys stand in another file already: {', '.join(twice)}"
            raise ValueError(msg)
        found |= {key: Says(both["id"], both["en"]) for key, both in told.items()}
    return found


@cache
def script_of_texts(language: Language) -> tuple[str, str]:
    """Return the script that gives the browser its texts in one language, and the digest that names it."""
    own = {key.removeprefix("js_"): says.text(language) for key, says in texts().items() if key.startswith("js_")}
    script = "petarawan.texts = " + json.dumps(own, ensure_ascii=True, sort_keys=True) + ";\n"
    return script, hashlib.sha256(script.encode()).hexdigest()[:16]


def language() -> Language:
    """Return the language of the present request: `?lang=`, else the cookie, else the installation's."""
    if "language" not in g:
        asked, remembered = request.args.get("lang"), request.cookies.get(COOKIE)
        chosen = next((value for value in (asked, remembered) if value in LANGUAGES), None)
        g.language = chosen or current_app.config["WEB_SETTINGS"].language
    found: Language = g.language
    return found


def t(key: str, **params: Any) -> str:
    """Return a text in the reader's language, its places filled."""
    return texts()[key].text(language(), params)


def in_words(says: Says | None) -> str:
    """Return a sentence that exists in both languages in the reader's."""
    return says.text(language()) if says is not None else ""


def number(value: float | None, digits: int = 2) -> str:
    """Write a number as the reader's language does."""
    return "–" if value is None else number_text(value, language(), digits)


def decimals(value: float | None, digits: int) -> str:
    """Write a number with exactly so many decimals, so that a column lines up; never a negative zero."""
    if value is None:
        return "–"
    text = str(format_decimal(value, format="#,##0." + "0" * digits, locale="id_ID" if language() == "id" else "en_GB"))
    return text if text.strip("-0.,") else text.removeprefix("-")


def moment(value: datetime | None, timezone: str) -> str:
    """Write a moment in the region's time, with its zone."""
    return "–" if value is None else moment_text(value, ZoneInfo(timezone), language())


def day(value: datetime | None, timezone: str) -> str:
    """Write a moment's day in the region's time."""
    return "–" if value is None else date_text(value.astimezone(ZoneInfo(timezone)).date(), language())


def init_app(app: Flask, settings: WebSettings) -> None:
    """Give templates their texts and remember a chosen language in a cookie."""
    app.config["WEB_SETTINGS"] = settings
    app.jinja_env.globals.update(t=t, in_words=in_words, number=number, moment=moment, day=day, language=language)
    app.jinja_env.filters["said"] = in_words
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals["texts_address"] = lambda: Markup(  # noqa: S704 - a digest and a language code
        f"{request.script_root}/teks/{language()}-{script_of_texts(language())[1]}.js"
    )

    @app.get("/teks/<name>.js", endpoint="texts")
    def texts_script(name: str) -> Response:
        scripts = {f"{code}-{script_of_texts(code)[1]}": script_of_texts(code) for code in LANGUAGES}
        if name not in scripts:
            abort(404)
        script, digest = scripts[name]
        answer = Response(script, mimetype="text/javascript")
        answer.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        answer.set_etag(digest)
        return answer

    @app.after_request
    def remember(response: Response) -> Response:
        if response.mimetype != "text/html" or g.get("cookieless", False):
            return response
        response.vary.add("Cookie")
        asked = request.args.get("lang")
        if asked in LANGUAGES and asked != request.cookies.get(COOKIE):
            response.set_cookie(
                COOKIE, asked, max_age=COOKIE_SECONDS, httponly=True, samesite="Lax", secure=request.is_secure
            )
        return response
