"""The Telegram door: a second way in to the same intake, in a private chat.

    update ── translate ── door ── lanes ── conversation ── intake (commit) ── face ── Telegram
                             └──── booth (votes under an issue)

`translate`, `screen`, `votes` and `issue` are pure. A chat's number lives in the closure of one
update and, as a keyed name, in a route with an end. `client`, `calls`, `screens`, `runner`,
`courier`, `channel` and `checkup` alone know the SDK.
"""

from __future__ import annotations

import sys

# httpx loads its command line where click and rich are installed: five megabytes and a tenth of a
# second for nobody. None means "not there" to `import`, and httpx goes on without it.
sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type]
