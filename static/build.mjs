// Builds static/build/: one stylesheet from KERN's sources and ours, and two fonts. Fails if they exceed their budgets.
// With --watch it builds again whenever a source changes, until its input is closed; errors are only printed then.

import { copyFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";
import { watch } from "chokidar";
import { transform } from "lightningcss";
import { PurgeCSS } from "purgecss";
import { compile } from "sass";

const CSS_BUDGET = 15_000; // bytes after gzip
const FONT_BUDGET = 30_000;
const STYLES = "static/css";
const TEMPLATES = "templates";
const PACKAGES = ["advisory_board", "roadmap", "strategy", "strategy_portal"];
const TARGET = "static/build";
const FONTS = "node_modules/@fontsource/fira-sans";
const VERSION = (major, minor = 0) => (major << 16) | (minor << 8);
// The oldest browsers that support :has() and the oklch() colours of KERN.
const BROWSERS = { chrome: VERSION(111), firefox: VERSION(121), safari: VERSION(16, 2) };

async function build() {
  await mkdir(`${TARGET}/fonts`, { recursive: true });

  // KERN applies its light colours only in the light mode of the screen; in print they are needed in either mode.
  const kern = compiled("kern")
    .replaceAll("@media (prefers-color-scheme: light)", "@media print, (prefers-color-scheme: light)")
    .replaceAll("@media (prefers-color-scheme: dark)", "@media screen and (prefers-color-scheme: dark)");

  const [purged] = await new PurgeCSS().purge({
    content: [`${TEMPLATES}/**/*.html`, ...PACKAGES.map((name) => `${name}/**/*.py`)],
    css: [{ raw: kern }],
  });

  const { code } = transform({
    filename: "portal.css",
    code: Buffer.from(withoutUnusedProperties(purged.css + compiled("portal"))),
    minify: true,
    targets: BROWSERS,
    // KERN's masks are data: images, which the content security policy forbids; our icons are inline SVG.
    visitor: { Declaration: { mask: () => [], "mask-image": () => [] } },
  });
  await writeFile(`${TARGET}/portal.css`, code);

  const sizes = [["portal.css, gzip", gzipSync(code, { level: 9 }).length, CSS_BUDGET]];
  for (const weight of [400, 600]) {
    const name = `fira-sans-${weight}.woff2`;
    await copyFile(`${FONTS}/files/fira-sans-latin-${weight}-normal.woff2`, `${TARGET}/fonts/${name}`);
    sizes.push([name, (await readFile(`${TARGET}/fonts/${name}`)).length, FONT_BUDGET]);
  }
  await copyFile(`${FONTS}/LICENSE`, `${TARGET}/fonts/LICENSE.txt`);
  return { css: Buffer.from(code).toString(), sizes };
}

function compiled(name) {
  return compile(`${STYLES}/${name}.scss`, { loadPaths: ["node_modules"], quietDeps: true }).css;
}

// KERN defines some 600 custom properties. Removes those that no var() uses, then those that only removed ones used.
function withoutUnusedProperties(css) {
  const used = new Set([...css.matchAll(/var\((--[\w-]+)/g)].map(([, name]) => name));
  const rest = css.replace(/(--kern-[\w-]+)\s*:[^;{}]*(;|(?=}))/g, (rule, name) => (used.has(name) ? rule : ""));
  return rest === css ? css : withoutUnusedProperties(rest);
}

// Prints what was built, and returns whether it may be served.
function report({ css, sizes }) {
  let good = true;
  for (const [name, size, budget] of sizes) {
    console.log(`${name}: ${size} of ${budget} bytes`);
    if (size > budget) {
      console.error(`${name} is over its budget.`);
      good = false;
    }
  }
  if (css.includes("data:")) {
    console.error("portal.css still has data: pictures.");
    good = false;
  }
  return good;
}

async function buildOnChange() {
  // Most changes of templates and Python leave the stylesheet as it is: then there is nothing to tell.
  let told = await readFile(`${TARGET}/portal.css`, "utf8").catch(() => "");
  let changes = 0;
  let building = false;

  async function change() {
    const mine = ++changes;
    await new Promise((resolve) => setTimeout(resolve, 50)); // ms; another branch brings many changes at once
    if (mine !== changes || building) return;
    building = true;
    let built;
    do {
      built = changes;
      try {
        const result = await build();
        if (result.css !== told) report(result);
        told = result.css;
      } catch (error) {
        console.error(error.message);
        told = "";
      }
    } while (built !== changes); // something changed meanwhile
    building = false;
  }

  const ignored = (path, stats) => stats?.isFile() && !/\.(scss|html|py)$/.test(path);
  const watcher = watch([STYLES, TEMPLATES, ...PACKAGES], { ignored, ignoreInitial: true });
  watcher.on("all", change).on("ready", () => console.log("Watching for changes of styles"));
  process.stdin.resume().on("end", () => process.exit());
}

if (process.argv.includes("--watch")) {
  buildOnChange();
} else if (!report(await build())) {
  process.exitCode = 1;
}
