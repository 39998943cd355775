"""Sending tables to the admin and getting them from there, as a browser does."""

import csv
import io

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client


class Table:
    """The pages that import and export the rows of a model, in German."""

    def __init__(self, client: Client, model: str):
        self.client, self.address = client, f"/verwaltung/roadmap/{model}/"

    def send(self, content: bytes, name: str = "x.csv"):
        """Send a file to the import page; return the page that follows."""
        return self.client.post(f"{self.address}import/", {"file": SimpleUploadedFile(name, content)})

    def look(self, *rows: dict):
        """Send a CSV file; the keys of the rows are the headings."""
        file = io.StringIO(newline="")
        writer = csv.DictWriter(file, list(rows[0]), delimiter=";")
        writer.writeheader()
        writer.writerows(rows)
        return self.send(file.getvalue().encode())

    def confirm(self, preview):
        return self.client.post(f"{self.address}import/confirm/", {"token": preview.context["upload"].token})

    def bring_in(self, *rows: dict):
        """Send a CSV file and agree to what it changes; return what was seen before."""
        preview = self.look(*rows)
        assert not problems(preview), problems(preview)
        assert self.confirm(preview).status_code == 302
        return preview

    def file(self, kind: str) -> bytes:
        response = self.client.get(f"{self.address}export/{kind}/")
        assert response["Cache-Control"].startswith("private, no-store")
        return response.content

    def rows(self) -> list[dict]:
        return list(csv.DictReader(io.StringIO(self.file("csv").decode("utf-8-sig"), newline=""), delimiter=";"))

    def assert_comes_back(self, kind: str, count: int) -> None:
        """Export and import three times; nothing changes."""
        for _round in range(3):
            page = self.send(self.file(kind), f"x.{kind}")
            assert not problems(page), problems(page)
            assert page.context["rows"] == []
            assert page.context["counts"][2].startswith(f"{count} ")


def problems(page) -> list[str]:
    return [str(problem) for problem in page.context.get("problems", [])]


def differences(page) -> dict[str, list[tuple[str, str, str]]]:
    return {
        row.name: [(change.heading, change.old, change.new) for change in row.changes] for row in page.context["rows"]
    }
