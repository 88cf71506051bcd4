/** The atlas's words: each subject keeps its own beside its pages; here they become one dictionary a language. */
import { readFileSync, readdirSync } from "node:fs";
import { join, relative } from "node:path";
import type { Plugin } from "vite";

const LANGUAGES = ["en", "zh"] as const;
export type Language = (typeof LANGUAGES)[number];
export type Words = Record<string, string>;
const VIRTUAL = "virtual:texts/";

/** Every file of words under a folder. */
function filesOf(folder: string, language: Language): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(`texts.${language}.json`)).map((name) => join(folder, name)).sort();
}

const read = (path: string): Words => JSON.parse(readFileSync(path, "utf8")) as Words;

/** One dictionary; a key that stands in two files is refused. */
function merged(files: readonly string[]): Words {
  const out: Words = {};
  const from: Words = {};
  for (const path of files) {
    for (const [key, text] of Object.entries(read(path))) {
      if (key in out) throw new Error(`"${key}" stands in ${from[key]} and in ${path}`);
      out[key] = text;
      from[key] = path;
    }
  }
  return out;
}

/** Dictionaries of all languages; each must have the same keys, file by file. */
export function dictionaries(folder: string): Record<Language, Words> {
  const [first, ...others] = LANGUAGES;
  for (const other of others) {
    for (const path of filesOf(folder, first)) {
      const twin = path.replace(`.${first}.json`, `.${other}.json`);
      const [own, theirs] = [Object.keys(read(path)), Object.keys(read(twin))];
      const alone = [...own.filter((key) => !theirs.includes(key)), ...theirs.filter((key) => !own.includes(key))];
      if (alone.length > 0) throw new Error(`${relative(folder, path)}: in one language only: ${alone.join(", ")}`);
    }
  }
  return Object.fromEntries(LANGUAGES.map((one) => [one, merged(filesOf(folder, one))])) as Record<Language, Words>;
}

/** Gives ``virtual:texts/<language>``; the build fails where languages differ or a key stands twice. */
export function texts(folder: string): Plugin {
  return {
    name: "texts",
    buildStart() {
      dictionaries(folder);
      for (const language of LANGUAGES) filesOf(folder, language).forEach((path) => this.addWatchFile(path));
    },
    resolveId: (id) => (id.startsWith(VIRTUAL) ? `\0${id}` : undefined),
    load(id) {
      if (!id.startsWith(`\0${VIRTUAL}`)) return undefined;
      const language = id.slice(VIRTUAL.length + 1) as Language;
      return `export default JSON.parse(${JSON.stringify(JSON.stringify(dictionaries(folder)[language]))});`;
    },
  };
}
