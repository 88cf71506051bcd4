/** What goes into the built atlas beside its code, and how large each page may be. */
import { readFileSync, readdirSync } from "node:fs";
import { gzipSync } from "node:zlib";
import type { Plugin, Rolldown } from "vite";

const BUDGET_KB = 350;

/** Keeps one modern font format of KaTeX; the others would double the package. */
export function oneFontFormat(): Plugin {
  return {
    name: "one-font-format",
    enforce: "pre",
    transform(code, id) {
      if (!id.includes("katex") || !id.endsWith(".css")) return null;
      return code.replace(/,\s*url\([^)]*\.(?:woff|ttf)\)\s*format\(["'][a-z]+["']\)/g, "");
    },
  };
}

/** The licences of what is built in, beside it. */
export function licences(): Plugin {
  return {
    name: "licences",
    generateBundle() {
      const read = (path: string): string => readFileSync(new URL(`../${path}`, import.meta.url), "utf8");
      const own = JSON.parse(read("package.json")) as { dependencies: Record<string, string> };
      const texts = Object.entries(own.dependencies).map(([name, version]) => {
        const file = readdirSync(new URL(`../node_modules/${name}/`, import.meta.url)).find((one) => /^licen[cs]e/i.test(one));
        return `${name} ${version}\n\n${file ? read(`node_modules/${name}/${file}`).trim() : ""}`;
      });
      const land = "Land outlines: Natural Earth, public domain.";
      this.emitFile({ type: "asset", fileName: "assets/licences.txt", source: `${[...texts, land].join("\n\n----\n\n")}\n` });
    },
  };
}

/** Prints what each page loads, compressed, and fails the build over the budget. */
export function sizesPerPage(): Plugin {
  return {
    name: "sizes-per-page",
    generateBundle(_options, bundle) {
      const rows = sizesOf(bundle).sort((a, b) => b[1] - a[1]);
      console.log("\nscripts per page, gzip:");
      for (const [name, kb] of rows) console.log(`  ${name.padEnd(16)} ${kb.toFixed(1)} kB`);
      const over = rows.filter(([, kb]) => kb > BUDGET_KB).map(([name]) => name);
      if (over.length > 0) this.error(`over ${BUDGET_KB} kB: ${over.join(", ")}`);
    },
  };
}

function sizesOf(bundle: Rolldown.OutputBundle): [string, number][] {
  const chunks = Object.values(bundle).filter((part) => part.type === "chunk");
  const size = new Map(chunks.map((part) => [part.fileName, gzipSync(part.code).length]));
  const of = (part: { fileName: string } | undefined): number => size.get(part?.fileName ?? "") ?? 0;
  const reach = (name: string, seen: Set<string>): Set<string> => {
    const part = bundle[name];
    if (seen.has(name) || part?.type !== "chunk") return seen;
    seen.add(name);
    part.imports.forEach((next) => reach(next, seen));
    return seen;
  };
  const entry = chunks.find((part) => part.isEntry);
  const language = Math.max(0, ...chunks.filter((part) => part.facadeModuleId?.includes("virtual:texts/")).map(of));
  const lazy = chunks.find((one) => one.name === "katex");
  return chunks.filter((part) => part.facadeModuleId?.includes("/pages/")).map((part) => {
    let total = language + (part.name === "MeasurePage" ? of(lazy) : 0);
    for (const name of reach(part.fileName, reach(entry?.fileName ?? "", new Set()))) total += size.get(name) ?? 0;
    return [part.name, total / 1000];
  });
}
