"""The `sportello` command, as it is run."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import main
from bot.knowledge.places import Places
from tests.conftest import ROOT
from tests.service import environment

THREE = {
    "come rinnovo il permesso di soggiorno?": ("permits.renew", "it", "Rinnovare il permesso"),
    "how do I get a tax code": ("documents.codice_fiscale", "en", "Tax code"),
    "كيف أسجل عند طبيب العائلة؟": ("health.family_doctor", "ar", "طبيب العائلة"),
}


def sportello(*arguments: str, stdin: str = "", **settings: str) -> Result:
    with environment(settings):
        return CliRunner().invoke(main, arguments, input=stdin)


def test_chat_answers_the_three_questions_from_a_pipe(tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path / 'a.db'}"
    result = sportello("chat", stdin="\n".join(THREE) + "\n", SPORTELLO_DATABASE_URL=database)
    assert result.exit_code == 0
    for _entry, _language, title in THREE.values():
        assert f"{title}\n" in result.output
    assert result.output.count("https://") == 3


def test_ask_writes_one_line_of_json_for_each_line() -> None:
    texts = [*THREE, "ciao", "menu", "my husband beats me", "zzyzx qwrtp", "", "permesso", "\ud800"]
    lines = "".join(json.dumps({"text": text}) + "\n" for text in texts)
    result = sportello("ask", "--jsonl", stdin=lines)
    assert result.exit_code == 0
    answers = [json.loads(line) for line in result.output.splitlines()]
    assert len(answers) == len(texts)
    for answer, (entry, language, _title) in zip(answers, THREE.values(), strict=False):
        assert (answer["kind"], answer["entry"], answer["language"]) == ("answer", entry, language)
    assert [answer["kind"] for answer in answers[3:7]] == ["smalltalk", "command", "urgent", "unknown"]
    assert answers[5]["urgency"] == "violence"
    said = sportello("ask", "--jsonl", stdin='{"text": "book an appointment"}\n{"text": "back"}\n').output
    assert [json.loads(line)["entry"] for line in said.splitlines()] == ["service.book", None]
    for answer in answers:
        assert set(answer) == {"kind", "entry", "suggestions", "urgency", "language", "confidence", "ms"}
        assert 0 <= answer["confidence"] <= 1
        assert answer["ms"] >= 0


def test_ask_explains_which_phrase_spoke() -> None:
    result = sportello("ask", "how do I get a tax code")
    assert result.output.startswith("answer: documents.codice_fiscale (confidence ")
    assert "  documents.codice_fiscale  " in result.output
    assert sportello("ask", "hello").output.startswith("small talk: greeting")
    assert sportello("ask", "my husband beats me").output.startswith("urgent: violence")
    assert sportello("ask", "menu").output.startswith("command: menu")


def test_ask_says_what_it_needs() -> None:
    assert sportello("ask").exit_code == 2
    result = sportello("ask", "--jsonl", stdin="not json\n")
    assert result.exit_code == 1
    assert "Not a line of the form" in result.output


def test_doctor_says_what_is_well_and_what_is_not(tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path / 'a.db'}"
    result = sportello("doctor", SPORTELLO_DATABASE_URL=database)
    assert result.exit_code == 1
    assert "Run `sportello migrate`." in result.output
    sportello("chat", stdin="menu\n", SPORTELLO_DATABASE_URL=database)
    result = sportello("doctor", SPORTELLO_DATABASE_URL=database)
    assert result.exit_code == 0
    assert "replies sent 1" in result.output
    result = sportello(
        "doctor",
        SPORTELLO_DATABASE_URL="postgresql://nobody@127.0.0.1:9/none",
        SPORTELLO_KNOWLEDGE=str(tmp_path),
    )
    assert "database: no answer" in result.output
    assert "knowledge: entries.yaml:1: This file is missing." in result.output


def test_migrate_makes_the_tables(tmp_path: Path) -> None:
    result = sportello("migrate", SPORTELLO_DATABASE_URL=f"sqlite:///{tmp_path / 'deep' / 'a.db'}")
    assert result.output == "The database is up to date.\n"
    assert (tmp_path / "deep" / "a.db").is_file()


def test_settings_and_knowledge_that_cannot_be_used_are_explained(tmp_path: Path) -> None:
    result = sportello("run", SPORTELLO_PORT="x")
    assert result.exit_code == 1
    assert "The settings need mending:\nSPORTELLO_PORT:" in result.output
    result = sportello("run", SPORTELLO_KNOWLEDGE=str(tmp_path))
    assert result.exit_code == 1
    assert "The knowledge base needs mending:" in result.output
    assert "entries.yaml:1: This file is missing." in result.output


def test_check_passes_on_what_is_shipped() -> None:
    result = sportello("check", "--allow-overdue")
    assert result.exit_code == 0, result.output
    assert " 0 faults" in result.output


def test_check_counts_what_there_is() -> None:
    counts = json.loads(sportello("check", "--json", "--allow-overdue").output)["counts"]
    assert set(counts) == {"it", "en", "ar"}
    for counted in counts.values():
        assert counted["entries"] >= 30
        assert counted["phrases"] >= 15 * counted["entries"]
        assert counted["sources"] >= counted["entries"]


def test_check_tells_faults_as_json(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "knowledge", tmp_path / "knowledge")
    (tmp_path / "knowledge" / "desks.yaml").write_text("desks: {}\n", encoding="utf-8")
    result = sportello("check", "--json", str(tmp_path / "knowledge"))
    assert result.exit_code == 1
    told = json.loads(result.output)
    assert told["overdue"] == []
    faults = told["faults"]
    assert faults[0]["file"] == "desks.yaml"
    assert faults[0]["line"] == 1
    assert set(faults[0]) == {"file", "line", "what", "remedy"}


@pytest.mark.parametrize(
    ("typed", "found"),
    [("roma", "Roma"), ("روما", "Roma"), ("Milan", "Milano"), ("pesarro", "Pesaro"), ("FANO", "Fano")],
)
def test_towns_are_found_by_names_people_type(typed: str, found: str, places: Places) -> None:
    town = places.find(typed)
    assert town is not None
    assert town[0] == found


def test_unanswered_and_feedback_show_what_people_asked_and_thought(tmp_path: Path) -> None:
    database = {"SPORTELLO_DATABASE_URL": f"sqlite:///{tmp_path / 'a.db'}"}
    said = "zzyzx flumbux qwrtp\nZzyzx flumbux, qwrtp!\n=zzyzx() flumbux grault\n"
    sportello("chat", stdin=said, **database)
    _heading, newest, *rest = sportello("unanswered", **database).output.splitlines()
    assert "  1  " in newest
    assert "grault" in newest
    assert ["  2  " in line for line in rest] == [True]
    file = tmp_path / "unanswered.csv"
    assert "2 rows written" in sportello("unanswered", "--csv", str(file), **database).output
    assert "'=zzyzx() flumbux grault" in file.read_text(encoding="utf-8-sig")
    sportello("chat", stdin="codice fiscale\nnon mi è servito\n", **database)
    shown = sportello("feedback", **database).output.splitlines()
    assert shown[0].split("  ") == ["last", "useful", "not useful", "entry"]
    assert shown[1].split("  ")[1:] == ["0", "1", "documents.codice_fiscale"]


def test_ask_tells_what_a_message_is_beside_an_answer() -> None:
    assert "outside: medicine" in sportello("ask", "how many drops of vitamin D").output
    assert "after an answer: its section cost" in sportello("ask", "e quanto costa?").output
    two = "I need a tax code and I want to enrol my son at school"
    assert "its parts lead to documents.codice_fiscale, school.enrol" in sportello("ask", two).output


def test_user_lets_operators_in_and_out(tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path / 'a.db'}"

    def user(*arguments: str, password: str = "") -> Result:
        return sportello(
            "user", *arguments, stdin=f"{password}\n{password}\n", SPORTELLO_DATABASE_URL=database
        )

    fano, good = ("--name", "Amina", "--desk", "example_fano"), "long enough 12"
    added = user("add", "amina", *fano, password=good)
    assert (added.exit_code, added.output.splitlines()[-1]) == (
        0,
        "amina can log in at /console as operator.",
    )
    assert "already" in user("add", "Amina", *fano, password=good).output
    assert "12 letters" in user("add", "b", *fano, password="short").output
    assert "no desk moon" in user("add", "b", "--name", "B", "--desk", "moon", password=good).output
    assert "at least one desk" in user("add", "b", "--name", "B", password=good).output
    assert user("list").output == "amina\tAmina\toperator\texample_fano\n"
    assert user("password", "amina", password="another one 34").exit_code == 0
    assert user("remove", "amina").exit_code == 0
    assert user("list").output == ""
    assert user("remove", "nobody").exit_code == 1
