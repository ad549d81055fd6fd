"""A visit to the site: one page in a profile of its own, and whatever a reader should not meet."""

from __future__ import annotations

from urllib.parse import urlsplit

from playwright.sync_api import Browser, Dialog, Route

DESKTOP, PHONE, NARROWEST = 1280, 390, 320
HEIGHT = {DESKTOP: 900, PHONE: 844, NARROWEST: 568}
"""CSS pixels of a screen, by its width."""
SCREENS = [(width, scheme) for width in (DESKTOP, PHONE) for scheme in ("light", "dark")]
"""Width, and what the reader's system prefers."""


class Visit:
    """``page`` in a fresh profile; ``troubles`` fills with what goes wrong meanwhile.

    A trouble is any word on the console (Chromium tells breaches of the content security policy
    there), an uncaught error, a dialog, or a request to another machine, which is not let through.
    """

    def __init__(
        self,
        browser: Browser,
        address: str,
        *,
        width: int = DESKTOP,
        scheme: str = "light",
        javascript: bool = True,
    ) -> None:
        self.address = address
        self.troubles: list[str] = []
        self._context = browser.new_context(
            base_url=address,
            viewport={"width": width, "height": HEIGHT[width]},
            color_scheme=scheme,
            java_script_enabled=javascript,
            reduced_motion="reduce",
        )
        self._context.route("**/*", self._let_through_loopback)
        self._context.on("console", lambda said: self._note(f"console {said.type}: {said.text}"))
        self._context.on("weberror", lambda thrown: self._note(f"error: {thrown.error}"))
        self._context.on("dialog", self._dismiss)
        self.page = self._context.new_page()

    def go(self, path: str, status: int = 200) -> None:
        """Open a page of the site."""
        response = self.page.goto(path)
        assert response is not None
        assert response.status == status, f"{path}: {response.status}"

    def settle(self) -> None:
        """Wait for two drawings of the page: what acts on opening, autofocus too, has acted."""
        self.page.evaluate(
            "() => new Promise(r => requestAnimationFrame(() => requestAnimationFrame(r)))"
        )

    @property
    def path(self) -> str:
        """Path, query and fragment of the page that is shown."""
        return self.page.url.removeprefix(self.address)

    def close(self) -> None:
        self._context.close()

    def _note(self, trouble: str) -> None:
        self.troubles.append(f"{trouble} (on {self.page.url})")

    def _dismiss(self, dialog: Dialog) -> None:
        self._note(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _let_through_loopback(self, route: Route) -> None:
        if urlsplit(route.request.url).hostname == "127.0.0.1":
            route.continue_()
        else:
            self._note(f"outside request: {route.request.url}")
            route.abort()
