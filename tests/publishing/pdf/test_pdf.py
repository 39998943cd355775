"""The PDF engine: what it renders, what it refuses, and its limits."""

import os
import time
from concurrent.futures import ThreadPoolExecutor, wait

import pytest
from weasyprint.urls import FatalURLFetchingError

from strategy_portal.publishing.pdf import child as pdf_child
from strategy_portal.publishing.pdf import engine as pdf

PAGE = "<html lang=de><title>T</title><body><h1>Überschrift</h1>{}</body></html>"
ELSEWHERE = [
    "file:///etc/hostname",
    "http://127.0.0.1:9/picture.png",
    "https://example.org/picture.png",
    "ftp://example.org/picture.png",
    "data:image/png;base64,iVBORw0KGgo=",
    "data:text/plain," + "x" * 200_000,
    "static:css/pdf.css/../../manage.py",
    "static:../manage.py",
    "picture:other",
]


def child(tmp_path, code: str):
    path = tmp_path / "child.py"
    path.write_text(f"import os, sys, time\nsys.stdin.read()\n{code}\n")
    return path


class TestRender:
    def test_same_input_yields_the_same_bytes(self):
        html = PAGE.format('<style>@import "static:css/pdf.css";</style><p>Größe und Maß.</p>')
        static = ["css/pdf.css", "build/fonts/fira-sans-400.woff2", "build/fonts/fira-sans-600.woff2"]

        first, second = (pdf.render_pdf(html, static=static) for _ in range(2))

        assert first.startswith(b"%PDF-1.7")
        assert first == second

    def test_an_address_that_was_not_given_stops_it(self):
        with pytest.raises(pdf.PdfRefused, match="file:///etc/hostname"):
            pdf.render_pdf(PAGE.format('<img alt=x src="file:///etc/hostname">'))

    @pytest.mark.parametrize("address", ELSEWHERE, ids=[address[:24] for address in ELSEWHERE])
    @pytest.mark.parametrize(
        "use",
        [
            '<img alt=x src="{}">',
            '<link rel=stylesheet href="{}">',
            '<link rel=attachment href="{}">',
            '<style>p {{ background: url("{}") }}</style><p>x',
            '<svg width="9" height="9"><title>t</title><image href="{}" width="9" height="9"/></svg>',
        ],
        ids=["picture", "stylesheet", "attachment", "background", "svg"],
    )
    def test_nothing_else_is_fetched(self, address, use):
        with pytest.raises(FatalURLFetchingError):
            pdf_child.render(PAGE.format(use.format(address)), {"static:css/pdf.css": b"", "picture:logo": b""})


class TestPrintable:
    REPERTOIRE = {ord(c) for c in "abcdefghijklmnopqrstuvwxyzäöüßABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789<>/&;=-–?•. "} | {
        0xA0
    }

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("Größe", "Größe"),
            ("E\u2010Mail\u2011Adresse", "E-Mail-Adresse"),
            ("10\u202f000", "10\u00a0000"),
            ("2024 → 2025", "2024 – 2025"),
            ("≤ 5", "&lt;= 5"),
            ("Łódź und Ağrı", "?odz und Agr?"),
            ("fertig ✅\ufe0f", "fertig "),
            ("漢", "?"),
            ("a\u200bb\x00", "ab"),
            ("１ｆ", "1f"),
            ("＜script＞", "?script?"),
        ],
    )
    def test_replaces_what_the_font_lacks(self, text, expected):
        assert pdf_child.printable(text, self.REPERTOIRE) == expected


class TestStaticFile:
    def test_is_read(self):
        assert b"@page" in pdf.static_file("css/pdf.css")

    @pytest.mark.parametrize(
        "name", ["../manage.py", "/etc/hostname", "css/../../manage.py", "css/nothing.css", "css", ""]
    )
    def test_nothing_else_is(self, name):
        with pytest.raises(pdf.PdfRefused):
            pdf.static_file(name)

    def test_a_link_does_not_lead_out(self, settings, tmp_path):
        (tmp_path / "secret.css").write_text("secret")
        folder = tmp_path / "static"
        folder.mkdir()
        (folder / "own.css").write_text("own")
        (folder / "link.css").symlink_to(tmp_path / "secret.css")
        settings.STATICFILES_DIRS = [folder]

        assert pdf.static_file("own.css") == b"own"
        with pytest.raises(pdf.PdfRefused):
            pdf.static_file("link.css")


class TestLimits:
    def test_time(self, settings):
        settings.PDF_SECONDS = 2
        boxes = '<div style="display:flex;flex-wrap:wrap">' * 14 + "text " * 50 + "</div>" * 14
        begun = time.monotonic()

        with pytest.raises(pdf.PdfTooSlow):
            pdf.render_pdf(PAGE.format(boxes * 400))

        assert time.monotonic() - begun < 6

    def test_memory(self, settings):
        settings.PDF_MEGABYTES = 160

        with pytest.raises(pdf.PdfTooLarge):
            pdf.render_pdf(PAGE.format("<p>" + "<b>Wort </b>" * 15_000))

    @pytest.mark.parametrize("megabytes", [20, 60, 100])
    def test_too_little_memory_to_begin_with(self, settings, megabytes):
        settings.PDF_MEGABYTES = megabytes

        with pytest.raises(pdf.PdfError):
            pdf.render_pdf(PAGE.format("<p>Text"))

    @pytest.mark.parametrize("code", ["raise SystemExit(1)", "os.abort()", "print('no PDF')", "1 / 0"])
    def test_crash(self, monkeypatch, tmp_path, code):
        monkeypatch.setattr(pdf, "CHILD", child(tmp_path, code))

        with pytest.raises(pdf.PdfCrashed):
            pdf.render_pdf(PAGE)

    def test_one_at_a_time(self, settings):
        settings.PDF_WAIT_SECONDS = 0.2
        with pdf.one_at_a_time(), pytest.raises(pdf.PdfBusy, match="0.2 s"), pdf.one_at_a_time():
            pass

        with pdf.one_at_a_time():
            pass

    def test_few_wait_and_the_others_are_sent_away(self, settings):
        """A waiting reader occupies a thread of the server, and readers of PDFs must never occupy all threads."""
        settings.PDF_WAIT_SECONDS = 20
        settings.PDF_WAITING = 2
        made = []

        def make(number):
            with pdf.one_at_a_time():
                made.append(number)

        with ThreadPoolExecutor(2) as pool, pdf.one_at_a_time():
            waiting = [pool.submit(make, number) for number in range(2)]
            wait(waiting, timeout=0.5)
            begun = time.monotonic()

            with pytest.raises(pdf.PdfBusy, match="2 others"), pdf.one_at_a_time():
                pass

            assert time.monotonic() - begun < 5
            assert made == []

        assert sorted(made) == [0, 1]
        make(2)
        assert made[2:] == [2]

    def test_the_child_knows_no_secret(self, monkeypatch, tmp_path, settings):
        monkeypatch.setenv("DATABASE_URL", "postgres://user:secret@db/portal")
        monkeypatch.setattr(pdf, "CHILD", child(tmp_path, "print(dict(os.environ), file=sys.stderr); sys.exit(1)"))

        with pytest.raises(pdf.PdfCrashed) as raised:
            pdf.render_pdf(PAGE)

        assert os.environ["PATH"] in str(raised.value)
        assert settings.SECRET_KEY not in str(raised.value)
        assert "DATABASE_URL" not in str(raised.value)
