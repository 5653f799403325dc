"""Settings: defaults, then a TOML file, then `PETARAWAN_*` in the environment; frozen; a misspelling is refused."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr, ValidationError, field_validator

from geo.errors import SettingsError
from geo.languages import Language, Says

PREFIX = "PETARAWAN_"
DEFAULT_FILE = "petarawan.toml"
_NOT_SETTINGS = frozenset({"settings", "test_all", "test_data", "test_shots", "gdal_child"})  # read elsewhere, by name


def _default_store() -> str:
    base = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return f"sqlite:///{base}/petarawan/petarawan.db"


@dataclass(frozen=True)
class Told:
    """What a setting means in Indonesian (its `description` says it in English) and its unit, where it has one."""

    id: str
    unit: Says | None = None


@dataclass(frozen=True)
class Source:
    """Where a value came from: the default, a line of a file, a variable of the environment, or the command line."""

    kind: Literal["default", "file", "environment", "given"]
    where: str = ""
    line: int | None = None


_DAYS = Says("hari", "days")
_MB = Says("MB", "MB")


class Settings(BaseModel):
    """What an installation may choose."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    store: Annotated[str, Told("Tempat penyimpanan: sqlite:///JALUR")] = Field(
        default_factory=_default_store, description="Where the store is: sqlite:///PATH"
    )
    lang: Annotated[Language, Told("Bahasa teks: id atau en")] = Field("id", description="Language of texts: id or en")
    now: Annotated[datetime | None, Told("Jam tetap (ISO 8601 dengan zona), untuk uji dan pengulangan")] = Field(
        None, description="A fixed clock (ISO 8601 with zone), for tests and repeats"
    )
    timezone: Annotated[str, Told("Zona waktu berkas bila wilayah tidak menyebut lain (nama IANA)")] = Field(
        "Asia/Jakarta", description="Time zone of files when no region says otherwise (IANA name)"
    )
    max_file_mb: Annotated[int, Told("Berkas terbesar yang diterima", _MB)] = Field(
        100, ge=1, le=4096, description="Largest file taken in, in MB"
    )
    max_inflated_mb: Annotated[int, Told("Isi terbesar sebuah berkas termampat", _MB)] = Field(
        1024, ge=1, le=16384, description="Largest content of a packed file, in MB"
    )
    max_records: Annotated[int, Told("Rekaman terbanyak dalam satu berkas", Says("rekaman", "records"))] = Field(
        5_000_000, ge=1, description="Most records in one file"
    )
    trusted_hosts: Annotated[str, Told("Nama host yang dilayani selain komputer ini sendiri, dipisah koma")] = Field(
        "", description="Host names the web service answers besides this computer's own, by comma"
    )
    public_url: Annotated[str, Told("Alamat layanan seperti diketik pengguna, misalnya https://peta.example.id")] = (
        Field("", description="Address of the service as users type it, for links: https://map.example.org")
    )
    proxy: Annotated[str, Told("Alamat IP proksi tepercaya, dipisah koma; hanya dari sana X-Forwarded-For dibaca")] = (
        Field("", description="IP addresses of trusted proxies, by comma; only theirs X-Forwarded-For is read")
    )
    session_idle_minutes: Annotated[
        int, Told("Sesi berakhir setelah tidak dipakai selama ini", Says("menit", "minutes"))
    ] = Field(60, ge=5, le=1440, description="A session ends after this long without use, in minutes")
    session_hours: Annotated[int, Told("Sesi paling lama, dipakai atau tidak", Says("jam", "hours"))] = Field(
        12, ge=1, le=168, description="Longest session, used or not, in hours"
    )
    stale_days: Annotated[int, Told("Data yang lebih tua dari ini ditandai usang", _DAYS)] = Field(
        7, ge=1, le=3650, description="Data older than this are marked as stale, in days"
    )
    run_seconds: Annotated[int, Told("Batas waktu satu analisis", Says("detik", "seconds"))] = Field(
        3600, ge=1, le=86_400, description="Time limit of one analysis, in seconds"
    )
    run_memory_mb: Annotated[int, Told("Batas memori satu analisis", _MB)] = Field(
        4096, ge=256, description="Memory limit of one analysis, in MB"
    )
    backup_dir: Annotated[str, Told("Map cadangan harian; kosong: tidak ada cadangan otomatis")] = Field(
        "", description="Folder of the daily backups; empty: no automatic backup"
    )
    backup_keep: Annotated[int, Told("Cadangan otomatis yang disimpan; yang lebih tua dihapus", _DAYS)] = Field(
        14, ge=2, le=3650, description="Automatic backups that are kept; older ones are deleted, in days"
    )
    report_days: Annotated[int, Told("Isi laporan dan data pelapor dihapus setelah diterima selama ini", _DAYS)] = (
        Field(
            365,
            ge=1,
            le=3650,
            description="Contents and persons of reports are deleted this long after they came, in days",
        )
    )
    quarantine_days: Annotated[int, Told("Isi baris yang ditahan dihapus setelah selama ini", _DAYS)] = Field(
        180, ge=1, le=3650, description="Contents of quarantined rows are deleted after this long, in days"
    )
    upload_days: Annotated[int, Told("Berkas unggahan sementara dihapus setelah selama ini", _DAYS)] = Field(
        7, ge=1, le=365, description="Uploaded files that wait are deleted after this long, in days"
    )
    label_days: Annotated[int, Told("Label kejadian dari analisis lama dihapus setelah selama ini", _DAYS)] = Field(
        365, ge=7, le=3650, description="Labels of incidents in old runs are deleted after this long, in days"
    )
    log_file: Annotated[str, Told("Berkas log JSON; kosong: ke stderr")] = Field(
        "", description="File of the JSON log; empty: stderr"
    )
    log_mb: Annotated[int, Told("Berkas log diputar pada ukuran ini", _MB)] = Field(
        20, ge=1, le=1024, description="The log file is rotated at this size, in MB"
    )
    log_keep: Annotated[int, Told("Berkas log lama yang disimpan", Says("berkas", "files"))] = Field(
        10, ge=1, le=1000, description="Old log files that are kept"
    )

    _sources: dict[str, Source] = PrivateAttr(default_factory=dict)

    @field_validator("now")
    @classmethod
    def _with_zone(cls, value: datetime | None) -> datetime | None:
        if value is not None and value.tzinfo is None:
            msg = "needs a zone, for example 2026-11-23T12:00+07:00"
            raise ValueError(msg)
        return value

    @field_validator("public_url")
    @classmethod
    def _an_address(cls, value: str) -> str:
        if value:
            parts = urlsplit(value)
            if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
                msg = "write https://NAME, for example https://map.example.org"
                raise ValueError(msg)
        return value.rstrip("/")

    def clock(self) -> datetime:
        """Return the present moment in UTC, or the fixed one."""
        return (self.now or datetime.now(UTC)).astimezone(UTC)

    def source_of(self, name: str) -> Source:
        """Return where the value of a setting came from."""
        return self._sources.get(name, Source("default"))


def told(name: str) -> Told:
    """Return the Indonesian meaning and the unit of a setting."""
    return next(one for one in Settings.model_fields[name].metadata if isinstance(one, Told))


def described(settings: Settings) -> list[dict[str, Any]]:
    """Describe every setting as it is in force: for the settings page, the diagnosis and the command line.

    Parameters
    ----------
    settings
        What `load_settings` returned.

    Returns
    -------
    list of dict
        `name`, `variable` (its name in the environment), `value`, `default`, `source` (`Source`), `unit` and
        `says` (`Says`; the unit may be None), `least` and `most` (or None), in the order of the class.
    """
    found = []
    for name, field in Settings.model_fields.items():
        bounds = {key: getattr(one, key) for one in field.metadata for key in ("ge", "le") if hasattr(one, key)}
        found.append(
            {
                "name": name,
                "variable": PREFIX + name.upper(),
                "value": getattr(settings, name),
                "default": field.get_default(call_default_factory=True),
                "source": settings.source_of(name),
                "unit": told(name).unit,
                "says": Says(told(name).id, field.description or ""),
                "least": bounds.get("ge"),
                "most": bounds.get("le"),
            }
        )
    return found


def load_settings(environment: Mapping[str, str] | None = None, **given: Any) -> Settings:
    """Read the settings.

    Parameters
    ----------
    environment
        Variables to read; by default the process's own. `PETARAWAN_SETTINGS` names the TOML file
        (default: `petarawan.toml` in the working folder, when it is there).
    **given
        Values that win over file and environment (command-line options); None means not given.

    Returns
    -------
    Settings
        The values; `source_of` says of each where it came from.

    Raises
    ------
    SettingsError
        When a key is unknown or a value impossible; the text lists the known keys.
    """
    environment = os.environ if environment is None else environment
    known = list(Settings.model_fields)
    values: dict[str, Any] = {}
    sources: dict[str, Source] = {}
    file = environment.get(PREFIX + "SETTINGS")
    path = Path(file or DEFAULT_FILE)
    if file or path.is_file():
        try:
            text = path.read_text(encoding="utf-8")
            values.update(tomllib.loads(text))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise SettingsError(problem=f"{path}: {error}", known=known) from error
        sources.update({key: Source("file", str(path), _line(text, key)) for key in values})
    for name, value in environment.items():
        key = name[len(PREFIX) :].lower()
        if name.startswith(PREFIX) and key not in _NOT_SETTINGS:
            values[key] = value
            sources[key] = Source("environment", name)
    for key, value in given.items():
        if value is not None:
            values[key] = value
            sources[key] = Source("given")
    if unknown := sorted(set(values) - set(known)):
        problem = Says(f"pengaturan tak dikenal {unknown}", f"unknown settings {unknown}")
        raise SettingsError(problem=problem, known=known)
    try:
        settings = Settings(**values)
    except ValidationError as error:
        first = error.errors()[0]
        problem_text = f"{'.'.join(str(part) for part in first['loc'])}: {first['msg']}"
        raise SettingsError(problem=problem_text, known=known) from error
    settings._sources.update(sources)
    return settings


def _line(text: str, key: str) -> int | None:
    """Return the line of a key in a TOML file without tables, 1 the first."""
    pattern = re.compile(rf"\s*[\"']?{re.escape(key)}[\"']?\s*=")
    return next((number for number, line in enumerate(text.splitlines(), 1) if pattern.match(line)), None)
