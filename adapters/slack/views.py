"""A page as a Slack form, within Slack's limits. Pure: no SDK, no clock, no network.

Everything is `plain_text`: what somebody typed can neither mention nor format. Questions of the
script are fields, sent together; menus are buttons. Limits: docs.slack.dev, "Block Kit".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, assert_never

from adapters.slack.translate import BACK, CALLBACK, GO, Leaf
from bot.flow.script import LENGTHS
from bot.flow.sheet import SEND
from bot.flow.talk import Ask, Notice, Over, Problem, Words8

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from bot.flow.sheet import Places
    from bot.flow.talk import Choice, Prompt, Say
    from bot.pages import Kinds, Page
    from bot.words import Words

View = dict[str, Any]
Block = dict[str, Any]

BLOCKS: Final = 100
SECTION: Final = 3000
LABEL: Final = 75  # an option's text, and a button's
FIELD_LABEL: Final = 2000
LISTED: Final = 10  # options of radio buttons and checkboxes
ROW: Final = 5  # buttons beside each other; Slack allows 25

# Questions that are answered with one tap.
MENUS: Final = frozenset(
    {"start", "more", "case", "change", "lessons", "leave", "reword", "withdraw", "recall"}
)
# Choices that are no answer: they stand as buttons below the fields.
_ASIDE: Final = frozenset({"back", "skip", "change", "discard"})
_SCRIPT: Final = frozenset(
    {"coach", "family", "kind", "barrier", "worst", "ongoing", "gravity", "branch", "urgent"}
)
_FIRST: Final = ("closecall_learn", "closecall_lessons", "closecall_check", "closecall_privacy")


def form(page: Page, words: Words, notes: Sequence[str] = ()) -> View:
    """A page as a form."""
    reply = page.reply
    over = reply.prompt is None or any(isinstance(say, Over) for say in reply.says)
    blocks = [block for note in notes for block in _sections(note)]
    blocks += [block for say in reply.says for block in _said(say, words)]
    if over:
        return _view(blocks, words, close="slack.close")
    left = dict(page.left)
    submit = ""
    for prompt in page.asked:
        more, button = _asked(prompt, page, words)
        blocks += more
        submit = submit or button
        if prompt.record is not None:
            left[SEND] = (0,)  # sent as it is shown: Send, the first choice
    if page.kinds:
        blocks += [_kinds(page.kinds, page.left, reply.rev, words), *_doors(words)]
        left = {}
    elif any(prompt.key in _SCRIPT for prompt in page.asked):
        blocks.append(_buttons([_button(BACK, words("slack.back"))]))
    carried = Leaf(reply.token, reply.rev, words.language, left)
    close = "slack.cancel" if submit else "slack.done"
    return _view(blocks, words, close=close, submit=submit, leaf=carried)


def trouble(leaf: Leaf, words: Words, text: str) -> View:
    """Nothing was kept: the same page again, to be sent again as it was."""
    return _view(
        _sections(text), words, close="slack.cancel", submit=words("slack.again"), leaf=leaf
    )


def told(words: Words, text: str) -> View:
    """A last sentence."""
    return _view(_sections(text), words, close="slack.close")


def home(words: Words) -> View:
    """The app's own page: the same for everybody."""
    text = "\n".join(words(f"intake.learn.{what}") for what in ("what", "why"))
    report = {**_button("closecall_report", words("slack.home.report")), "style": "primary"}
    row = [report, *(_button(name, words(f"slack.home.{name}")) for name in _FIRST)]
    blocks = [
        {"type": "header", "text": _plain(words("slack.home.title"))},
        *_sections(words("slack.home.hello")),
        _buttons(row),
        *_sections(text),
        *_sections(words("roof.door.slack")),
    ]
    return {"type": "home", "blocks": blocks}


# --- what is said --------------------------------------------------------------------------------


def _said(say: Say, words: Words) -> list[Block]:
    match say:
        case Notice(text):
            return _sections(text)
        case Problem(text):
            return _sections(f"⚠ {text}")
        case Words8(eight, digits):
            half = len(eight) // 2
            # Words of the list and digits only: nothing in here can be markup.
            lines = f"```{' '.join(eight[:half])}\n{' '.join(eight[half:])}```"
            shown = {"type": "section", "text": {"type": "mrkdwn", "text": lines}}
            return [shown, *_sections(words("door.digits", digits=digits))]
        case Over():
            return []
        case _:
            assert_never(say)


def _sections(text: str) -> list[Block]:
    """A text in as many sections as it needs, cut between lines where that is possible."""
    parts: list[str] = [""]
    for line in text.splitlines() or [""]:
        pieces = [line[at : at + SECTION - 1] for at in range(0, len(line), SECTION - 1)] or [""]
        for piece in pieces:
            if len(parts[-1]) + len(piece) + 1 > SECTION:
                parts.append("")
            parts[-1] += f"\n{piece}" if parts[-1] else piece
    return [{"type": "section", "text": _plain(part)} for part in parts if part.strip()]


# --- what is asked -------------------------------------------------------------------------------


def _asked(prompt: Prompt, page: Page, words: Words) -> tuple[list[Block], str]:
    """The blocks of one question, and the word on the button that sends the form, if it does."""
    if prompt.record is not None:
        shown = [*_sections(prompt.text), {"type": "divider"}, *_sections(prompt.record.text)]
        rest = _placed(prompt, lambda choice: choice.id in _ASIDE)
        return [*shown, {"type": "divider"}, *_rows(rest)], words("slack.send")
    if prompt.key in MENUS:
        return [*_sections(prompt.text), *_rows(_placed(prompt, lambda _: True))], ""
    blocks, label = _labelled(prompt, words)
    name = f"{prompt.key}.{page.reply.rev}"
    element = _text(prompt, page, words) if prompt.kind is Ask.TEXT else _options(prompt, words)
    field = {"type": "input", "block_id": name, "label": _plain(label), "element": element}
    if prompt.key == "story":
        field["hint"] = _plain(words("slack.photos"))
    aside = _placed(prompt, lambda choice: prompt.kind is Ask.TEXT or choice.id in _ASIDE)
    return [*blocks, field, *_rows(aside)], words("slack.next")


def _labelled(prompt: Prompt, words: Words) -> tuple[list[Block], str]:
    """A question of several lines stands above its field; so do labels that had to be cut."""
    long = [choice.label for choice in prompt.choices if len(choice.label) > LABEL]
    if "\n" not in prompt.text and len(prompt.text) <= FIELD_LABEL and not long:
        return [], prompt.text
    return _sections("\n".join((_struck(prompt.text), *long))), words("slack.answer")


def _struck(text: str) -> str:
    """`~~was~~ → becomes` in plain text, where nothing can be struck through."""
    lines = (
        f"• {line.replace('~~', chr(34))}" if line.startswith("~~") else line
        for line in text.splitlines()
    )
    return "\n".join(lines)


def _text(prompt: Prompt, page: Page, words: Words) -> Block:
    least, most = LENGTHS.get(prompt.key, (1, 300))
    element: Block = {
        "type": "plain_text_input",
        "action_id": "text",
        "multiline": most > 200,
        "max_length": min(most, SECTION),
    }
    if prompt.key == "words":
        element["placeholder"] = _plain(words("slack.words"))
    if page.typed and least:
        element["initial_value"] = page.typed[:most]
    return element


def _options(prompt: Prompt, words: Words) -> Block:
    options = [
        _option(str(at), _marked(choice, prompt, words))
        for at, choice in enumerate(prompt.choices)
        if choice.id not in _ASIDE
    ]
    if prompt.kind is Ask.MANY:
        kind = "checkboxes" if len(options) <= LISTED else "multi_static_select"
        return {"type": kind, "action_id": "many", "options": options}
    kind = "radio_buttons" if len(options) <= LISTED else "static_select"
    return {"type": kind, "action_id": "pick", "options": options}


def _marked(choice: Choice, prompt: Prompt, words: Words) -> str:
    if choice.id != prompt.suggested:
        return choice.label
    return words("door.suggested", label=choice.label)


def _kinds(kinds: Kinds, left: Mapping[str, Places], rev: int, words: Words) -> Block:
    """Every kind in a group per family: one list, one tap."""
    groups, chosen = [], None
    wanted = ".".join(str(place[0]) for key in ("family", "kind") if (place := left.get(key)))
    for f, (family, offered) in enumerate(kinds):
        options = [_option(f"{f}.{k}", kind.label) for k, kind in enumerate(offered)]
        options = options or [_option(str(f), family.label)]
        groups.append({"label": _plain(_cut(family.label)), "options": options})
        chosen = chosen or next((one for one in options if one["value"] == wanted), None)
    element: Block = {
        "type": "static_select",
        "action_id": "kinds",
        "option_groups": groups,
        "placeholder": _plain(words("slack.kind")),
    }
    if chosen:
        element["initial_option"] = chosen
    label = _plain(words("intake.kind.ask"))
    return {"type": "input", "block_id": f"kind.{rev}", "label": label, "element": element}


def _doors(words: Words) -> list[Block]:
    return [_buttons([_button(name, words(f"slack.home.{name}")) for name in _FIRST])]


# --- small parts ---------------------------------------------------------------------------------


def _placed(prompt: Prompt, wanted: Callable[[Choice], bool]) -> list[tuple[int, Choice]]:
    return [(at, choice) for at, choice in enumerate(prompt.choices) if wanted(choice)]


def _rows(choices: Sequence[tuple[int, Choice]]) -> list[Block]:
    buttons = [_button(f"{GO}.{at}", choice.label) for at, choice in choices]
    return [_buttons(buttons[at : at + ROW]) for at in range(0, len(buttons), ROW)]


def _buttons(elements: Iterable[Block]) -> Block:
    return {"type": "actions", "elements": list(elements)}


def _button(name: str, label: str) -> Block:
    return {"type": "button", "action_id": name, "text": _plain(_cut(label))}


def _option(value: str, label: str) -> Block:
    return {"text": _plain(_cut(label)), "value": value}


def _plain(text: str) -> Block:
    return {"type": "plain_text", "text": text, "emoji": False}


def _cut(label: str) -> str:
    return label if len(label) <= LABEL else f"{label[: LABEL - 1]}…"


def _view(
    blocks: list[Block], words: Words, *, close: str, submit: str = "", leaf: Leaf | None = None
) -> View:
    view: View = {
        "type": "modal",
        "callback_id": CALLBACK,
        "title": _plain(words("slack.title")),
        "close": _plain(words(close)),
        "blocks": blocks[:BLOCKS],
    }
    if submit:
        view["submit"] = _plain(submit)
    if leaf:
        view |= {"private_metadata": leaf.encode(), "notify_on_close": True}
    return view
