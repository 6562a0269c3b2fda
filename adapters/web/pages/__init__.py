"""Pages, one file per room: each ends with its table `PAGES`, which `adapters.web.app` joins."""
