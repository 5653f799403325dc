"""What an embed may be: in which sites, in which colours, how long. Everything else is refused with the way out."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from geo.errors import ParameterError
from geo.languages import LANGUAGES, Language, Says

PAGES = ("map", "list", "counts")
MOST_PLACE = 250
MOST_ORIGINS = 10
LONGEST = timedelta(days=366 * 2)
LEAST_CONTRAST = 4.5
ACCENT, GROUND = "#0b5a8a", "#ffffff"
_LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
_COLOUR = re.compile(r"#[0-9a-f]{6}")
_HOST = re.compile(r"(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
_ORIGIN = Says(
    "{given}: tulis asal situs mitra persis seperti https://www.contoh.go.id, tanpa jalur dan tanda *; http hanya "
    "untuk komputer ini",
    "{given}: write the partner's origin exactly, like https://www.example.org, without path or *; http for this "
    "computer only",
)
_CONTRAST = Says(
    "kontras warna {accent} di atas {ground} hanya {ratio}; pilih pasangan dengan paling sedikit 4,5",
    "the contrast of {accent} on {ground} is {ratio} only; choose a pair with at least 4.5",
)


@dataclass(frozen=True)
class Logo:
    """A small picture that was read and written anew (`image/png` or `image/svg+xml`)."""

    kind: str
    content: bytes


@dataclass(frozen=True)
class EmbedTerms:
    """What a partner or administrator decides about an embed.

    Parameters
    ----------
    agreement_id
        Whose releases it shows.
    title
        What it is called in the partner's room and in its frame.
    origins
        Sites that may hold it, exactly: `https://host[:port]`; `http://` for loopback only.
    starts, expires
        Moments between which its secret opens it.
    page
        `map`, `list` or `counts`: what is seen first.
    accent, ground
        Two colours `#rrggbb` with a contrast of at least 4.5.
    language
        Of a reader who has not chosen.
    logo
        Read and written anew, or None.
    place
        Key of the one place whose surroundings it shows, as the region lists them; empty: all that was released.

    Raises
    ------
    ParameterError
        When a value is outside what it may be; the text names it and what to do.
    """

    agreement_id: str
    title: str
    origins: tuple[str, ...]
    starts: datetime
    expires: datetime
    page: str = "map"
    accent: str = ACCENT
    ground: str = GROUND
    language: Language = "id"
    logo: Logo | None = field(default=None, repr=False)
    place: str = ""

    def __post_init__(self) -> None:
        if not self.title.strip() or len(self.title) > 120 or not self.title.isprintable():
            raise ParameterError(name="title", problem=Says("isi 1 sampai 120 huruf", "write 1 to 120 characters"))
        if self.page not in PAGES:
            problem = Says("harus salah satu dari {known}", "must be one of {known}").filled(known=PAGES)
            raise ParameterError(name="page", problem=problem)
        if len(self.place) > MOST_PLACE or not self.place.isprintable():
            problem = Says("pilih salah satu dari daftar", "choose one of the list")
            raise ParameterError(name="place", problem=problem)
        if self.language not in LANGUAGES:
            problem = Says("harus salah satu dari {known}", "must be one of {known}").filled(known=LANGUAGES)
            raise ParameterError(name="language", problem=problem)
        if not 1 <= len(self.origins) <= MOST_ORIGINS or len(set(self.origins)) != len(self.origins):
            problem = Says("tulis 1 sampai {n} asal yang berbeda", "write 1 to {n} different origins")
            raise ParameterError(name="origins", problem=problem.filled(n=MOST_ORIGINS))
        for origin in self.origins:
            if checked_origin(origin) != origin:
                raise ParameterError(name="origins", problem=_ORIGIN.filled(given=repr(origin)[:80]))
        for name, colour in (("accent", self.accent), ("ground", self.ground)):
            if not _COLOUR.fullmatch(colour):
                problem = Says("tulis warna seperti #0b5a8a", "write a colour like #0b5a8a")
                raise ParameterError(name=name, problem=problem)
        ratio = contrast(self.accent, self.ground)
        if ratio < LEAST_CONTRAST:
            told = _CONTRAST.filled(accent=self.accent, ground=self.ground, ratio=round(ratio, 1))
            raise ParameterError(name="accent", problem=told)
        if not self.starts < self.expires <= self.starts + LONGEST:
            problem = Says("harus sesudah mulai berlaku, paling lama 2 tahun", "must follow the start, at most 2 years")
            raise ParameterError(name="expires", problem=problem)


def checked_origin(text: str) -> str:
    """Return an origin as browsers write it.

    Parameters
    ----------
    text
        `https://host[:port]`, or `http://` for loopback names; a single `/` at the end is taken off.

    Raises
    ------
    ParameterError
        When it is none: another scheme, a path, a user, a wildcard, a host that is no name; the text shows the form.
    """
    refused = ParameterError(name="origins", problem=_ORIGIN.filled(given=repr(text)[:80]))
    given = text.strip().lower().removesuffix("/")
    try:
        parts = urlsplit(given)
        port = parts.port
    except ValueError:
        raise refused from None
    host = f"[{parts.hostname}]" if parts.hostname and ":" in parts.hostname else parts.hostname or ""
    if not (_HOST.fullmatch(host) or host in _LOOPBACK) or not given.isascii():
        raise refused
    if parts.scheme != "https" and not (parts.scheme == "http" and host in _LOOPBACK):
        raise refused
    default = {"https": 443, "http": 80}[parts.scheme]
    origin = f"{parts.scheme}://{host}" + ("" if port in {None, default} else f":{port}")
    if given not in {origin, f"{origin}:{default}"} or port == 0:
        raise refused
    return origin


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours `#rrggbb` as WCAG 2 defines it, 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def ink_on(ground: str) -> str:
    """Return black or white, whichever is read better on a ground."""
    return max(("#000000", "#ffffff"), key=lambda ink: contrast(ink, ground))


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
