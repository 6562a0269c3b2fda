"""Taking a photo out of a case in the shell: a new file for its owner, or a refusal in words."""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from bot.errors import NotAllowed, Tampered
from bot.photo import Photo
from bot.sealed import ObjectKind, Reader, SealedObject
from bot.words import Language, Words
from closecall.commands import desk as commands
from closecall.commands.desk import acts, photo
from tests.adapters.photo.images import loaded, scene, written
from tests.desk_world import World
from tests.fakes import THIS_WEEK, plain

if TYPE_CHECKING:
    from closecall.commands.desk.acts import Answer

ROOT = Path(__file__).parents[2]
JPEG = written(scene())


class Shell:
    """One case with one photo, and a reviewer's shell."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        """Tell a report; a photo follows."""
        self.world = World()
        self.case = self.world.report()
        self.capsys = capsys
        self.put(b"1" * 16, JPEG)

    def put(self, object_id: bytes, jpeg: bytes) -> None:
        """One photo more."""
        case_id = self.world.cases.match(self.case)
        sealed = plain(case_id, ObjectKind.PHOTO, Reader.CASE, jpeg)
        held = SealedObject(object_id, ObjectKind.PHOTO, Reader.CASE, sealed)
        self.world.cases.put(case_id, THIS_WEEK, [held])

    def __call__(self, *argv: object, language: str = "en") -> str:
        """What `closecall show CASE …` prints."""
        parser = argparse.ArgumentParser(prog="closecall")
        commands.add(parser.add_subparsers(dest="command"))
        args = parser.parse_args(["show", self.case, *map(str, argv)])
        act, words = args.func.args[0], Words(Language(language))
        commands.carry_out(act, args, self.world.desk("safety"), self.world.writer, words)
        return self.capsys.readouterr().out

    def json(self, *argv: object) -> Any:  # noqa: ANN401 - JSON
        """The same as JSON."""
        return json.loads(self(*argv, "--json"))

    @property
    def acts(self) -> list[str]:
        """What the audit chain holds."""
        return [act for _, _, act, _, _ in self.world.audit.rows]


@pytest.fixture
def shell(capsys: pytest.CaptureFixture[str]) -> Shell:
    """A shell."""
    return Shell(capsys)


@pytest.mark.parametrize(("language", "says"), [("en", "delete it"), ("it", "poi cancellala")])
def test_a_photo_becomes_a_file_for_its_owner_alone_with_a_warning(
    shell: Shell, tmp_path: Path, language: str, says: str
) -> None:
    file = tmp_path / "gate.jpg"
    said = shell("--photo", 1, "--to", file, language=language)
    assert says in said
    assert str(file) in said
    assert file.read_bytes() == JPEG
    assert file.stat().st_mode & 0o777 == 0o600
    assert "photo" in shell.acts


def test_a_case_names_its_photos_and_how_to_take_one_out(shell: Shell) -> None:
    assert "--photo 1 --to FILE" in shell()
    assert "Foto 1" in shell(language="it")


def test_json_names_the_photos_and_holds_no_byte_of_them(shell: Shell, tmp_path: Path) -> None:
    shell.put(b"0" * 16, written(scene(20, 20)))
    found = shell.json()
    assert [(one["number"], one["id"]) for one in found["photos"]] == [
        (1, (b"0" * 16).hex()),
        (2, (b"1" * 16).hex()),
    ]
    assert set(found["new"]) == {one["id"] for one in found["photos"]}
    taken = shell.json("--photo", 1, "--to", tmp_path / "one.jpg")
    assert (taken["width"], taken["height"]) == (20, 20)
    assert set(taken) == {"case", "photo", "file", "bytes", "width", "height"}
    assert shell.json()["new"] == []


def test_a_file_that_is_there_is_not_written_over_and_nothing_is_opened(
    shell: Shell, tmp_path: Path
) -> None:
    file = tmp_path / "mine.jpg"
    file.write_text("mine")
    dangling = tmp_path / "link"
    dangling.symlink_to(tmp_path / "elsewhere")
    for there in (file, dangling, tmp_path):
        with pytest.raises(NotAllowed, match="exists already"):
            shell("--photo", 1, "--to", there)
    assert file.read_text() == "mine"
    assert not (tmp_path / "elsewhere").exists()
    assert "photo" not in shell.acts


def test_a_file_that_appears_in_the_last_moment_is_not_written_over(tmp_path: Path) -> None:
    file = tmp_path / "mine.jpg"
    file.write_text("mine")
    with pytest.raises(NotAllowed, match="photo_there"):
        photo.write(Photo.parse(JPEG), str(file))
    assert file.read_text() == "mine"


def test_a_folder_that_is_not_there_is_said(shell: Shell, tmp_path: Path) -> None:
    with pytest.raises(NotAllowed, match="cannot be made there"):
        shell("--photo", 1, "--to", tmp_path / "none" / "x.jpg")
    assert shell.json("--photo", 1, "--to", "a\0b") == {
        "error": "not_allowed",
        "why": "photo_there",
    }


def test_into_a_pipe_goes_the_picture_alone(tmp_path: Path, shell: Shell) -> None:
    held = io.BytesIO()
    pipe = io.TextIOWrapper(held)
    with contextlib.redirect_stdout(pipe):
        shell("--photo", 1, "--to", "-")
    assert held.getvalue() == JPEG
    assert "photo" in shell.acts
    assert list(tmp_path.iterdir()) == []


def test_a_picture_is_written_onto_no_terminal_and_into_no_json(shell: Shell) -> None:
    class Terminal(io.StringIO):
        """Standard output that somebody looks at."""

        def isatty(self) -> bool:
            """It is one."""
            return True

    assert shell.json("--photo", 1, "--to", "-") == {"error": "not_allowed", "why": "photo_out"}
    with contextlib.redirect_stdout(Terminal()), pytest.raises(NotAllowed, match="into a pipe"):
        shell("--photo", 1, "--to", "-")
    assert "photo" not in shell.acts


@pytest.mark.parametrize("half", [("--photo", 1), ("--to", "x.jpg")])
def test_half_of_the_question_is_said_to_be_half(shell: Shell, half: tuple[object, ...]) -> None:
    with pytest.raises(NotAllowed, match="needs --to FILE"):
        shell(*half)


@pytest.mark.parametrize("number", [0, 2, -1])
def test_a_photo_that_is_not_there_is_said_and_leaves_no_file(
    shell: Shell, tmp_path: Path, number: int
) -> None:
    file = tmp_path / "x.jpg"
    with pytest.raises(NotAllowed, match="no photo with this number"):
        shell("--photo", number, "--to", file)
    assert not file.exists()


def test_what_somebody_planted_in_the_place_of_a_photo_is_refused(
    shell: Shell, tmp_path: Path
) -> None:
    shell.put(b"0" * 16, loaded())
    with pytest.raises(Tampered):
        shell("--photo", 1, "--to", tmp_path / "x.jpg")
    assert not (tmp_path / "x.jpg").exists()


FULL = """
import resource, sys
from bot.errors import NotAllowed
from bot.photo import Photo
from closecall.commands.desk import photo
image = Photo.parse(sys.stdin.buffer.read())
resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))
try:
    photo.write(image, sys.argv[1])
except NotAllowed as refusal:
    print(refusal.detail)
"""


def test_a_disk_that_is_full_leaves_no_part_of_the_file(tmp_path: Path) -> None:
    file = tmp_path / "x.jpg"
    done = subprocess.run(
        [sys.executable, "-c", FULL, str(file)],
        cwd=ROOT,
        input=JPEG,
        capture_output=True,
        check=True,
    )
    assert done.stdout == b"photo_full\n"
    assert not file.exists()


def test_an_answer_does_not_show_its_photo_in_a_trace(shell: Shell, tmp_path: Path) -> None:
    args = argparse.Namespace(case=shell.case, photo=1, to=str(tmp_path / "x"))
    answer: Answer = acts.photo(args, shell.world.desk("safety"), Words())
    assert "JFIF" not in repr(answer)
