"""Many hostile inputs from a few good ones, each made from its number, so that it can be again."""

from __future__ import annotations

import json
import signal
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from copy import deepcopy
from random import Random
from typing import Any, NamedTuple
from xml.etree.ElementTree import Element, fromstring, tostring

from ingest.errors import IngestError

LONGEST = 65_536
"""Bytes of an input: beyond, a thousand repetitions tell no more than a hundred."""
CPU_SECONDS = 20
"""An input that takes more processor time than this counts as one that never ends."""
MOST_TOLD = 10
"""Different failures that are told at once."""

ODDITIES = (
    b"\0", b"\r\n", b"\r", b"\x85", b"\xff", b"\xc3", b"\xed\xa0\x80", b"\xef\xbb\xbf",
    "\u00a0".encode(), "\u200b".encode(), "\u202e".encode(), "\u2028".encode(), "\u0130".encode(),
    "\u00df".encode(), "\ufb01".encode(), "\u0661\u0662".encode(), "\u00b2".encode(),
    "\u00bd".encode(), "\U0001d7d8".encode(), "\U0001f600".encode(), "e\u0301\u0301".encode(),
    b"-1", b"0", b"00", b"1e999", b"NaN", b"99999999999999999999", b"0.0", b"4" * 5000,
    b"1" + b"0" * 400, b"%", b"%s", b"{}", b"{{7*7}}", b"'", b'"', b"\\", b"<", b">", b"&", b"&lt;",
    b"&#0;", b"&#x110000;", b"&nosuch;", b"<!--", b"-->", b"<![CDATA[", b"]]>", b"<?", b"?>",
    b"<!DOCTYPE x [", b"(" * 200, b"[" * 200, b" " * 300, b"a" * 300,
)  # fmt: skip
"""Pieces that have broken parsers before."""


class Mutator:
    """Makes an input from its number: one of ``corpus``, changed in one to six places."""

    def __init__(self, corpus: Sequence[bytes], words: Sequence[bytes] = (), *, seed: int) -> None:
        self._corpus = corpus
        self._words = (*ODDITIES, *words)
        self._seed = seed

    def __call__(self, number: int) -> bytes:
        random = Random(f"{self._seed}:{number}")
        content = random.choice(self._corpus)
        for _ in range(random.choice((1, 1, 1, 2, 2, 3, 6))):
            content = self._changed(content, random)
        return content[:LONGEST]

    def _changed(self, content: bytes, random: Random) -> bytes:
        start = random.randint(0, len(content))
        end = min(len(content), start + int(random.expovariate(1 / 12)))
        piece = content[start:end]
        match random.randrange(9):
            case 0:
                piece = random.choice(self._words)
            case 1:
                piece += random.choice(self._words)
            case 2:
                piece = b""
            case 3:
                piece *= random.choice((2, 3, 50))
            case 4:
                piece = bytes(random.randrange(256) for _ in range(random.randint(1, 4)))
            case 5:
                other = random.choice(self._corpus)
                at = random.randint(0, len(other))
                piece = other[at : at + random.randint(1, 200)]
            case 6:
                return content[:start] + content[min(len(content), start + 200) :]
            case 7:
                return content[: max(1, start)]
            case 8:
                piece = piece.swapcase()[::-1]
        return content[:start] + piece + content[end:]


class XmlMutator:
    """Well-formed XML from the number: elements left out, doubled, moved, renamed, refilled.

    Changed bytes are hardly ever well-formed, and so never come further than the XML parser.
    """

    def __init__(self, corpus: Sequence[bytes], *, seed: int) -> None:
        self._corpus = corpus
        self._tags = sorted({each.tag for content in corpus for each in fromstring(content).iter()})
        self._texts = [piece for piece in map(_text_of_xml, ODDITIES) if piece]
        self._seed = seed

    def __call__(self, number: int) -> bytes:
        random = Random(f"{self._seed}:{number}")
        root = fromstring(random.choice(self._corpus))
        parents = [element for element in root.iter() if len(element)]
        for _ in range(random.choice((1, 2, 4))):
            self._change(random.choice(parents), random)
        return tostring(root)

    def _change(self, parent: Element, random: Random) -> None:
        if not len(parent):
            return
        place = random.randrange(len(parent))
        child = parent[place]
        match random.randrange(7):
            case 0:
                parent.remove(child)
            case 1:
                parent.extend([child] * random.choice((1, 2, 30)))
            case 2:
                child.tag = random.choice(self._tags)
            case 3:
                child.text = random.choice(self._texts)
            case 4:
                child.attrib = {name: random.choice(self._texts) for name in child.attrib}
            case 5:
                child.clear()
            case 6:
                parent.insert(0, Element(random.choice(self._tags)))


def _text_of_xml(piece: bytes) -> str:
    """What of a piece may stand in a text of XML 1.0."""
    return "".join(char for char in piece.decode("utf-8", "ignore") if char >= " ")


class DataMutator:
    """JSON, which is YAML too, from the number: values of good data replaced, keys renamed."""

    def __init__(self, corpus: Sequence[Any], *, seed: int) -> None:
        self._corpus = corpus
        self._values = [
            *(None, True, False, 0, -1, 1e308, 10**30, "", " ", [], {}, [[]], [None], {"a": {}}),
            *(piece.decode("utf-8", "ignore") for piece in ODDITIES),
        ]
        self._seed = seed

    def __call__(self, number: int) -> bytes:
        random = Random(f"{self._seed}:{number}")
        data = deepcopy(random.choice(self._corpus))
        for _ in range(random.choice((1, 1, 2))):
            self._change(data, random)
        return json.dumps(data, ensure_ascii=False).encode()

    def _change(self, data: Any, random: Random) -> None:
        """Go down into the data and change something there."""
        if not data:
            return
        key = random.choice([*data] if isinstance(data, dict) else range(len(data)))
        inner = data[key]
        if isinstance(inner, dict | list) and inner and random.random() < 0.8:
            self._change(inner, random)
        elif isinstance(data, dict) and random.random() < 0.3:
            del data[key]
        elif isinstance(data, list) and random.random() < 0.3:
            data.insert(key, inner)
        else:
            data[key] = random.choice(self._values)


class Failure(NamedTuple):
    """An input that was neither answered nor refused."""

    number: int
    content: bytes
    place: str
    trace: str

    def __str__(self) -> str:
        return f"input {self.number}: {self.content!r}\n{self.trace}"


def fuzz(
    take: Callable[[bytes], object],
    inputs: Callable[[int], bytes],
    count: int,
    *,
    refusals: tuple[type[Exception], ...] = (IngestError,),
) -> int:
    """Give ``count`` inputs to ``take``, which may answer or refuse.

    Returns how many were answered. Raises AssertionError with each different failure.
    """
    answered = 0
    failures: dict[str, Failure] = {}
    with _no_endless_work() as begin:
        for number in range(count):
            content = inputs(number)
            begin()
            try:
                take(content)
                answered += 1
            except refusals:
                pass
            except Exception as error:
                frame = traceback.extract_tb(error.__traceback__)[-1]
                place = f"{type(error).__name__}: {str(error)[:40]} at {frame}"
                failure = Failure(number, content, place, traceback.format_exc(limit=-4))
                failures.setdefault(place, failure)
                if len(failures) == MOST_TOLD:
                    break
    assert not failures, "\n".join(map(str, failures.values()))
    return answered


@contextmanager
def _no_endless_work() -> Iterator[Callable[[], None]]:
    """Gives a function that begins the CPU_SECONDS anew, after which TimeoutError is raised."""

    def give_up(*_: object) -> None:
        raise TimeoutError(f"more than {CPU_SECONDS} s of processor time")

    def begin() -> None:
        signal.setitimer(signal.ITIMER_VIRTUAL, CPU_SECONDS)

    before = signal.signal(signal.SIGVTALRM, give_up)
    try:
        yield begin
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
