"""Using the import and export of a list as in a browser. In German, like the files."""

import csv
import io
import re
from dataclasses import dataclass

from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models
from django.test import Client


def told(response) -> str:
    """Return the whole page; that of a long file is streamed while the file is read."""
    return b"".join(response.streaming_content).decode()


def token_of(page: str) -> str:
    """Return the token that the import button sends."""
    return re.search('name="token" value="([^"]+)"', page)[1]


@dataclass(frozen=True)
class Sheet:
    """The list of a model."""

    model: type[models.Model]

    @property
    def address(self) -> str:
        return f"/verwaltung/{self.model._meta.app_label}/{self.model._meta.model_name}/"

    def upload(self, client, *lines: str):
        """Send a CSV file with ``lines``, headings first; return the page that follows."""
        return self.send(client, "\r\n".join(lines).encode(), "datei.csv")

    def send(self, client, content: bytes, name: str):
        return client.post(f"{self.address}import/", {"file": SimpleUploadedFile(name, content)})

    def confirm(self, client, preview):
        token = token_of(told(preview)) if preview.streaming else preview.context["upload"].token
        return self.agree(client, token)

    def agree(self, client, token: str):
        return client.post(f"{self.address}import/confirm/", {"token": token})

    def take_in(self, client, *lines: str):
        """Upload ``lines`` and confirm the import."""
        preview = self.upload(client, *lines)
        assert problems(preview) == []
        return self.confirm(client, preview)

    def file(self, client, kind: str = "csv", query: str = "") -> bytes:
        response = client.get(f"{self.address}export/{kind}/{query}")
        assert response["Cache-Control"].startswith("private, no-store")
        return response.content

    def exported(self, client, query: str = "") -> list[str]:
        """Return the lines of the exported CSV file, headings first."""
        return self.file(client, query=query).decode("utf-8-sig").split("\r\n")[:-1]


class Table:
    """A spreadsheet of the roadmap, used by ``client``; its rows are dicts from heading to cell."""

    def __init__(self, client: Client, model: str):
        self.client, self.sheet = client, Sheet(apps.get_model("roadmap", model))
        self.address = self.sheet.address

    def send(self, content: bytes, name: str = "x.csv"):
        """Send a file to the import page; return the page that follows."""
        return self.sheet.send(self.client, content, name)

    def look(self, *rows: dict):
        """Send a CSV file; the keys of the rows are the headings."""
        file = io.StringIO(newline="")
        writer = csv.DictWriter(file, list(rows[0]), delimiter=";")
        writer.writeheader()
        writer.writerows(rows)
        return self.send(file.getvalue().encode())

    def confirm(self, preview):
        return self.sheet.confirm(self.client, preview)

    def bring_in(self, *rows: dict):
        """Send a CSV file and confirm the import; return the preview."""
        preview = self.look(*rows)
        assert not problems(preview), problems(preview)
        assert self.confirm(preview).status_code == 302
        return preview

    def file(self, kind: str) -> bytes:
        return self.sheet.file(self.client, kind)

    def rows(self) -> list[dict]:
        return list(csv.DictReader(io.StringIO(self.file("csv").decode("utf-8-sig"), newline=""), delimiter=";"))

    def assert_comes_back(self, kind: str, count: int) -> None:
        """Check that exporting and importing three times changes nothing."""
        for _round in range(3):
            page = self.send(self.file(kind), f"x.{kind}")
            assert not problems(page), problems(page)
            assert page.context["rows"] == []
            assert page.context["counts"][2].startswith(f"{count} ")


def problems(page) -> list[str]:
    return [str(problem) for problem in page.context.get("problems", [])]


def differences(preview) -> dict[str, list[tuple[str, str, str]]]:
    return {
        row.name: [(change.heading, change.old, change.new) for change in row.changes]
        for row in preview.context["rows"]
    }
