"""Using the import and the export of a list as somebody does in the browser. In German, as the files are."""

from dataclasses import dataclass

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models


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
        return client.post(f"{self.address}import/confirm/", {"token": preview.context["upload"].token})

    def take_in(self, client, *lines: str):
        """Upload ``lines`` and agree to what they change."""
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


def problems(page) -> list[str]:
    return [str(problem) for problem in page.context.get("problems", [])]


def differences(preview) -> dict[str, list[tuple[str, str, str]]]:
    return {
        row.name: [(change.heading, change.old, change.new) for change in row.changes]
        for row in preview.context["rows"]
    }
