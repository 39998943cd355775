"""The child process of the PDF engine: one job on standard input, one PDF on standard output.

It runs without Django: no settings, no secrets, no database. It uses the files that come with the job and fetches
nothing else, neither from the disk nor from the network. Called as ``python -I child.py SECONDS MEGABYTES``.
"""

import base64
import io
import json
import resource
import sys
import unicodedata

# Exit codes that say why there is no PDF; any other code except 0 is a crash.
REFUSED, OUT_OF_MEMORY = 3, 4

# Replacements for characters that the embedded fonts lack. Otherwise WeasyPrint would embed whatever font the machine
# happens to offer, and the look and size of the document would differ between servers.
REPLACEMENTS = {
    "\u2010": "-",
    "\u2011": "-",
    "\u2007": "\u00a0",
    "\u2009": "\u00a0",
    "\u200a": "",
    "\u202f": "\u00a0",
    "\u2190": "\u2013",
    "\u2192": "\u2013",
    "\u2264": "&lt;=",
    "\u2265": "&gt;=",
    "\u2260": "&lt;&gt;",
    "\u25aa": "\u2022",
    "\u25cf": "\u2022",
    "\u1e9e": "SS",
}


def printable(html: str, repertoire: set[int]) -> str:
    """Return ``html`` with every character that is not in ``repertoire`` replaced by the closest that is.

    Letters lose their accents, pictures (emoji, arrows) are dropped, anything else becomes a question mark.
    """
    if not repertoire:
        return html
    table = {}
    for character in set(html):
        if ord(character) in repertoire or character in "\t\n\r":
            continue
        plain = REPLACEMENTS.get(character)
        if plain is None:
            kind = unicodedata.category(character)
            plain = "".join(c for c in unicodedata.normalize("NFKD", character) if not unicodedata.combining(c))
            if kind[0] in "CM" or kind == "So":
                plain = ""
            elif kind[0] == "Z":
                plain = " "
            elif not plain or any(ord(c) not in repertoire or c in "<>&\"'" for c in plain):
                plain = "?"
        table[ord(character)] = plain
    return html.translate(table)


def repertoire_of(files: dict[str, bytes]) -> set[int]:
    """Return the code points that the fonts among ``files`` can show."""
    from fontTools.ttLib import TTFont

    points = set()
    for address, content in files.items():
        if address.endswith((".woff2", ".woff", ".ttf", ".otf")):
            points |= set(TTFont(io.BytesIO(content), lazy=True).getBestCmap())
    return points


def render(html: str, files: dict[str, bytes]) -> bytes:
    """Return ``html`` as a tagged PDF/UA-1. Raises FatalURLFetchingError for any address that is not in ``files``."""
    from weasyprint import HTML
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

    refused = []

    class OnlyTheseFiles(URLFetcher):
        def fetch(self, url, headers=None):
            if url not in files:
                refused.append(f"refused to fetch {url[:200]}")
                raise FatalURLFetchingError(refused[-1])
            return URLFetcherResponse(url, files[url], {"Content-Type": TYPES.get(url.rpartition(".")[2], "")})

    document = HTML(string=printable(html, repertoire_of(files)), url_fetcher=OnlyTheseFiles(allowed_protocols=()))
    pdf = document.write_pdf(pdf_variant="pdf/ua-1")
    if refused:  # inside an <svg> WeasyPrint swallows even this error and leaves the drawing out
        raise FatalURLFetchingError(refused[0])
    return pdf


TYPES = {"css": "text/css; charset=utf-8", "svg": "image/svg+xml", "woff2": "font/woff2"}


def main(seconds: int, megabytes: int) -> int:
    # The parent kills this process when its time is up; this limit does so even if the parent no longer exists.
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_AS, (megabytes * 2**20, megabytes * 2**20))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        job = json.load(sys.stdin)
        files = {address: base64.b64decode(content) for address, content in job["files"].items()}
        pdf = render(job["html"], files)
    except MemoryError:
        return OUT_OF_MEMORY
    except BaseException as error:
        if type(error).__name__ != "FatalURLFetchingError":
            raise
        print(error, file=sys.stderr)
        return REFUSED
    sys.stdout.buffer.write(pdf)
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2])))
