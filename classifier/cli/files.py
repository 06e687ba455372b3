"""Documents on disk: finding them, reading them, and writing them so that nothing is ever half written."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from classifier.errors import InputError
from classifier.reading.document import SUFFIXES, Decoded, decode

_SKIPPED = frozenset({"node_modules", "__pycache__"})


def paths_in(names: Sequence[str]) -> Iterator[Path | InputError]:
    """The documents that command line arguments name, folders walked in order; a fault comes as its error."""
    for name in names:
        path = Path(name)
        if name == "-" or path.is_file():
            yield path
        elif path.is_dir():
            found = sorted(
                p
                for p in path.rglob("*")
                if p.suffix.lower() in SUFFIXES and p.is_file() and not _hidden(p.relative_to(path))
            )
            if not found:
                yield InputError(f"holds no documents ({', '.join(sorted(SUFFIXES))})", name)
            yield from found
        else:
            yield InputError("there is no such file", name)


def _hidden(path: Path) -> bool:
    return any(part.startswith(".") or part in _SKIPPED for part in path.parts)


@dataclass(frozen=True, slots=True)
class Source:
    """A file's bytes decoded, and its path; standard input has the path "-"."""

    path: Path
    decoded: Decoded

    @property
    def name(self) -> str:
        """The path as it is shown."""
        return str(self.path)


def read(path: Path) -> Source:
    """Read and decode a file or standard input; InputError names it."""
    try:
        data = sys.stdin.buffer.read() if str(path) == "-" else path.read_bytes()
    except OSError as fault:
        raise InputError(f"cannot be read: {fault.strerror}", str(path)) from None
    try:
        return Source(path, decode(data))
    except InputError as fault:
        raise InputError(fault.fault, str(path), fault.hint) from None


def write(source: Source, text: str, *, references: bool) -> None:
    """Replace a file's text, in its old encoding, at once: a temporary file beside it takes its place."""
    import tempfile

    data = source.decoded.encode(text, references=references)
    path = source.path.resolve()
    try:
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(data)
            os.chmod(temporary, path.stat().st_mode & 0o7777)
            os.replace(temporary, path)
        except BaseException:
            with contextlib.suppress(OSError):
                os.unlink(temporary)
            raise
    except OSError as fault:
        raise InputError(f"cannot be written: {fault.strerror}", source.name) from None
