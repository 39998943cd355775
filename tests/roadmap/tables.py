"""Tables of the roadmap as files, with rows by their headings."""

import csv
import io

from django.apps import apps
from django.test import Client

from tests.admin.sheets import Sheet, problems


class Table:
    """The pages that import and export the rows of a model, as ``client`` uses them."""

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
        """Send a CSV file and agree to what it changes; return what was seen before."""
        preview = self.look(*rows)
        assert not problems(preview), problems(preview)
        assert self.confirm(preview).status_code == 302
        return preview

    def file(self, kind: str) -> bytes:
        return self.sheet.file(self.client, kind)

    def rows(self) -> list[dict]:
        return list(csv.DictReader(io.StringIO(self.file("csv").decode("utf-8-sig"), newline=""), delimiter=";"))

    def assert_comes_back(self, kind: str, count: int) -> None:
        """Export and import three times; nothing changes."""
        for _round in range(3):
            page = self.send(self.file(kind), f"x.{kind}")
            assert not problems(page), problems(page)
            assert page.context["rows"] == []
            assert page.context["counts"][2].startswith(f"{count} ")
