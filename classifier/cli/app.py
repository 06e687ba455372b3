"""The verbs of `notices`: parse, call, print, exit. Everything heavy is imported inside the verb that needs it."""

from __future__ import annotations

import gc
import json
import os
import sys
from collections.abc import Callable
from dataclasses import replace
from enum import StrEnum
from functools import wraps
from pathlib import Path
from typing import Annotated, Any

import typer

from classifier import __version__
from classifier.errors import NoticeError

app = typer.Typer(
    name="notices",
    help="Tell which legal and risk notices an article needs, and put the right block in the right place, exactly once.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
register_app = typer.Typer(
    help="Look things up in the registers of designated entities.", no_args_is_help=True, rich_markup_mode=None
)
app.add_typer(register_app, name="register")

_OK, _FINDINGS, _UNUSABLE = 0, 1, 2
_SINGLE = (".html", ".htm", ".xhtml", ".md", ".markdown", ".txt")  # documents that never name readers themselves


class Input(StrEnum):
    """Formats documents are read in."""

    auto = "auto"
    html = "html"
    markdown = "markdown"
    text = "text"
    envelope = "envelope"


class Output(StrEnum):
    """Formats reports are written in."""

    text = "text"
    json = "json"
    jsonl = "jsonl"
    sarif = "sarif"
    github = "github"


ConfigOption = Annotated[
    Path | None, typer.Option("--config", help="The notices.toml to use (default: the nearest one upwards).")
]
AudienceOption = Annotated[
    str | None, typer.Option("--audience", help="Where the readers are: RU,BY (overrides the configuration).")
]
OnOption = Annotated[str | None, typer.Option("--on", help="The day of judgement, YYYY-MM-DD (default: today).")]
SelectOption = Annotated[str | None, typer.Option("--select", help="Only these rules; prefixes count: RU,DE-ANZEIGE.")]
IgnoreOption = Annotated[str | None, typer.Option("--ignore", help="Not these rules; prefixes count.")]


def _one_line(verb: Callable[..., Any]) -> Callable[..., Any]:
    """Turn this program's errors into one line on standard error and exit code 2."""

    @wraps(verb)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        try:
            return verb(*args, **kwargs)
        except NoticeError as fault:
            print(f"error: {fault}", file=sys.stderr)
            raise typer.Exit(_UNUSABLE) from None
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise typer.Exit(_UNUSABLE) from None

    return wrapped


def _version(wanted: bool) -> None:
    if wanted:
        print(f"notices {__version__}")
        raise typer.Exit()


@app.callback()
def _main(
    version: Annotated[
        bool, typer.Option("--version", help="Show the version and exit.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    """The options before a verb."""


@app.command()
@_one_line
def check(
    paths: Annotated[
        list[str] | None, typer.Argument(help="Files, folders, or - for standard input.", show_default=False)
    ] = None,
    fix: Annotated[bool, typer.Option("--fix", help="Insert, replace and remove notices in place.")] = False,
    diff: Annotated[bool, typer.Option("--diff", help="Show what --fix would do, and do nothing.")] = False,
    config: ConfigOption = None,
    audience: AudienceOption = None,
    on: OnOption = None,
    format: Annotated[Input, typer.Option("--format", help="How to read the documents.")] = Input.auto,
    output_format: Annotated[Output, typer.Option("--output-format", help="How to write the report.")] = Output.text,
    select: SelectOption = None,
    ignore: IgnoreOption = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Show only what needs action.")] = False,
) -> None:
    """Read documents and tell which notices are due, there, missing or wrong.

    Exit codes: 0 nothing to do; 1 something is missing, stale, duplicate, obsolete or on hold; 2 a document, the
    configuration or the call could not be used.
    """
    from classifier.cli.check import Run
    from classifier.cli.check import check as run_check
    from classifier.cli.setting import setting_of
    from classifier.reporting.terminal import colours_wanted

    names = paths or ["."]
    first = Path(names[0])
    start = (first if first.is_dir() else first.parent) if names[0] != "-" else Path.cwd()
    setting = setting_of(config_file=config, audience=audience, on=on, select=select, ignore=ignore, start=start)
    envelopes = format is Input.envelope or any(not name.endswith(_SINGLE) for name in names)
    setting = replace(setting, any_reader=envelopes)
    run = Run(setting, fix, diff, format.value, output_format.value, quiet, colours_wanted())
    raise typer.Exit(run_check(run, names))


@app.command()
@_one_line
def hook(config: ConfigOption = None, audience: AudienceOption = None, on: OnOption = None) -> None:
    """Answer one CMS envelope (JSON) on standard input with one JSON object on standard output.

    `action` is allow, insert (the new text is in `body`) or block; exit code 0 for every answer, 2 if there is none.
    """
    from classifier.cli.hook import answer
    from classifier.cli.setting import Setting, day_of, setting_of
    from classifier.config import Config
    from classifier.errors import ConfigError
    from classifier.reading.document import decode

    text = decode(sys.stdin.buffer.read()).text
    try:
        setting = replace(setting_of(config_file=config, audience=audience, on=on), any_reader=True)
    except ConfigError:
        if config is not None:
            raise
        setting = Setting(
            Config(), (), day_of(on), any_reader=True
        )  # the envelope may bring its own publisher and audience
    print(json.dumps(answer(text, setting), ensure_ascii=False))


@app.command()
@_one_line
def rule(
    id: Annotated[
        str | None, typer.Argument(help="A rule's id; without it all rules are listed.", show_default=False)
    ] = None,
    config: ConfigOption = None,
    on: OnOption = None,
    select: SelectOption = None,
) -> None:
    """Explain a rule: law, trigger, words, dates, sources. Without an id, list all rules."""
    from classifier import config as configuration
    from classifier.cli.setting import day_of, prefixes_of
    from classifier.law import catalogue
    from classifier.reporting.terminal import colours_wanted, rule_text

    path = config or configuration.find(Path.cwd())
    rules = catalogue.load(configuration.read(path).rules if path else ())
    if id is not None:
        print(rule_text(catalogue.find(rules, id), colours=colours_wanted()), end="")
        return
    day = day_of(on)
    for one in catalogue.select(rules, prefixes_of(select)):
        state = "" if one.in_force(day) else f" (not in force on {day})"
        print(f"{one.id:26} {one.action:7} {one.force:14} {one.title}{state}")


@register_app.command("list")
@_one_line
def register_list(on: OnOption = None) -> None:
    """List the registers: entries, newest reading, age."""
    from classifier.cli.setting import day_of
    from classifier.law import registers

    loaded, day = registers.load(), day_of(on)
    for name, register in sorted(loaded.lists.items()):
        rows = [row for row in loaded.rows.values() if row.register == name]
        active = sum(row.active(day) for row in rows)
        old = "  TOO OLD: could not check newer entries" if register.is_stale(day) else ""
        print(f"{name:28} {active:5} active of {len(rows):5}  read {register.as_of}, {register.age(day)} days old{old}")
        print(f"{'':28} {register.title}. {register.origin}")


@register_app.command("find")
@_one_line
def register_find(
    name: Annotated[str, typer.Argument(help="A name, alias, domain or id.")], on: OnOption = None
) -> None:
    """Find designated entities by name and tell their status on the day."""
    from classifier.cli.setting import day_of
    from classifier.law import registers

    loaded, day = registers.load(), day_of(on)
    found = registers.find(loaded, name)
    for brand in found[:50]:
        print(f"{brand.id}  {brand.label}")
        for id in brand.rows:
            row = loaded.rows[id]
            dates = f"decided {row.decided or '?'}, registered {row.registered or '?'}"
            gone = f", removed {row.removed}" if row.removed else ""
            state = "active" if row.active(day) else "suspended" if row.status == "suspended" else "not active"
            print(f"    {row.id:12} {row.register:26} {state} on {day} ({dates}{gone})")
            print(f"    {'':12} {row.name[:150]}")
        if brand.domains:
            print(f"    {'':12} domains: {', '.join(brand.domains[:8])}")
    if len(found) > 50:
        print(f"... and {len(found) - 50} more")
    if not found:
        ages = max(register.age(day) for register in loaded.lists.values() if register.name.startswith("ru-"))
        print(
            f"no entry for {name!r}; the Russian lists here are up to {ages} days old, so newer entries could not be checked"
        )
        raise typer.Exit(_FINDINGS)


@app.command()
@_one_line
def train(
    data: Annotated[Path | None, typer.Option("--data", help="Folder of passages (default: training_data).")] = None,
    out: Annotated[Path | None, typer.Option("--out", help="Where to write the model (default: models).")] = None,
) -> None:
    """Train the models from training_data/ (needs scikit-learn: extra `train`)."""
    _need("sklearn", "train")
    from classifier.training.train import train as run_train

    guard = run_train(data, out, say=lambda line: print(line, file=sys.stderr))
    print(f"trained on {guard['passages']} passages; SHA-256 {guard['sha256'][:16]}")


@app.command()
@_one_line
def evaluate(
    data: Annotated[
        Path | None,
        typer.Option("--data", help="Folder of labelled passages to score (default: the figures of the guard)."),
    ] = None,
) -> None:
    """Show how well the model reads: held-out figures of its training, or a score on labelled passages."""
    from classifier.training.evaluate import evaluate as run_evaluate

    print(run_evaluate(data))


def _need(module: str, extra: str) -> None:
    from importlib.util import find_spec

    from classifier.errors import UsageError

    if find_spec(module) is None:
        raise UsageError(f"this verb needs {module}", hint=f"pip install 'notice-classifier[{extra}]'")


def main() -> None:
    """Run the command; the entry point of `notices`."""
    gc.set_threshold(
        100_000, 20, 20
    )  # a short run makes many objects that stay; looking for garbage costs a tenth of it
    app()
