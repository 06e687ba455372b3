"""Everything that can go wrong, as one small tree.

NoticeError
├── UsageError      the call itself cannot be used (unknown rule id, bad option value)
├── ConfigError     notices.toml
├── InputError      a document that cannot be read
├── RuleError       a rule file
├── RegisterError   a register of designated entities
├── ModelError      the trained model or its guard
└── InsertError     an edit that could not be proved; the document stays as it was

Every error is one sentence for a person, with the file it is about and, where one helps, what to do next.
"""

from __future__ import annotations


class NoticeError(Exception):
    """The base of all errors of this package: a stable code, the place of the fault, one sentence."""

    code = "notice-error"

    def __init__(self, fault: str, path: str | None = None, hint: str | None = None) -> None:
        super().__init__(fault)
        self.fault = fault
        self.path = path
        self.hint = hint

    def __str__(self) -> str:
        where = f"{self.path}: " if self.path else ""
        return f"{where}{self.fault}" + (f" ({self.hint})" if self.hint else "")


class UsageError(NoticeError):
    """The call cannot be carried out as given."""

    code = "usage"


class ConfigError(NoticeError):
    """notices.toml is missing, broken or holds something unknown."""

    code = "config"


class InputError(NoticeError):
    """A document cannot be read as what it claims to be."""

    code = "input"


class RuleError(NoticeError):
    """A rule file breaks the schema or contradicts another."""

    code = "rule"


class RegisterError(NoticeError):
    """A register of designated entities is damaged or unknown."""

    code = "register"


class ModelError(NoticeError):
    """The model is missing, altered or was made for other versions."""

    code = "model"


class InsertError(NoticeError):
    """An edit broke one of the inserter's laws; nothing was written."""

    code = "insert"
