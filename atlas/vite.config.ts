/** Build of the atlas: everything is served from the package, nothing from elsewhere. */
import { readFileSync, readdirSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

const BUDGET_KB = 350;

/** Keeps one modern font format of KaTeX; the others would double the package. */
function oneFontFormat(): Plugin {
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
function licences(): Plugin {
  return {
    name: "licences",
    generateBundle() {
      const read = (path: string): string => readFileSync(new URL(path, import.meta.url), "utf8");
      const own = JSON.parse(read("./package.json")) as { dependencies: Record<string, string> };
      const texts = Object.entries(own.dependencies).map(([name, version]) => {
        const file = readdirSync(new URL(`./node_modules/${name}/`, import.meta.url)).find((one) => /^licen[cs]e/i.test(one));
        return `${name} ${version}\n\n${file ? read(`./node_modules/${name}/${file}`).trim() : ""}`;
      });
      const land = "Land outlines: Natural Earth, public domain.";
      this.emitFile({ type: "asset", fileName: "assets/licences.txt", source: `${[...texts, land].join("\n\n----\n\n")}\n` });
    },
  };
}

/** Prints what each page loads, compressed, and fails the build over the budget. */
function sizesPerPage(): Plugin {
  return {
    name: "sizes-per-page",
    generateBundle(_options, bundle) {
      const size = new Map<string, number>();
      for (const [name, part] of Object.entries(bundle)) {
        if (part.type === "chunk") size.set(name, gzipSync(part.code).length);
      }
      const reach = (name: string, seen: Set<string>): Set<string> => {
        const part = bundle[name];
        if (seen.has(name) || part?.type !== "chunk") return seen;
        seen.add(name);
        part.imports.forEach((next) => reach(next, seen));
        return seen;
      };
      const chunks = Object.values(bundle).filter((part) => part.type === "chunk");
      const entry = chunks.find((part) => part.isEntry);
      const languages = chunks.filter((part) => part.facadeModuleId?.includes("/i18n/"));
      const language = Math.max(0, ...languages.map((part) => size.get(part.fileName) ?? 0));
      const rows: [string, number][] = [];
      for (const part of chunks) {
        if (!part.facadeModuleId?.includes("/pages/")) continue;
        const all = reach(part.fileName, reach(entry?.fileName ?? "", new Set()));
        let total = language;
        for (const name of all) total += size.get(name) ?? 0;
        const lazy = chunks.find((one) => one.name === "katex");
        if (part.name === "MethodsPage" && lazy) total += size.get(lazy.fileName) ?? 0;
        rows.push([part.name, total / 1000]);
      }
      rows.sort((a, b) => b[1] - a[1]);
      console.log("\nscripts per page, gzip:");
      for (const [name, kb] of rows) console.log(`  ${name.padEnd(16)} ${kb.toFixed(1)} kB`);
      const over = rows.filter(([, kb]) => kb > BUDGET_KB).map(([name]) => name);
      if (over.length > 0) this.error(`over ${BUDGET_KB} kB: ${over.join(", ")}`);
    },
  };
}

const outDir = process.env.JIQUN_ATLAS_OUT ??
  fileURLToPath(new URL("../src/jiqun/web/static", import.meta.url));

export default defineConfig({
  base: "/",
  plugins: [oneFontFormat(), licences(), sizesPerPage()],
  build: {
    outDir,
    emptyOutDir: true,
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 400,
  },
  server: {
    proxy: { "/api": process.env.JIQUN_API ?? "http://127.0.0.1:8123" },
  },
  test: { include: ["src/**/*.test.ts"], environment: "node" },
});
