"""The desk in the shell: arguments, JSON, tables, refusals in words, passphrases."""

from __future__ import annotations

import argparse
import io
import json
import re
from dataclasses import replace
from getpass import getpass
from inspect import signature
from typing import TYPE_CHECKING, Any

import pytest

from bot.errors import MissingKey, NotAllowed, NotReady, Refused, StoreFull
from bot.flow.text import unsteered
from bot.lesson import LessonRefused, as_fields, texts
from bot.report import Line, Record
from bot.sealed import ObjectKind
from bot.words import Language, Words
from closecall import settings as settings_file
from closecall.commands import desk as commands
from closecall.commands.desk.form import read_form
from closecall.told import told
from tests.desk_world import LESSON, STORY, World, investigated, record
from tests.fakes import ROLES, THIS_WEEK, MemoryWriter

if TYPE_CHECKING:
    from pathlib import Path


class Typed(io.StringIO):
    """Standard input that is a pipe, or a terminal."""

    def __init__(self, text: str = "", *, terminal: bool = False) -> None:
        """Begin with what is typed."""
        super().__init__(text)
        self.terminal = terminal

    def isatty(self) -> bool:
        """Whether somebody sits there."""
        return self.terminal


@pytest.fixture
def world() -> World:
    """Two reviewers and no case."""
    return World()


class Shell:
    """Runs commands on a world, as one reviewer, in one language."""

    def __init__(self, world: World, capsys: pytest.CaptureFixture[str]) -> None:
        """Build the parser as the command does."""
        self.world = world
        self.capsys = capsys
        self.parser = argparse.ArgumentParser(prog="closecall")
        commands.add(self.parser.add_subparsers(dest="command"))

    def __call__(
        self,
        *argv: str,
        role: str = "safety",
        stdin: str = "",
        language: str = "en",
        writer: MemoryWriter | None = None,
    ) -> str:
        """What one command prints on standard output."""
        args = self.parser.parse_args(argv)
        commands.typed(args, Typed(stdin))
        act, words = args.func.args[0], Words(Language(language))
        writer = writer or self.world.writer
        self.code = commands.carry_out(act, args, self.world.desk(role), writer, words)
        said = self.capsys.readouterr()
        self.err = said.err
        return said.out

    def json(self, *argv: str, role: str = "safety", stdin: str = "") -> Any:  # noqa: ANN401 - JSON
        """The same as JSON."""
        return json.loads(self(*argv, "--json", role=role, stdin=stdin))


@pytest.fixture
def shell(world: World, capsys: pytest.CaptureFixture[str]) -> Shell:
    """A shell on the world."""
    return Shell(world, capsys)


def test_a_case_walks_from_the_inbox_to_a_published_lesson_in_json(
    world: World, shell: Shell, tmp_path: Path
) -> None:
    case = world.report()
    short = case[:8]
    assert [row["case"] for row in shell.json("inbox")["cases"]] == [case]
    shown = shell.json("show", short)
    assert shown["state"] == "read"
    assert shown["record"]["lines"][0]["text"] == STORY
    assert shell.json("triage", short, "--kind", "fall_from_height")["triage"] == {
        "family": "safety",
        "kind": "fall_from_height",
        "severity": "unknown",
        "guess": "near_miss",
    }
    asked = shell.json("ask", short, "Which roof?", "--choice", "north", "--choice", "south")
    assert asked["questions"][0] == {
        "id": asked["question"],
        "week": str(THIS_WEEK),
        "text": "Which roof?",
        "choices": ["north", "south"],
        "answered": False,
    }
    refused = shell.json("close", short)
    assert refused == {
        "error": "not_ready",
        "missing": ["cause", "vulnerability", "worked", "action"],
    }
    assert shell.code == 1
    finding = ["--cause", "equipment", "--vulnerability", "design", "--worked", "luck"]
    shell.json("finding", short, *finding, "--uncovered", "-", stdin="no ladder fits")
    due = str(THIS_WEEK.plus(2))
    action = ["--owner", "facilities lead", "--due", due, "--level", "replace"]
    shell.json("action", short, "hang a longer ladder", *action)
    done = shell.json("action", short, "--done", "1")
    assert done["actions"][0]["done"] == str(THIS_WEEK)
    file = tmp_path / "lesson.json"
    file.write_text(json.dumps(as_fields(LESSON)), "utf-8")
    assert shell.json("lesson", short, "--file", str(file), "--check") == {"refusals": []}
    drafted = shell.json("lesson", short, "--file", str(file))
    assert drafted["lesson"]["published"] is None
    assert shell.json("approve", short) == {"error": "held", "why": "second_person", "weeks": 0}
    approved = shell.json("approve", short, role="security")
    assert approved["lesson_id"] in world.lessons.rows
    closed = shell.json("close", short, "--note", "Thank you.")
    assert (closed["state"], closed["closing"]["check"]) == ("closed", str(THIS_WEEK.plus(6)))
    assert shell.json("inbox")["cases"] == []


def test_every_case_has_the_same_keys(world: World, shell: Shell) -> None:
    new, worked = world.report(), world.report()
    investigated(world, worked)
    world.desk().write(worked, LESSON)
    world.desk().close(worked, world.desk().look(worked).triage.guess)  # type: ignore[union-attr]
    assert shell.json("show", new).keys() == shell.json("show", worked).keys()


@pytest.mark.parametrize("language", ["en", "it"])
def test_people_see_every_part_of_a_case_in_their_language(
    world: World, shell: Shell, language: str
) -> None:
    case = world.report(record(barrier="luck", worst="critical"))
    investigated(world, case)
    desk = world.desk()
    desk.ask(case, "Which roof?", ["north"])
    desk.note(case, "call facilities")
    world.says(case, ObjectKind.RATING, "rating", "5")
    said = shell("show", case[:8], language=language)
    for part in ("rubber mats", "Which roof?", "north", "call facilities", "no ladder fits"):
        assert part in said
    assert Words(Language(language))("desk.case.new") in said
    assert Words(Language(language))("desk.case.finding") in said


def test_a_word_on_a_draft_that_was_rewritten_is_shown_as_such(world: World, shell: Shell) -> None:
    case = world.report()
    world.says(case, ObjectKind.ADDITION, "consent", "show_me_first")
    world.desk().write(case, LESSON)
    world.says(case, ObjectKind.VERDICT, "verdict", "veto")
    assert "Verdict on the lesson" in shell("show", case[:8])
    world.desk().write(case, replace(LESSON, title="Another"))
    assert "Verdict on an earlier draft" in shell("show", case[:8])


def test_an_empty_inbox_says_what_to_expect(shell: Shell) -> None:
    assert "Nothing calls for you" in shell("inbox")
    assert "Nessun caso" in shell("inbox", language="it")
    assert "holds these words" in shell("inbox", "--search", "unicorn")


def test_the_inbox_says_in_words_what_is_overdue_and_for_how_long(
    world: World, shell: Shell
) -> None:
    case = world.report(week=THIS_WEEK.plus(-4))
    said = " ".join(shell("inbox").split())
    assert "OVER for 3 weeks" in said
    assert f"closecall show {case[:8]}" in said


def test_the_inbox_passes_on_what_is_overdue_a_few_cases_at_once(
    world: World, shell: Shell
) -> None:
    """Reporters wait for the one who writes: not for the whole of a long list."""
    for _ in range(7):
        world.report(week=THIS_WEEK.plus(-4))
    told: list[int] = []
    watched = MemoryWriter(
        world.cases, world.audit, after=lambda _: told.append(world.acts().count("escalate"))
    )
    shell("inbox", writer=watched)
    assert told == [0, 5, 7]
    shell("inbox", writer=watched)
    assert told == [0, 5, 7, 7], "once"


def test_the_inbox_is_shown_though_nothing_can_be_passed_on(world: World, shell: Shell) -> None:
    case = world.report(week=THIS_WEEK.plus(-4))
    told: list[str] = []

    def full(step: str) -> None:
        told.append(step)
        if len(told) > 1:
            raise StoreFull

    assert case[:8] in shell("inbox", writer=MemoryWriter(world.cases, before=full))
    assert (shell.code, len(told), world.acts()) == (0, 2, [])


def test_a_case_is_shown_though_nothing_can_be_noted(world: World, shell: Shell) -> None:
    case = world.report()

    def full(step: str) -> None:
        if step == "commit":
            raise StoreFull

    writer = MemoryWriter(world.cases, world.audit, before=full)
    assert "The ladder was too short" in shell("show", case, writer=writer)
    assert "could not be noted: The disk is full" in shell.err
    assert (shell.code, world.acts()) == (0, [])
    assert json.loads(shell("show", case, "--json", writer=writer))["state"] == "received"
    assert "The ladder was too short" in shell("show", case)
    assert world.acts() == ["open"]


def test_a_locked_case_is_one_line_of_the_inbox(world: World, shell: Shell) -> None:
    case = world.report()
    other = world.report()
    world.desk("security").exclude(case, "safety")
    said = shell("inbox")
    assert "not sealed to you" in said
    assert "2 cases" in said
    assert f"closecall show {other[:8]}" in said


def test_an_inbox_of_which_nothing_is_yours_names_no_case_to_open(
    world: World, shell: Shell
) -> None:
    case = world.report()
    world.desk("security").exclude(case, "safety")
    said = shell("inbox")
    assert "None of them opens to your key" in said
    assert "closecall show" not in said


def test_closing_too_early_names_the_command_for_each_missing_thing(
    world: World, shell: Shell
) -> None:
    case = world.report()[:8]
    with pytest.raises(NotReady) as caught:
        shell("close", case)
    lines = caught.value.detail.splitlines()
    for command in ("triage", "finding", "action", "close"):
        assert any(f"closecall {command} {case}" in line for line in lines)


def test_a_refused_lesson_is_quoted_on_the_screen_and_nowhere_in_the_error(
    world: World, shell: Shell, tmp_path: Path
) -> None:
    case = world.report()
    file = tmp_path / "lesson.json"
    file.write_text(json.dumps(as_fields(replace(LESSON, story=STORY))), "utf-8")
    with pytest.raises(Refused) as caught:
        shell("lesson", case, "--file", str(file))
    assert "ladder" not in f"{caught.value.sentence} {caught.value!r}"
    assert caught.value.__cause__ is None
    assert "the reporter's own" in shell.capsys.readouterr().err
    found = shell.json("lesson", case, "--file", str(file), "--check")
    assert [each["fault"] for each in found["refusals"]] == ["copied"]


def test_holding_a_lesson_back_says_for_how_long(world: World, shell: Shell) -> None:
    case = world.report()
    world.says(case, ObjectKind.ADDITION, "consent", "show_me_first")
    world.desk().write(case, LESSON)
    world.clock.week = THIS_WEEK.plus(2)
    with pytest.raises(NotAllowed, match="for 2 weeks"):
        shell("approve", case, role="security")


@pytest.mark.parametrize(
    ("argv", "reason"),
    [
        (("ask", "CASE", " "), "There is no text"),
        (("action", "CASE", "fix it"), "an owner"),
        (("action", "CASE", "--done", "3"), "no action with this number"),
        (("finding", "CASE", "--cause", "slip"), "needs all four"),
        (("check", "CASE", "helped"), "not closed"),
        (("merge", "CASE", "--into", "CASE"), "into itself"),
        (("exclude", "CASE", "janitor"), "No reviewer"),
        (("triage", "CASE", "--kind", "machinery", "--family", "cyber"), "does not belong"),
    ],
)
def test_each_refusal_is_a_sentence(
    world: World, shell: Shell, argv: tuple[str, ...], reason: str
) -> None:
    case = world.report()
    with pytest.raises(NotAllowed, match=reason) as caught:
        shell(*(case if word == "CASE" else word for word in argv))
    fault = told(Words(Language.EN), caught.value)
    assert reason in fault.sentence
    assert fault.details == ()
    assert fault.hint != NotAllowed.hint
    assert "{" not in fault.hint
    if "closecall" in fault.hint and "reviewer" not in fault.hint:
        assert case in fault.hint


def test_a_repeated_finding_keeps_what_is_not_named(world: World, shell: Shell) -> None:
    case = world.report()
    investigated(world, case)
    found = shell.json("finding", case, "--cause", "layout")["finding"]
    assert found == {
        "cause": "layout",
        "vulnerability": "design",
        "uncovered": "no ladder fits the roof",
        "worked": "luck",
        "whys": [],
    }


def test_triage_takes_the_worse_of_what_was_chosen_and_what_was_answered(
    world: World, shell: Shell
) -> None:
    case = world.report(record(worst="little", severity="serious"))
    assert shell.json("triage", case, "--kind", "other")["triage"] == {
        "family": "safety",
        "kind": "other",
        "severity": "serious",
        "guess": "near_miss",
    }
    assert shell.json("triage", case, "--kind", "phishing_stopped")["family"] == "cyber"


def test_an_unknown_id_is_a_usage_error_that_lists_the_known_ones(
    shell: Shell, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        shell("triage", "ab", "--kind", "unicorn")
    assert "fall_from_height" in capsys.readouterr().err


def test_merging_excluding_reopening_and_checking_answer_in_words(
    world: World, shell: Shell
) -> None:
    case, other, third = world.report(), world.report(), world.report()
    assert "Merged" in shell("merge", case, "--into", other)
    assert "cannot be recalled" in shell("exclude", other, "security")
    assert "Open again" in shell("reopen", case, "--why", "not the same door")
    investigated(world, third)
    shell("close", third)
    world.clock.week = THIS_WEEK.plus(6)
    assert "open again" in shell("check", third, "failed", "--note", "it happened again")
    assert shell.json("show", other)["notes"][0]["merged"] == case
    assert shell.json("exclude", case, "security")["readers"] == [ROLES["safety"].hex()]


@pytest.mark.parametrize(("language", "said"), [("en", "open already"), ("it", "Era già aperto")])
def test_reopening_what_is_open_says_that_nothing_changed(
    world: World, shell: Shell, language: str, said: str
) -> None:
    case = world.report()
    assert said in shell("reopen", case, "--why", "one more story", language=language)
    unchanged = shell.json("reopen", case, "--why", "one more story")
    assert (unchanged["changed"], unchanged["notes"], unchanged["told"]) == (False, [], [])
    shell("close", case, "--as", "hazard_only", "--note", "Known.")
    assert shell.json("reopen", case, "--why", "one more story")["changed"] is True


def test_a_sentence_for_the_reporter_and_a_note_are_two_things(world: World, shell: Shell) -> None:
    case = world.report()
    shell("note", case, "-", stdin="for us only")
    shell("note", case, "we are on it", "--tell")
    assert [each["note"] for each in world.told(case, ObjectKind.STATUS)] == ["we are on it"]
    assert [each.text for each in world.desk().look(case).notes] == ["for us only"]


# --- what people wrote cannot steer a terminal ---------------------------------------------------


def test_control_and_direction_characters_are_shown_as_marks(world: World, shell: Shell) -> None:
    case = world.report(record("red \x1b[31malert\u202egnp\u200f! [bold]x[/bold] :smile:"))
    said = shell("show", case)
    assert "\x1b" not in said
    assert not {"\u202e", "\u200f"} & set(said)
    assert "[bold]x[/bold] :smile:" in said


def test_lines_and_other_scripts_stay_as_they_are() -> None:
    assert unsteered("one\ntwo\tthree Zażółć 近道 😀") == "one\ntwo\tthree Zażółć 近道 😀"


# --- the lesson's form ---------------------------------------------------------------------------


def test_the_form_has_the_cases_codes_and_none_of_its_words(world: World, shell: Shell) -> None:
    case = world.report()
    investigated(world, case)
    form = shell("lesson", case, "--form")
    assert json.loads(form) == shell.json("lesson", case, "--form")
    assert json.loads(form)["level"] == "replace"
    assert "ladder" not in form


def test_who_approves_can_read_the_whole_draft_before(world: World, shell: Shell) -> None:
    case = world.report()
    investigated(world, case)
    world.desk().write(case, LESSON)
    shown = " ".join(shell("show", case).split())
    assert LESSON.why_it_helps.split()[0] in shown
    assert LESSON.drill is not None
    for part in (LESSON.saved_by, LESSON.drill.choices[3], f"drill.answer {LESSON.drill.answer}"):
        assert part in shown


def test_a_filled_form_is_a_lesson_with_or_without_the_drill(world: World, shell: Shell) -> None:
    form = shell.json("lesson", world.report(), "--form")
    written = {**form, **{name: "words" for name in form if form[name] == ""}}
    written |= {"barrier": "luck", "level": "replace"}
    lesson = read_form("-", Words(), Typed(json.dumps(written)))
    assert lesson.drill is None
    assert lesson.check_up == THIS_WEEK.plus(6)


def test_a_lesson_is_read_from_toml(tmp_path: Path) -> None:
    fields = {**as_fields(LESSON), "drill": None}
    file = tmp_path / "lesson.toml"
    lines = [f"{name} = {json.dumps(value)}" for name, value in fields.items() if value]
    file.write_text("\n".join(lines), "utf-8")
    assert read_form(str(file), Words(), Typed()) == replace(LESSON, drill=None)


def test_a_lesson_is_asked_for_on_a_terminal_and_the_case_answers_what_it_knows() -> None:
    drill = LESSON.drill
    assert drill is not None
    fields = as_fields(LESSON)
    said = {name: str(fields[name]) for name in texts(LESSON) if name in fields}
    said |= {f"drill.choices.{at}": choice for at, choice in enumerate(drill.choices)}
    said |= {"drill.answer": "2", "drill.why": drill.why, "level": "engineer_automate"}
    asked: list[str] = []

    def ask(question: str) -> str:
        asked.append(question)
        if question.startswith("A drill?"):
            return drill.question
        return said.get(question.rstrip(": ").partition(",")[0], "")

    known = {name: fields[name] for name in ("check_up", "family", "kind", "barrier", "language")}
    assert read_form(None, Words(), Typed(terminal=True), ask, known) == LESSON
    assert any("safety, physical" in question and "[safety]" in question for question in asked)


@pytest.mark.parametrize("text", ["", "{", "[1]", "a = ", '{"a": ' * 5000])
def test_what_is_no_lesson_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(Refused):
        read_form("-", Words(), Typed(text))


def test_half_a_character_is_no_lesson() -> None:
    fields = as_fields(replace(LESSON, title="\ud83d"))
    with pytest.raises(Refused):
        read_form("-", Words(), Typed(json.dumps(fields)))


def test_broken_bytes_from_a_shell_or_a_pipe_are_refused_before_anything_else() -> None:
    pipe = io.TextIOWrapper(io.BytesIO(b"caf\xe9"), "utf-8")
    with pytest.raises(NotAllowed, match="utf8"):
        commands.typed(argparse.Namespace(text="-"), pipe)
    with pytest.raises(NotAllowed, match="utf8"):
        commands.typed(argparse.Namespace(choice=["ok", "caf\udce9"]), Typed())


def test_a_week_that_does_not_exist_is_a_usage_error(
    shell: Shell, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        shell("action", "ab", "--due", "2026-W60")
    assert "--due: a week such as 2026-W50" in capsys.readouterr().err


@pytest.mark.parametrize("weeks", ["53", "-1", "six", "\u0661"])
def test_weeks_until_a_check_up_are_a_number_up_to_a_year(
    shell: Shell, capsys: pytest.CaptureFixture[str], weeks: str
) -> None:
    with pytest.raises(SystemExit):
        shell("close", "ab", f"--check-weeks={weeks}")
    assert "a number of weeks, 52 at most" in capsys.readouterr().err


def test_a_case_that_is_sorted_says_what_closing_still_needs(world: World, shell: Shell) -> None:
    case = world.report()
    shell("triage", case, "--kind", "fall_from_height")
    said = shell("show", case)
    assert f"closecall finding {case[:8]} --cause" in said
    assert f"closecall triage {case[:8]}" not in said


def test_a_question_taken_back_is_not_said_to_wait(world: World, shell: Shell) -> None:
    case = world.report()
    world.desk().ask(case, "Which roof?")
    assert "waits for an answer" in shell("show", case)
    shell("close", case, "--as", "out_of_scope")
    assert "waits for an answer" not in shell("show", case)


def test_no_file_and_no_terminal_is_a_sentence_too(tmp_path: Path) -> None:
    with pytest.raises(Refused) as caught:
        read_form(None, Words(), Typed())
    assert not isinstance(caught.value, LessonRefused)
    for name in (str(tmp_path / "missing.json"), str(tmp_path)):
        with pytest.raises(NotAllowed, match=re.escape(f"The file {name} is not there")):
            read_form(name, Words(), Typed())


# --- the passphrase ------------------------------------------------------------------------------


def settings_in(folder: Path, **more: str) -> settings_file.Settings:
    """Settings of an empty folder."""
    environ = {"CLOSECALL_HOME": str(folder), "CLOSECALL_PEPPER": "ab" * 32, **more}
    return settings_file.read(environ, folder)


def test_the_passphrase_is_read_from_its_file(tmp_path: Path) -> None:
    file = tmp_path / "passphrase"
    file.write_text("five generated words stand here\n", "utf-8")
    settings = settings_in(tmp_path, CLOSECALL_PASSPHRASE_FILE=str(file))
    assert (
        commands.read_passphrase(settings, Words(), Typed()) == "five generated words stand here"
    )


def test_on_a_terminal_the_passphrase_is_asked_for_without_echo(tmp_path: Path) -> None:
    asked: list[str] = []

    def ask(prompt: str) -> str:
        asked.append(prompt)
        return " five generated words \n"

    settings, terminal = settings_in(tmp_path), Typed(terminal=True)
    assert commands.read_passphrase(settings, Words(), terminal, ask) == "five generated words"
    assert asked == ["Passphrase: "]
    assert signature(commands.read_passphrase).parameters["ask"].default is getpass


def test_without_file_and_terminal_the_passphrase_is_asked_for_nowhere(tmp_path: Path) -> None:
    with pytest.raises(MissingKey) as caught:
        commands.read_passphrase(settings_in(tmp_path), Words(), Typed())
    assert "CLOSECALL_PASSPHRASE_FILE" in caught.value.hint


def end_of_input(_prompt: str) -> str:
    """Somebody presses Ctrl-D."""
    raise EOFError


def test_the_end_of_input_is_a_sentence_at_every_prompt(tmp_path: Path) -> None:
    terminal = Typed(terminal=True)
    with pytest.raises(MissingKey):
        commands.read_passphrase(settings_in(tmp_path), Words(), terminal, end_of_input)
    with pytest.raises(Refused, match="nothing was kept"):
        read_form(None, Words(), terminal, end_of_input)


def test_a_passphrase_file_that_cannot_be_read_is_a_sentence(tmp_path: Path) -> None:
    settings = replace(settings_in(tmp_path), passphrase_file=tmp_path)
    with pytest.raises(MissingKey):
        commands.read_passphrase(settings, Words(), Typed(terminal=True))


def test_an_answer_with_markup_is_shown_as_it_is(world: World, shell: Shell) -> None:
    case = world.report()
    world.send(case, ObjectKind.ADDITION, Record("en", (Line("addition", "More", "[red]hi"),)))
    assert "[red]hi" in shell("show", case)


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "at least 15 readers: it could happen here"), ("it", "almeno 15 lettori:")],
)
def test_a_published_lesson_says_how_many_readers_it_could_happen_to(
    world: World, shell: Shell, language: str, said: str
) -> None:
    case = world.report()
    investigated(world, case)
    world.desk().write(case, LESSON)
    assert shell.json("show", case)["lesson"]["could_happen_here"] is None
    published = world.desk("security").approve(case)
    assert shell.json("show", case)["lesson"]["could_happen_here"] is None
    assert said not in shell("show", case, language=language)
    world.exposures[published.lesson_id] = 15
    assert shell.json("show", case)["lesson"]["could_happen_here"] == 15
    assert said in " ".join(shell("show", case, language=language).split())
