"""The command as people and machines call it: exit codes, one clear line for every fault, nothing half done."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from classifier.law import registers

CONFIG = '[publisher]\nname = "RFE/RL"\nentity = "rferl"\nestablished = "CZ"\nkind = "broadcaster"\naudiences = ["RU"]\nlanguage = "en"\n'
PAGE = "<html lang=en><body><article><h1>Of ferries</h1>\r\n<p>The ferry crossed the lake twice on Monday, and nobody was on it.</p>\r\n</article></body></html>\r\n"


def notices(*args: str, stdin: str | bytes = b"", cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    data = stdin.encode() if isinstance(stdin, str) else stdin
    done = subprocess.run(
        [sys.executable, "-m", "classifier", *args],
        input=data,
        capture_output=True,
        cwd=cwd,
        env={**os.environ, "NO_COLOR": "1"},
        check=False,
    )
    return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())


@pytest.fixture
def house(tmp_path: Path) -> Path:
    (tmp_path / "notices.toml").write_text(CONFIG)
    (tmp_path / "a.html").write_bytes(PAGE.encode())
    return tmp_path


def test_check_tells_and_changes_nothing(house: Path) -> None:
    done = notices("check", "a.html", "--on", "2026-11-20", cwd=house)
    assert done.returncode == 1
    assert "missing   RU-UND-READ" in done.stdout
    assert "because register" in done.stdout
    assert "days old" in done.stdout
    assert (house / "a.html").read_bytes() == PAGE.encode()


def test_fix_once_and_twice(house: Path) -> None:
    first = notices("check", "a.html", "--fix", cwd=house)
    assert first.returncode == 0, first.stdout + first.stderr
    once = (house / "a.html").read_bytes()
    assert once.count(b"data-notice") == 1
    assert b"\n" not in once.replace(b"\r\n", b"")
    assert notices("check", "a.html", "--fix", cwd=house).returncode == 0
    assert (house / "a.html").read_bytes() == once
    assert not list(house.glob(".*.part"))


def test_diff_shows_and_changes_nothing(house: Path) -> None:
    done = notices("check", "a.html", "--diff", cwd=house)
    assert done.returncode == 1
    assert "+++ b/a.html" in done.stdout
    assert "+  <p>RFE/RL has been declared" in done.stdout
    assert (house / "a.html").read_bytes() == PAGE.encode()


def test_json_result_has_the_contracts_form(house: Path) -> None:
    (found,) = json.loads(notices("check", "a.html", "--output-format", "json", cwd=house).stdout)
    assert found["version"] == 1
    assert found["document"] == {"path": "a.html", "format": "html", "language": "en", "title": "Of ferries"}
    (finding,) = found["findings"]
    assert {
        "rule",
        "jurisdiction",
        "family",
        "force",
        "status",
        "entity",
        "placement",
        "language",
        "message",
        "notice",
        "evidence",
        "law",
    } == set(finding)
    assert finding["evidence"][0]["kind"] == "register"
    assert set(finding["evidence"][0]) >= {"kind", "detail", "start", "end"}


def test_sarif_and_github(house: Path) -> None:
    sarif = json.loads(notices("check", "a.html", "--output-format", "sarif", cwd=house).stdout)
    (run,) = sarif["runs"]
    assert sarif["version"] == "2.1.0"
    assert run["results"][0]["ruleId"] == run["tool"]["driver"]["rules"][0]["id"] == "RU-UND-READ"
    github = notices("check", "a.html", "--output-format", "github", cwd=house).stdout
    assert github.startswith("::error file=a.html,line=1,col=1,title=RU-UND-READ::missing")


def test_json_lines_of_envelopes(house: Path) -> None:
    envelopes = [
        {"id": "a", "format": "text", "body": "The ferry crossed the lake twice.", "metadata": {"language": "en"}},
        {
            "id": "b",
            "format": "text",
            "body": "Паром дважды пересёк озеро.",
            "publisher": {"entity": "meduza"},
            "audience": ["RU"],
        },
    ]
    text = "".join(json.dumps(e, ensure_ascii=False) + "\n" for e in envelopes) + '{"id": "c"}\n{broken\n'
    (house / "posts.jsonl").write_text(text, encoding="utf-8")
    done = notices("check", "posts.jsonl", "--output-format", "jsonl", cwd=house)
    assert done.returncode == 2
    assert [json.loads(line)["document"]["id"] for line in done.stdout.splitlines()] == ["a", "b"]
    assert "line 3: the envelope has no body" in done.stderr
    assert "line 4: is no JSON envelope" in done.stderr
    notices("check", "posts.jsonl", "--fix", cwd=house)
    lines = (house / "posts.jsonl").read_text(encoding="utf-8").splitlines()
    assert lines[2:] == ['{"id": "c"}', "{broken"]
    fixed = [json.loads(line) for line in lines[:2]]
    assert "undesirable" in fixed[0]["body"]
    assert "«нежелательной»" in fixed[1]["body"]
    assert {k: v for k, v in fixed[1].items() if k != "body"} == {k: v for k, v in envelopes[1].items() if k != "body"}


@pytest.mark.parametrize(
    ("name", "data", "fault"),
    [
        ("gone.html", None, "there is no such file"),
        ("a.bin", b"\0\1\2", "is a binary file"),
        ("b.txt", "Жук".encode("cp1251"), "is not UTF-8"),
        ("c.md", b"---\na: [\n---\nx", "front matter is not YAML"),
        ("d.json", b'{"id": 1}', "has no body"),
        ("e.json", b"[1]", "an object was expected"),
        ("f.json", b'{"body": "x", "colour": 1}', "unknown key 'colour'"),
        ("g.json", b'{"body": "x", "on": "tomorrow"}', "is no date"),
        ("h.json", b'{"body": "x", "publisher": {"entity": "nobody"}}', "is in no register"),
        ("i.html", b"<html><body><script>1</script></body></html>", "holds no text"),
        ("j.txt", b"", "holds no text"),
        ("k.html", b"<div>" * 5000 + b"text", "nested too deeply"),
        ("empty", None, "holds no documents"),
    ],
)
def test_one_bad_document_is_one_line_and_stops_nobody(house: Path, name: str, data: bytes | None, fault: str) -> None:
    if data is not None:
        (house / name).write_bytes(data)
    elif name == "empty":
        (house / name).mkdir()
    done = notices("check", name, "a.html", "--output-format", "json", cwd=house)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert fault in done.stderr
    assert name in done.stderr
    assert [d["document"]["path"] for d in json.loads(done.stdout)] == ["a.html"]


@pytest.mark.parametrize(
    ("config", "fault"),
    [
        ("[publisher\n", "is not TOML"),
        ('[publisher]\nnmae = "x"\n', "unknown key publisher.nmae"),
        ('[publisher]\naudiences = ["Russia"]\n', "is no ISO 3166 code"),
        ('[publisher]\nkind = "zine"\naudiences = ["RU"]\n', "is not one of"),
        ('[publisher]\nname = "x"\n', "no readers are named"),
        ("[other]\n", "unknown key other"),
        ('rules = ["./ours"]\n[publisher]\naudiences = ["RU"]\n', "is no folder"),
    ],
)
def test_unusable_configuration(house: Path, config: str, fault: str) -> None:
    (house / "notices.toml").write_text(config)
    done = notices("check", "a.html", cwd=house)
    assert (done.returncode, done.stdout) == (2, "")
    assert fault in done.stderr
    assert "notices.toml" in done.stderr


def test_no_configuration_at_all(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x")
    done = notices("check", "a.txt", cwd=tmp_path)
    assert done.returncode == 2
    assert "--audience" in done.stderr
    assert notices("check", "a.txt", "--audience", "RU", cwd=tmp_path).returncode == 0


@pytest.mark.parametrize(
    ("args", "fault"),
    [(["--select", "ZZ"], "no rule 'ZZ'"), (["--on", "today"], "is no day"), (["--audience", "Mars"], "is no ISO")],
)
def test_unusable_options(house: Path, args: list[str], fault: str) -> None:
    done = notices("check", "a.html", *args, cwd=house)
    assert done.returncode == 2
    assert fault in done.stderr


def test_selection_and_day(house: Path) -> None:
    assert notices("check", "a.html", "--ignore", "RU-UND", cwd=house).returncode == 0
    assert notices("check", "a.html", "--on", "2024-02-19", "--select", "RU-UND", cwd=house).returncode == 0
    assert notices("check", "a.html", "--on", "2024-02-20", "--select", "RU-UND", cwd=house).returncode == 1


def hook(envelope: object, cwd: Path) -> dict:
    done = notices("hook", stdin=json.dumps(envelope), cwd=cwd)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_hook_allows_inserts_and_blocks(house: Path) -> None:
    inserted = hook({"format": "html", "body": PAGE, "fix": True, "id": "post-1"}, house)
    assert inserted["action"] == "insert"
    assert inserted["document"]["id"] == "post-1"
    assert hook({"format": "html", "body": inserted["body"], "fix": True}, house)["action"] == "allow"
    blocked = hook({"format": "html", "body": PAGE}, house)
    assert blocked["action"] == "block"
    assert "RU-UND-READ" in blocked["message"]
    link = '<p>More in <a href="https://meduza.io/feature/1">the report of Meduza</a>, which the paper quoted at length.</p>'
    exposed = {"name": "X", "entity": None, "audiences": ["KZ"], "exposed": ["RU"]}
    asked = {"format": "html", "body": link, "fix": True, "publisher": {k: v for k, v in exposed.items() if v}}
    (house / "notices.toml").write_text('[publisher]\nname = "X"\naudiences = ["KZ"]\n')
    held = hook(asked, house)
    assert held["action"] == "block"
    assert "RU-UND-OLD" in held["message"]
    assert hook({**asked, "metadata": {"notices_off": ["RU-UND-OLD"]}}, house)["action"] == "allow"


def test_hook_refuses_what_is_no_question(house: Path) -> None:
    for text in ("", "{}", "[]", '{"body": 1}'):
        done = notices("hook", stdin=text, cwd=house)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.startswith("error: ")


def test_rule_and_register_verbs(house: Path) -> None:
    listed = notices("rule").stdout
    assert "RU-UND-READ" in listed
    assert len(listed.splitlines()) > 200
    assert "art. 284.1" in notices("rule", "ru-und-read").stdout
    assert "did you mean" in notices("rule", "RU-UND").stderr
    assert "ru-undesirable" in notices("register", "list", "--on", "2026-11-23").stdout
    assert "60 days old" in notices("register", "list", "--on", "2026-11-23").stdout
    assert "RU-UND-142" in notices("register", "find", "rferl").stdout
    nothing = notices("register", "find", "nobody at all")
    assert nothing.returncode == 1
    assert "could not be checked" in nothing.stdout


@pytest.mark.parametrize(
    "verb", [[], ["check"], ["hook"], ["rule"], ["register"], ["register", "find"], ["train"], ["evaluate"]]
)
def test_every_verb_has_help(verb: list[str]) -> None:
    done = notices(*verb, "--help")
    assert done.returncode == 0
    assert "Usage" in done.stdout


def test_help_and_a_single_check_stay_light(house: Path) -> None:
    probe = "import sys; sys.argv = {argv!r}\ntry:\n    from classifier.cli import main; main()\nexcept SystemExit: pass\nprint(sorted({heavy} & sys.modules.keys()), file=sys.stderr)"
    for argv, heavy in (
        (["notices", "--help"], {"numpy", "sklearn", "joblib", "yaml", "markdown_it", "ahocorasick_rs"}),
        (["notices", "check", "a.html"], {"numpy", "sklearn", "joblib", "scipy", "yaml", "markdown_it"}),
    ):
        done = subprocess.run(
            [sys.executable, "-c", probe.format(argv=argv, heavy=heavy)],
            capture_output=True,
            text=True,
            cwd=house,
            check=False,
        )
        assert done.stderr.splitlines()[-1] == "[]", done.stderr


def test_tampered_model_is_refused(house: Path, tmp_path: Path) -> None:
    source = Path(registers.__file__).parents[2]
    copy = tmp_path / "copy"
    shutil.copytree(source / "classifier", copy / "classifier", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(source / "models", copy / "models")
    with (copy / "models" / "notices.zip").open("ab") as stream:
        stream.write(b"x")
    done = subprocess.run(
        [sys.executable, "-m", "classifier", "check", str(house / "a.html")],
        capture_output=True,
        text=True,
        cwd=copy,
        check=False,
    )
    assert done.returncode == 2
    assert "SHA-256" in done.stderr
    assert (house / "a.html").read_bytes() == PAGE.encode()
