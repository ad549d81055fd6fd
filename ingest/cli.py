"""The commands of ``python -m ingest``: options in, one function called, its outcome printed."""

from __future__ import annotations

import json
import os
import sqlite3
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click

from ingest import serve
from ingest.archive.backup import backup
from ingest.check import check
from ingest.errors import IngestError
from ingest.evidence import metadata
from ingest.evidence.build import build
from ingest.export.command import FORMATS, QUERY_LIMIT, export
from ingest.extract.command import STANDARD, extract_file
from ingest.intake import baseline, importer, refresh
from ingest.new_file import new_file
from ingest.release import release
from ingest.settings import ROOT, Settings
from ingest.status import status

PROBLEMS_SHOWN = 20


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
def commands() -> None:
    """Microneedling and scars: from PubMed to an evidence base in SQLite.

    \b
    refresh   PubMed          -> data/archive.db
    import    files           -> data/archive.db
    baseline  PubMed's bulk files -> data/archive.db
    build     archive + data/ -> data/evidence.db
    export    data/evidence.db -> RIS, BibTeX, CSL-JSON, CSV, Parquet, summary of findings
    serve     data/evidence.db on http://127.0.0.1:8001

    Settings by environment: NCBI_EMAIL (who asks; NCBI wants to know), NCBI_API_KEY (10
    requests a second instead of 3), EUTILS_URL (another E-utilities server), EVIDENCE_DATA
    (where archive.db and evidence.db live; default data/), EVIDENCE_SOURCE (the files that people
    edit, for another topic; default data/).
    """


@commands.command("refresh")
@click.option("--full", is_flag=True, help="Fetch every held record again, not only changed ones.")
def refresh_command(full: bool) -> None:
    """Bring the archive up to date from PubMed.

    Runs the searches of data/searches.yaml, fetches what is new or changed and looks again for
    retractions. Nothing is lost when it is stopped; the next run goes on from there.
    """
    click.echo(refresh.run(Settings.from_environment(), full=full))


@commands.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, readable=False))
def import_command(files: tuple[Path, ...]) -> None:
    """Take records from FILES into the archive.

    PubMed XML (.xml, .xml.gz, update files), PubMed text (.nbib, .txt), and lists of PubMed
    numbers, which the next refresh fetches: PubMed's CSV, or lines of numbers or addresses of
    PubMed, in which # begins a comment.
    """
    summary = importer.run(Settings.from_environment(), files)
    click.echo(summary)
    _tell(summary.problems)


@commands.command("baseline")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option(
    "--mesh-tree", type=click.Path(path_type=Path), help="Default: mtrees*.bin in FOLDER."
)
@click.option("--workers", type=click.IntRange(1, 256), help="Processes here. Default: one a core.")
@click.option("--scheduler", metavar="ADDRESS", help="A Dask cluster, as tcp://host:8786.")
def baseline_command(
    folder: Path, mesh_tree: Path | None, workers: int | None, scheduler: str | None
) -> None:
    """Bring the archive up to date from PubMed's bulk files in FOLDER, without E-utilities.

    FOLDER holds pubmedYYnNNNN.xml.gz, baseline and update files of one year, each with its .md5,
    and NLM's MeSH tree of that year (docs/scale.md says from where). Every record is held against
    the searches of data/searches.yaml; a term that only PubMed can evaluate is named before any
    file is read. Updates go in by their number, the last word on a record counts, and records
    that NLM deletes are marked as absent.

    Each file is read once: what is found in it is kept in data/baseline/, and only new or changed
    files are read by the next run, or all when the searches change. Stop it at any time.

    Processes on other machines (--scheduler) must see FOLDER and data/ under the same paths.
    """
    summary = baseline.run(
        Settings.from_environment(), folder, tree=mesh_tree, scheduler=scheduler, workers=workers
    )
    click.echo(summary)
    _tell(summary.problems)


@commands.command("build")
@click.option("--jobs", type=click.IntRange(1, 64), help="Processes that read records.")
@click.option("--no-extraction", is_flag=True, help="Do not read facts from abstracts.")
def build_command(jobs: int | None, no_extraction: bool) -> None:
    """Build evidence.db from the archive and the files in data/.

    Needs no network, and no archive: the hand-read catalogue alone makes a database. The same
    inputs give the same bytes. A failed build leaves the old database in place.
    """
    settings = Settings.from_environment()
    click.echo(build(settings, jobs=jobs, extraction=not no_extraction))


@commands.command("status")
@click.option("--json", "as_json", is_flag=True, help="For machines.")
def status_command(as_json: bool) -> None:
    """Say what is held, when it was last refreshed, what failed and what is out of date.

    The exit code is 1 where a database cannot be read.
    """
    current = status(Settings.from_environment())
    click.echo(json.dumps(current.as_json(), indent=2) if as_json else current)
    if current.damage is not None:
        sys.exit(1)


@commands.command("check")
def check_command() -> None:
    """Look for damage in data/ and both databases, and say how to recover from it."""
    report = check(Settings.from_environment())
    click.echo(report)
    if report.damages:
        sys.exit(1)


@commands.command("backup")
@click.argument("target", required=False, type=click.Path(path_type=Path))
def backup_command(target: Path | None) -> None:
    """Copy archive.db to TARGET (default: data/backups/, named by the time)."""
    click.echo(f"{backup(Settings.from_environment(), target)} written")


@commands.command("release")
@click.argument("folder", default="releases", type=click.Path(path_type=Path))
def release_command(folder: Path) -> None:
    """Copy evidence.db to FOLDER, named by date and content, with inspect file and checksums."""
    click.echo(f"{release(Settings.from_environment(), folder)} written")


@commands.command("extract")
@click.option("--input", "source", required=True, type=click.Path(path_type=Path, allow_dash=True))
@click.option("--output", "target", required=True, type=click.Path(path_type=Path, allow_dash=True))
def extract_command(source: Path, target: Path) -> None:
    """Read the facts of abstracts: JSON lines in, JSON lines out.

    A row is {"id", "title", "abstract"} or {"id", "text"}; with "intervention", "comparator"
    and "outcome" it also asks for the direction of that comparison. A file named - is standard
    input or output.
    """
    summary = extract_file(source, target)
    click.echo(summary, err=target == STANDARD)
    _tell(summary.problems)


@commands.command("export")
@click.option("--format", "format_", required=True, type=click.Choice(list(FORMATS)))
@click.option(
    "--sql",
    help="A query that returns ids of studies (column id or study), in "
    f"{QUERY_LIMIT.seconds} seconds and {QUERY_LIMIT.rows:,} rows at most.",
)
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), help="Default: stdout.")
def export_command(format_: str, sql: str | None, output: Path | None) -> None:
    """Write studies as citations or tables, or the claims as a summary of findings.

    All studies of evidence.db, or those that a query returns; of the summary of findings, the
    claims that these studies speak on.
    """
    evidence = Settings.from_environment().evidence
    if output is None:
        export(evidence, format_, sql, sys.stdout.buffer)
        return
    with new_file(output) as stream:
        export(evidence, format_, sql, stream)


@commands.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8001, show_default=True, type=click.IntRange(1, 65535))
def serve_command(host: str, port: int) -> None:
    """Serve evidence.db with Datasette."""
    settings = Settings.from_environment()
    command = serve.datasette_command(settings.evidence, host, port)
    os.execv(command[0], command)


@commands.command("metadata")
def metadata_command() -> None:
    """Write metadata.yaml from the files that own its parts."""
    target = ROOT / "metadata.yaml"
    target.write_text(metadata.render(Settings.from_environment().source), encoding="utf-8")
    click.echo(f"{target.name} written")


def _tell(problems: Sequence[str]) -> None:
    """Name the first problems of a run on stderr, count the others; any makes the exit code 2."""
    for problem in problems[:PROBLEMS_SHOWN]:
        click.echo(f"error: {problem}", err=True)
    if len(problems) > PROBLEMS_SHOWN:
        click.echo(f"error: … and {len(problems) - PROBLEMS_SHOWN:,} more", err=True)
    if problems:
        sys.exit(2)


def _one_line(run: Callable[..., Any], arguments: list[str] | None) -> int:
    """Run the commands; a fault of the user's or of the machine's becomes one line on stderr."""
    try:
        run(arguments, standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message())
        return 0
    except click.UsageError as error:
        path = error.ctx.command_path if error.ctx else "python -m ingest"
        message, code = f"{error.format_message()} (see `{path} --help`)", 2
    except click.Abort:
        message, code = "stopped; the next run goes on from here", 130
    except IngestError as error:
        message, code = str(error), error.exit_code
    except sqlite3.DatabaseError as error:
        message, code = f"SQLite: {error}", 1
    except OSError as error:
        message, code = f"{error.filename or 'system'}: {error.strerror or error}", 1
    else:
        return 0
    click.echo("error: " + " ".join(message.split()), err=True)
    return code


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and exit."""
    sys.exit(_one_line(commands.main, arguments))
