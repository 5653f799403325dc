"""Settings: defaults, then a TOML file, then `PETARAWAN_*` in the environment; frozen; a misspelling is refused."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from geo.errors import SettingsError
from geo.languages import Language, Says

PREFIX = "PETARAWAN_"
_NOT_SETTINGS = frozenset({"settings", "test_all", "test_data", "gdal_child"})  # read elsewhere, by name


def _default_store() -> str:
    base = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return f"sqlite:///{base}/petarawan/petarawan.db"


class Settings(BaseModel):
    """What an installation may choose."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    store: str = Field(default_factory=_default_store, description="Where the store is: sqlite:///PATH")
    lang: Language = Field("id", description="Language of texts: id or en")
    now: datetime | None = Field(None, description="A fixed clock (ISO 8601 with zone), for tests and repeats")
    timezone: str = Field("Asia/Jakarta", description="Time zone of files when no region says otherwise (IANA name)")
    max_file_mb: int = Field(100, ge=1, le=4096, description="Largest file taken in, in MB")
    max_inflated_mb: int = Field(1024, ge=1, le=16384, description="Largest content of a packed file, in MB")
    max_records: int = Field(5_000_000, ge=1, description="Most records in one file")
    trusted_hosts: str = Field(
        "", description="Host names the web service answers besides this computer's own, by comma"
    )
    stale_days: int = Field(7, ge=1, le=3650, description="Data older than this are marked as stale, in days")
    run_seconds: int = Field(3600, ge=1, le=86_400, description="Time limit of one analysis, in seconds")
    run_memory_mb: int = Field(4096, ge=256, description="Memory limit of one analysis, in MB")

    @field_validator("now")
    @classmethod
    def _with_zone(cls, value: datetime | None) -> datetime | None:
        if value is not None and value.tzinfo is None:
            msg = "needs a zone, for example 2026-11-23T12:00+07:00"
            raise ValueError(msg)
        return value

    def clock(self) -> datetime:
        """Return the present moment in UTC, or the fixed one."""
        return (self.now or datetime.now(UTC)).astimezone(UTC)


def load_settings(environment: Mapping[str, str] | None = None, **given: Any) -> Settings:
    """Read the settings.

    Parameters
    ----------
    environment
        Variables to read; by default the process's own. `PETARAWAN_SETTINGS` names the TOML file
        (default: `petarawan.toml` in the working folder, when it is there).
    **given
        Values that win over file and environment (command-line options); None means not given.

    Raises
    ------
    SettingsError
        When a key is unknown or a value impossible; the text lists the known keys.
    """
    environment = os.environ if environment is None else environment
    known = list(Settings.model_fields)
    values: dict[str, Any] = {}
    file = environment.get(PREFIX + "SETTINGS")
    path = Path(file or "petarawan.toml")
    if file or path.is_file():
        try:
            values.update(tomllib.loads(path.read_text(encoding="utf-8")))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise SettingsError(problem=f"{path}: {error}", known=known) from error
    for name, value in environment.items():
        key = name[len(PREFIX) :].lower()
        if name.startswith(PREFIX) and key not in _NOT_SETTINGS:
            values[key] = value
    values.update({key: value for key, value in given.items() if value is not None})
    if unknown := sorted(set(values) - set(known)):
        problem = Says(f"pengaturan tak dikenal {unknown}", f"unknown settings {unknown}")
        raise SettingsError(problem=problem, known=known)
    try:
        return Settings(**values)
    except ValidationError as error:
        first = error.errors()[0]
        problem_text = f"{'.'.join(str(part) for part in first['loc'])}: {first['msg']}"
        raise SettingsError(problem=problem_text, known=known) from error
