"""Where things are and how NCBI is addressed: the environment, read once, checked."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from ingest.errors import InputError

ROOT = Path(__file__).resolve().parent.parent
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

        Empty means not set. Raises InputError for a source that is no folder, a URL that is not
        http(s) or an e-mail without ``@``.
        """

        def value(name: str) -> str | None:
            return environment.get(name, "").strip() or None

        email = value("NCBI_EMAIL")
        if email is not None and "@" not in email:
            raise InputError(f"{email!r} is not an e-mail address", place="NCBI_EMAIL")
        url = value("EUTILS_URL") or EUTILS_URL
        if not _is_web_address(url):
            raise InputError(f"{url!r} is not an http(s) address", place="EUTILS_URL")
        source = _folder(value("EVIDENCE_SOURCE"), cls.source)
        if not source.is_dir():
            raise InputError(f"there is no folder {source}", place="EVIDENCE_SOURCE")
        return cls(
            source=source,
            data=_folder(value("EVIDENCE_DATA"), cls.data),
            email=email,
            api_key=value("NCBI_API_KEY"),
            eutils_url=url.rstrip("/") + "/",
        )


def _folder(path: str | None, default: Path) -> Path:
    return Path(path).expanduser() if path else default


def _is_web_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc)
