"""The model that reads lessons a second time: a real spaCy model, trained here on a few lines."""

from __future__ import annotations

import importlib
import json
import re
import subprocess
import sys
import warnings
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pytest

from bot.errors import BadSetting, MissingModel
from bot.lesson import Fault, LessonRefused, texts
from bot.lesson.linter import Linter
from bot.scrub import Scrubber
from bot.sight import Level
from closecall.commands.doctor.checks import _scrub
from closecall.commands.doctor.examination import Examination
from closecall.settings import read
from closecall.wiring.second_reader import SecondReader
from tests.desk_world import LESSON, World

ROOT: Final = Path(__file__).parents[2]
NAMED: Final = ("Quillon", "Vrenna")
SAID: Final = (
    "{} stopped the line",
    "a colleague called {} saw it",
    "the guard was left by {}",
    "{} closed the valve",
    "it was {} who rang",
    "nobody asked {}",
)
STORY: Final = "The valve was left open. Quillon closed the valve before anything ran out."


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an English model that knows two names."""
    folder = tmp_path_factory.mktemp("models") / "en"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # spaCy's own, while it trains
        spacy, training = _spacy()
        learner = spacy.blank("en")
        learner.add_pipe("ner").add_label("PERSON")
        examples = []
        for said in SAID:
            for name in NAMED:
                at = said.index("{}")
                told = {"entities": [(at, at + len(name), "PERSON")]}
                document = learner.make_doc(said.format(name))
                examples.append(training.Example.from_dict(document, told))
        examples += [
            training.Example.from_dict(learner.make_doc(said), {"entities": []})
            for said in texts(LESSON).values()
        ]
        spacy.util.fix_random_seed(7)
        optimizer = learner.initialize(lambda: examples)
        for _ in range(25):
            learner.update(examples, sgd=optimizer)
        learner.to_disk(folder)
    return folder


def _spacy() -> tuple[Any, Any]:
    return importlib.import_module("spacy"), importlib.import_module("spacy.training")


def linter(*folders: Path) -> Linter:
    """The linter as a desk has it, with models."""
    return Linter(scan=Scrubber("en").scrub, second=SecondReader(folders))


def doubts(found: tuple[Any, ...]) -> list[str]:
    """The words of the story that the model doubts."""
    told = [each for each in found if each.field == "story" and each.fault is Fault.MODEL]
    return [STORY[each.start : each.end] for each in told]


def test_a_model_from_a_folder_marks_a_name_that_no_list_has(model: Path) -> None:
    lesson = replace(LESSON, story=STORY)
    assert Linter(scan=Scrubber("en").scrub)(lesson, ()) == ()
    assert doubts(linter(model)(lesson, ())) == ["Quillon"]


def test_a_reviewer_accepts_a_doubt_and_nothing_else(model: Path) -> None:
    lesson = replace(LESSON, story=STORY)
    assert doubts(linter(model)(lesson, (), accepted=[" quillon"])) == []
    dated = replace(lesson, story=STORY + " It was 3 March.")
    left = linter(model)(dated, (), accepted=["Quillon", "3 March"])
    assert Fault.DATE in {each.fault for each in left}
    assert "3 March" in {dated.story[each.start : each.end] for each in left}


def test_a_lesson_in_a_language_without_a_model_is_not_read_by_another_one(model: Path) -> None:
    lesson = replace(LESSON, story=STORY, language="it")
    assert Fault.MODEL not in {each.fault for each in linter(model)(lesson, ())}


def test_loading_a_model_opens_no_connection(model: Path) -> None:
    code = (
        "import sys\n"
        "def watch(event, args):\n"
        "    if event in {'socket.connect', 'socket.getaddrinfo'}: raise SystemExit(f'{event}')\n"
        "sys.addaudithook(watch)\n"
        "from pathlib import Path\n"
        "from closecall.wiring.second_reader import SecondReader\n"
        "print(list(SecondReader([Path(sys.argv[1])])('nobody asked Quillon', 'en')))\n"
    )
    command = [sys.executable, "-W", "ignore", "-c", code, str(model)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert (done.returncode, done.stdout) == (0, "[(13, 20)]\n"), done.stderr


def test_a_name_that_is_no_folder_is_refused_when_settings_are_read(tmp_path: Path) -> None:
    with pytest.raises(BadSetting) as refused:
        read({"CLOSECALL_NER_MODEL": "en_core_web_sm"}, tmp_path)
    assert "CLOSECALL_NER_MODEL" in refused.value.detail
    assert "folders that are there" in refused.value.detail
    assert read({}, tmp_path).ner_models == ()


def test_a_folder_without_a_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MissingModel):
        SecondReader([tmp_path])
    (tmp_path / "meta.json").write_text("[]")
    with pytest.raises(MissingModel):
        SecondReader([tmp_path])


def test_a_model_that_does_not_load_is_refused(tmp_path: Path) -> None:
    (tmp_path / "meta.json").write_text(json.dumps({"lang": "en"}))
    reader = SecondReader([tmp_path])
    with pytest.raises(MissingModel):
        list(reader("nobody asked Quillon", "en"))


def test_a_setting_without_the_extra_is_refused_with_what_to_install(model: Path) -> None:
    def absent(name: str) -> Any:  # noqa: ANN401
        return importlib.import_module(f"{name}_that_nobody_installed")

    with pytest.raises(MissingModel) as refused:
        SecondReader([model], absent)
    assert refused.value.detail == "spaCy"
    assert "closecall[ner]" in refused.value.hint


def test_what_the_writer_accepted_holds_for_the_second_reviewer_too() -> None:
    def doubts_valve(text: str, _language: str) -> list[tuple[int, int]]:
        return [hit.span() for hit in re.finditer("Valve", text)]

    world = World()
    case = world.report()
    lesson = replace(LESSON, title="A Valve left open")
    desks = {
        role: replace(world.desk(role), linter=Linter(Scrubber("en").scrub, (), doubts_valve))
        for role in ("safety", "security")
    }
    with pytest.raises(LessonRefused) as refused:
        desks["safety"].write(case, lesson)
    assert [each.fault for each in refused.value.refusals] == [Fault.MODEL]
    kept = desks["safety"].write(case, lesson, accepted=["Valve"])
    assert kept.draft is not None
    assert kept.draft.accepted == frozenset({"Valve"})
    assert desks["security"].approve(case).lesson.title == "A Valve left open"


@pytest.mark.parametrize("good", [True, False])
def test_the_doctor_says_whether_lessons_are_read_a_second_time(
    model: Path, tmp_path: Path, *, good: bool
) -> None:
    folder = model if good else tmp_path
    settings = read({"CLOSECALL_NER_MODEL": str(folder), "CLOSECALL_HOME": str(tmp_path)})
    found = Examination(settings)
    found.attempt("scrub", _scrub)
    said = [each.text for each in found.observations if "language model" in each.text]
    assert [each.level for each in found.observations if each.text in said] == [
        Level.GOOD if good else Level.BAD
    ]
    assert ("second time" in said[0]) is good
