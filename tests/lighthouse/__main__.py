"""`make lighthouse`: runs Lighthouse on one page of each kind, on the phone that it emulates.

Accessibility, best practices and SEO have to be 100 on every page. Performance is printed for information only, because
it depends on the machine. No host but the portal is contacted: the browser resolves no other name, and Lighthouse's
error reporting is off. CITY=telgte checks another city, PAGES="/ /roadmap/" only these pages.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.request import urlopen

import django
from django.urls import resolve

from tests.harness.server import ROOT, portal

PROGRAM = ROOT / "tests" / "lighthouse" / "node_modules" / "lighthouse" / "cli" / "index.js"
NODE = ROOT / ".venv" / "bin" / "node"
REQUIRED = ("accessibility", "best-practices", "seo")
CATEGORIES = (*REQUIRED, "performance")
# Pages that the sitemap does not list: the other views of the roadmap, the search, and a page in English.
MORE_PAGES = [*(f"/roadmap/?ansicht={view}" for view in ("zeitstrahl", "tafel", "matrix")), "/suche/", "/en/roadmap/"]
ATTEMPTS = 3  # on a busy machine the beginning of the browser's trace is sometimes missing
FLAGS = [
    "--headless=new",
    "--no-sandbox",  # needed when running as root; it only loads our own pages
    "--disable-dev-shm-usage",  # /dev/shm is tiny in containers
    "--disable-gpu",
    "--host-resolver-rules='MAP * ~NOTFOUND, EXCLUDE 127.0.0.1'",
]


def one_page_of_each_kind(base: str) -> list[str]:
    """Return the first page in the portal's sitemap for each URL name."""
    with urlopen(f"{base}/sitemap.xml") as answer:
        paths = re.findall(rf"<loc>{base}([^<]*)</loc>", answer.read().decode())
    first = {}
    for path in paths:
        if not path.startswith("/en/"):
            first.setdefault(resolve(path).url_name, path)
    return [*first.values(), *MORE_PAGES]


def report_on(address: str) -> dict:
    command = [NODE, PROGRAM, address, "--output=json", "--quiet", "--no-enable-error-reporting"]
    command += [f"--only-categories={','.join(CATEGORIES)}", f"--chrome-flags={' '.join(FLAGS)}"]
    browser = shutil.which("chromium") or shutil.which("chromium-browser") or ""
    for _ in range(ATTEMPTS):
        answer = subprocess.run(command, env=os.environ | {"CHROME_PATH": browser}, capture_output=True, text=True)
        if answer.returncode == 0:
            return json.loads(answer.stdout)
    raise SystemExit(f"Lighthouse could not look at {address}:\n{answer.stderr}")


def scores(report: dict) -> dict[str, int]:
    """Return the score of each category, from 0 to 100; 0 if an audit failed to run."""
    return {name: round(100 * (report["categories"][name]["score"] or 0)) for name in CATEGORIES}


def faults(report: dict, category: str) -> list[str]:
    """Return a line for each audit of ``category`` that lowers the score, and for each element that it reports."""
    lines = []
    for reference in report["categories"][category]["auditRefs"]:
        audit = report["audits"][reference["id"]]
        has_failed = audit["score"] is not None and audit["score"] < 1
        if reference["weight"] and (has_failed or audit["scoreDisplayMode"] == "error"):
            lines.append(f"{audit['id']}: {audit.get('errorMessage') or audit['title']}")
            for item in audit.get("details", {}).get("items", []):
                place = item.get("node", {}).get("snippet") or json.dumps(item, ensure_ascii=False)
                lines.append(f"  {place[:200]}")
    return lines


def main() -> int:
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    city = os.environ.get("CITY") or "erkelenz"
    django.setup()
    passed = True
    with (
        tempfile.TemporaryDirectory(prefix="lighthouse-") as folder,
        portal(Path(folder) / city, city=city) as (base, _said),
    ):
        print("  ".join([*CATEGORIES, "page"]))
        for page in os.environ.get("PAGES", "").split() or one_page_of_each_kind(base):
            report = report_on(base + page)
            points = scores(report)
            print("  ".join([*(f"{points[name]:{len(name)}}" for name in CATEGORIES), page]), flush=True)
            for category in REQUIRED:
                if points[category] < 100:
                    passed = False
                    print("\n".join(f"    {line}" for line in faults(report, category)), flush=True)
    return 0 if passed else 1


if __name__ == "__main__":
    sys.exit(main())
