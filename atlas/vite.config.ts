/** Build of the atlas: everything is served from the package, nothing from elsewhere. */
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { licences, oneFontFormat, sizesPerPage } from "./plugins/bundle.ts";
import { texts } from "./plugins/texts.ts";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const outDir = process.env.JIQUN_ATLAS_OUT ?? here("../src/jiqun/web/static");

export default defineConfig({
  base: "/",
  plugins: [texts(here("src")), oneFontFormat(), licences(), sizesPerPage()],
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
  test: { include: ["{src,plugins}/**/*.test.ts"], environment: "node" },
});
