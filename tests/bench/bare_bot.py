"""A bare bot as the library's first example has it: it polls, it answers, it keeps nothing.

python -m tests.bench.bare_bot URL TOKEN
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from telegram.ext import Application, MessageHandler, filters

if TYPE_CHECKING:
    from telegram import Update
    from telegram.ext import ContextTypes


async def echo(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
    """Answer."""
    if update.message is not None:
        await update.message.reply_text("What almost happened?")


if __name__ == "__main__":
    url, token = sys.argv[1:]
    built = Application.builder().token(token).base_url(f"{url}/bot").job_queue(None).build()
    built.add_handler(MessageHandler(filters.ALL, echo))
    built.run_polling()
