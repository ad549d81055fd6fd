"""Where things are and how NCBI is addressed: the environment, read once, checked."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from ingest.errors import InputError

ROOT = Path(__file__).resolve().parent.parent
EMAIL = re.compile(r"[^@\s]+@[^@\s]+")
EUTILS_URL = "https://eutils.ncbi.nlm.nih.gov/entrez/eutils/"


@dataclass(frozen=True)
class Settings:
    """Paths and NCBI settings of one command.

    ``source`` holds what people edit (vocabulary, catalogue, claims, searches);
    ``data`` is where archive.db and evidence.db live.
    """

    source: Path = ROOT / "data"
    data: Path = ROOT / "data"
    email: str | None = field(default=None, repr=False)
    api_key: str | None = field(default=None, repr=False)
    eutils_url: str = EUTILS_URL

    @property
    def archive(self) -> Path:
        return self.data / "archive.db"

    @property
    def evidence(self) -> Path:
        return self.data / "evidence.db"

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Settings:
        """Read EVIDENCE_SOURCE, EVIDENCE_DATA, NCBI_EMAIL, NCBI_API_KEY and EUTILS_URL.

        Empty means not set. Raises InputError, naming the setting, for what is no folder, no
        http(s) address, no e-mail address or no key.
        """

        def value(name: str) -> str | None:
            return environment.get(name, "").strip() or None

        email = value("NCBI_EMAIL")
        if email is not None and not EMAIL.fullmatch(email):
            raise InputError(f"{email!r} is not an e-mail address", place="NCBI_EMAIL")
        url = value("EUTILS_URL") or EUTILS_URL
        if not _is_web_address(url):
            raise InputError(f"{url!r} is not an http(s) address", place="EUTILS_URL")
        api_key = value("NCBI_API_KEY")
        if api_key is not None and len(api_key.split()) > 1:
            raise InputError("a key has no blanks in it", place="NCBI_API_KEY")
        data = _folder(value("EVIDENCE_DATA"), cls.data)
        if data.exists() and not data.is_dir():
            raise InputError(f"{data} is not a folder", place="EVIDENCE_DATA")
        source = _folder(value("EVIDENCE_SOURCE"), cls.source)
        if not source.is_dir():
            raise InputError(f"there is no folder {source}", place="EVIDENCE_SOURCE")
        return cls(
            source=source,
            data=data,
            email=email,
            api_key=api_key,
            eutils_url=url.rstrip("/") + "/",
        )


def _folder(path: str | None, default: Path) -> Path:
    return Path(path).expanduser() if path else default


def _is_web_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        host = parts.hostname if parts.port is None or parts.port else None
    except ValueError:  # of brackets, or of a port that is no number up to 65535
        return False
    return parts.scheme in ("http", "https") and bool(host) and len(url.split()) == 1
