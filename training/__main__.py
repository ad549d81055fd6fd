"""``python -m training train|accuracy GOLD``: fit the models, or measure them.

GOLD is the folder of labelled data (*.dev.jsonl).
"""

from __future__ import annotations

from pathlib import Path

import click

from training.accuracy import measure_all, print_table
from training.registry import MEASURES, TRAINERS

Gold = click.argument("gold", type=click.Path(exists=True, file_okay=False, path_type=Path))


@click.group(help=__doc__)
def main() -> None:
    pass


@main.command()
@Gold
def train(gold: Path) -> None:
    """Fit every model and write its weights."""
    for trainer in TRAINERS:
        trainer(gold)


@main.command()
@Gold
def accuracy(gold: Path) -> None:
    """Measure every fact, print the table and write data/extraction/accuracy.json."""
    print_table(measure_all(gold, MEASURES))


if __name__ == "__main__":
    main()
