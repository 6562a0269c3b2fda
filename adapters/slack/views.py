"""A page as a Slack form, within Slack's limits. Pure: no SDK, no clock, no network.

Questions of the script are fields, sent together; menus are buttons. Limits: docs.slack.dev,
"Block Kit".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from adapters.slack.blocks import (
    LISTED,
    LOSSES,
    SECTION,
    button,
    cut,
    labelled,
    marked,
    option,
    placed,
    plain,
    row,
    rows,
    said,
    sections,
)
from adapters.slack.translate import BACK, CALLBACK, Leaf
from bot.flow.script import LENGTHS
from bot.flow.sheet import SEND
from bot.flow.talk import Ask, Loss, Over

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.flow.sheet import Places
    from bot.flow.talk import Prompt, Words8
    from bot.pages import Families, Page
    from bot.words import Words

View = dict[str, Any]
Block = dict[str, Any]

BLOCKS: Final = 100

START: Final = "start"
# Questions that are answered with one tap.
MENUS: Final = frozenset(
    {
        *(START, "more", "case", "change", "leave", "reword", "withdraw", "recall"),
        *("lessons", "lessons_family", "lessons_kind"),
    }
)
# Choices that are no answer: they stand as buttons below the fields.
_ASIDE: Final = frozenset({"back", "skip", "change", "discard"})
_SCRIPT: Final = frozenset(
    {"coach", "family", "kind", "barrier", "worst", "ongoing", "gravity", "branch", "urgent"}
)
_FIRST: Final = ("closecall_learn", "closecall_lessons", "closecall_check", "closecall_privacy")


def form(
    page: Page,
    words: Words,
    notes: Sequence[str] = (),
    photos: str = "slack.photos",
    *,
    within: bool = False,
) -> View:
    """A page as a form. `photos`: the name of what is said of pictures.

    `within`: the page of a story lies below, and what was typed there. It is not left for another
    one: the menu of what else there is does not come, and closing leads back.
    """
    reply = page.reply
    over = reply.prompt is None or any(isinstance(say, Over) for say in reply.says)
    blocks = [block for note in notes for block in sections(note)]
    blocks += [block for say in reply.says for block in said(say, words)]
    if over:
        return _view(blocks or sections(words("door.over")), words, close=_closes(within=within))
    left = dict(page.left)
    submit = ""
    for prompt in page.asked:
        if within and prompt.key == START:
            blocks = blocks or sections(words("slack.within"))
            continue
        more, sends = _asked(prompt, page, words, photos)
        blocks += more
        submit = submit or sends
        if prompt.record is not None:
            left[SEND] = (0,)  # sent as it is shown: Send, the first choice
    if page.kinds:
        blocks.append(_kinds(page.kinds, page.left, reply.rev, words))
        blocks += [] if within else _doors(words)
        left = {}
    elif any(prompt.key in _SCRIPT for prompt in page.asked):
        blocks.append(row([button(BACK, words("slack.back"))]))
    carried = Leaf(reply.token, reply.rev, words.language, left, within, reply.loss)
    close = _closes(reply.loss, within=within)
    return _view(blocks, words, close=close, submit=submit, leaf=carried)


def trouble(leaf: Leaf, words: Words, text: str) -> View:
    """Nothing was kept: the same page again, to be sent again as it was."""
    close = _closes(leaf.loss, within=leaf.within)
    return _view(sections(text), words, close=close, submit=words("slack.again"), leaf=leaf)


def told(words: Words, text: str) -> View:
    """A last sentence."""
    return _view(sections(text), words, close="slack.close")


def shown(words: Words, eight: Words8) -> View:
    """The eight words alone."""
    return _view(said(eight, words), words, close="slack.done")


def home(words: Words) -> View:
    """The app's own page: the same for everybody."""
    text = "\n".join(words(f"learn.{what}") for what in ("what", "why"))
    report = {**button("closecall_report", words("slack.home.report")), "style": "primary"}
    names = (*_FIRST, "closecall_drill")
    doors = [report, *(button(name, words(f"slack.home.{name}")) for name in names)]
    blocks = [
        {"type": "header", "text": plain(words("slack.home.title"))},
        *sections(words("slack.home.hello")),
        row(doors),
        *sections(text),
        *sections(words("roof.door.slack")),
    ]
    return {"type": "home", "blocks": blocks}


# --- what is asked -------------------------------------------------------------------------------


def _asked(prompt: Prompt, page: Page, words: Words, photos: str) -> tuple[list[Block], str]:
    """The blocks of one question, and the word on the button that sends the form, if it does."""
    if prompt.record is not None:
        shown = [*sections(prompt.text), {"type": "divider"}, *sections(prompt.record.text)]
        rest = placed(prompt, lambda choice: choice.id in _ASIDE)
        return [*shown, {"type": "divider"}, *rows(rest)], words("slack.send")
    if prompt.key in MENUS or _bare(prompt):
        # Where only buttons stand, nothing can be typed.
        asked = words("slack.start") if prompt.key == START else prompt.text
        return [*sections(asked), *rows(placed(prompt, lambda _: True))], ""
    blocks, label = labelled(prompt.text, [choice.label for choice in prompt.choices], words)
    name = f"{prompt.key}.{page.reply.rev}"
    element = _text(prompt, page, words) if prompt.kind is Ask.TEXT else _options(prompt, words)
    field = {"type": "input", "block_id": name, "label": plain(label), "element": element}
    if prompt.key == "story":
        field["hint"] = plain(words(photos))
    aside = placed(prompt, lambda choice: prompt.kind is Ask.TEXT or choice.id in _ASIDE)
    return [*blocks, field, *rows(aside)], words("slack.next")


def _bare(prompt: Prompt) -> bool:
    """Whether nothing can be filled in: a photo is wanted, which no form takes."""
    answers = [choice for choice in prompt.choices if choice.id not in _ASIDE]
    return prompt.kind is not Ask.TEXT and not answers


def _text(prompt: Prompt, page: Page, words: Words) -> Block:
    least, most = LENGTHS.get(prompt.key, (1, 300))
    element: Block = {
        "type": "plain_text_input",
        "action_id": "text",
        "multiline": most > 200,
        "max_length": min(most, SECTION),
    }
    if prompt.key == "words":
        element["placeholder"] = plain(words("slack.words"))
    if page.typed and least:
        element["initial_value"] = page.typed[:most]
    return element


def _options(prompt: Prompt, words: Words) -> Block:
    options = [
        option(str(at), marked(choice, prompt, words))
        for at, choice in enumerate(prompt.choices)
        if choice.id not in _ASIDE
    ]
    if prompt.kind is Ask.MANY:
        kind = "checkboxes" if len(options) <= LISTED else "multi_static_select"
        return {"type": kind, "action_id": "many", "options": options}
    kind = "radio_buttons" if len(options) <= LISTED else "static_select"
    return {"type": kind, "action_id": "pick", "options": options}


def _kinds(kinds: Families, left: Mapping[str, Places], rev: int, words: Words) -> Block:
    """Every kind in a group per family: one list, one tap."""
    groups, chosen = [], None
    wanted = ".".join(str(place[0]) for key in ("family", "kind") if (place := left.get(key)))
    for f, (family, offered) in enumerate(kinds):
        options = [option(f"{f}.{k}", kind.label) for k, kind in enumerate(offered)]
        options = options or [option(str(f), family.label)]
        groups.append({"label": plain(cut(family.label)), "options": options})
        chosen = chosen or next((one for one in options if one["value"] == wanted), None)
    element: Block = {
        "type": "static_select",
        "action_id": "kinds",
        "option_groups": groups,
        "placeholder": plain(words("slack.kind")),
    }
    if chosen:
        element["initial_option"] = chosen
    label = plain(words("intake.kind.ask"))
    return {"type": "input", "block_id": f"kind.{rev}", "label": label, "element": element}


def _doors(words: Words) -> list[Block]:
    return [row([button(name, words(f"slack.home.{name}")) for name in _FIRST])]


# --- small parts ---------------------------------------------------------------------------------


def _closes(loss: Loss = Loss.NOTHING, *, within: bool) -> str:
    """What stands on the button that closes a form: what would be lost, or where it leads."""
    return LOSSES.get(loss, "slack.back" if within else "slack.close")


def _view(
    blocks: list[Block], words: Words, *, close: str, submit: str = "", leaf: Leaf | None = None
) -> View:
    view: View = {
        "type": "modal",
        "callback_id": CALLBACK,
        "title": plain(words("slack.title")),
        "close": plain(words(close)),
        "blocks": blocks[:BLOCKS],
    }
    if submit:
        view["submit"] = plain(submit)
    if leaf:
        view |= {"private_metadata": leaf.encode(), "notify_on_close": True}
    return view
