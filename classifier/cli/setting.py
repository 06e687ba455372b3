"""What every verb shares: configuration, day, rules and the engine they make."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from classifier import config
from classifier.engine import Engine, context_of
from classifier.errors import ConfigError, UsageError
from classifier.law import catalogue, registers
from classifier.law.rule import Rule
from classifier.law.territory import is_code
from classifier.reading.document import must_show_text, parse
from classifier.reading.envelope import Envelope
from classifier.types import Context, Document, Publisher


def day_of(text: str | None) -> date:
    """The day of judgement: as given, else today."""
    if text is None:
        return date.today()
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"--on {text!r} is no day such as 2026-11-23") from None


def codes_of(text: str | None) -> tuple[str, ...]:
    """Territory codes from RU,BY."""
    codes = tuple(part.strip().upper() for part in (text or "").split(",") if part.strip())
    for code in codes:
        if not is_code(code):
            raise UsageError(f"--audience: {code!r} is no ISO 3166 code, EU or WORLD")
    return codes


def prefixes_of(text: str | None) -> tuple[str, ...]:
    """Rule prefixes from RU,DE-ANZEIGE."""
    return tuple(part.strip().upper() for part in (text or "").split(",") if part.strip())


@dataclass(frozen=True)
class Setting:
    """One run's configuration. Rules, registers and model are read when first needed."""

    config: config.Config
    audience: tuple[str, ...]
    day: date
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    any_reader: bool = False  # envelopes may name readers of their own

    @property
    def readers(self) -> tuple[str, ...] | None:
        """For whom rules are loaded: the readers of the call or the house; None for all."""
        return None if self.any_reader else self.audience or self.config.publisher.audiences

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        """The rules of this run."""
        rules = catalogue.load(self.config.rules, None if self.select or self.ignore else self.readers)
        return catalogue.select(rules, self.select, self.ignore)

    @cached_property
    def by_id(self) -> Mapping[str, Rule]:
        """The rules of this run by id."""
        return {rule.id: rule for rule in self.rules}

    @cached_property
    def engine(self) -> Engine:
        """The engine of this run."""
        return Engine(self.rules)

    def context(
        self, publisher: Mapping[str, object] = {}, audience: Sequence[str] = (), day: date | None = None
    ) -> Context:
        """Who asks and for whom; what an envelope says wins over the options, they over the configuration."""
        # A fault in what an envelope says is the envelope's; the caller knows its name.
        where = None if publisher else str(self.config.path or "") or None
        told = (
            config.publisher_from(dict(publisher), None, self.config.publisher) if publisher else self.config.publisher
        )
        if told.entity is not None and told.entity not in registers.load().brands:
            raise ConfigError(
                f"publisher.entity: {told.entity!r} is in no register",
                where,
                "notices register find NAME",
            )
        context = context_of(told, tuple(audience) or self.audience, day or self.day)
        if not context.audience:
            raise ConfigError(
                "no readers are named, so nothing can be due",
                where,
                "publisher.audiences or --audience RU,BY",
            )
        return context

    def asked(self, told: Envelope, path: str | None = None) -> tuple[Document, Context]:
        """The document of an envelope, and who asks about it for whom."""
        document = parse(
            told.body,
            told.format,
            metadata=told.metadata,
            path=path,
            id=told.id,
            default_language=self.config.publisher.language,
        )
        return must_show_text(document), self.context(told.publisher, told.audience, told.on)


def setting_of(
    *,
    config_file: Path | None,
    audience: str | None,
    on: str | None,
    select: str | None = None,
    ignore: str | None = None,
    start: Path | None = None,
) -> Setting:
    """The setting from command line options; the nearest notices.toml upwards unless one is named."""
    path = config_file or config.find((start or Path.cwd()).resolve())
    read = config.read(path) if path else config.Config(Publisher())
    codes = codes_of(audience)
    if path is None and not codes:
        raise ConfigError(
            "there is no notices.toml here or above", hint="write one, or name readers with --audience RU,BY"
        )
    return Setting(read, codes, day_of(on), prefixes_of(select), prefixes_of(ignore))
