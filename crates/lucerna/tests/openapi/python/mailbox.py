"""The mailbox and the clock of the application under test."""

import re
from urllib.parse import parse_qs, urlsplit

import httpx


class Around:
    def __init__(self, url: str):
        parts = urlsplit(url)
        self.origin = f"{parts.scheme}://{parts.netloc}"

    def letter(self, to: str) -> str:
        """Returns the text of the last letter to an address."""
        answer = httpx.get(f"{self.origin}/letter", params={"to": to})
        assert answer.status_code == 200 and answer.text, (to, answer)
        return answer.text

    def link(self, to: str, path: str = "") -> str:
        """Returns the field `link` of the last letter, of the link that leads to this path."""
        urls = [urlsplit(it) for it in re.findall(r"https?://\S+", self.letter(to))]
        return next(parse_qs(it.query)["link"][0] for it in urls if "link=" in it.query and it.path.endswith(path))

    def code(self, to: str) -> str:
        """Returns the code of the last letter."""
        letter = self.letter(to)
        return next(it.strip() for it in letter.splitlines() if re.fullmatch(r"\s*\d{4} \d{4}\s*", it))

    def turn(self, minutes: int) -> None:
        """Lets time pass."""
        assert httpx.post(f"{self.origin}/turn", content=str(minutes)).status_code == 200
