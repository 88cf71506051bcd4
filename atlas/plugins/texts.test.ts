import { mkdirSync, mkdtempSync, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { dictionaries } from "./texts";

const source = new URL("../src", import.meta.url).pathname;
const { en: English, zh: Chinese } = dictionaries(source);

/** Files of words as a subject would keep them. */
function subjects(files: Record<string, Record<string, string>>): string {
  const top = mkdtempSync(join(tmpdir(), "texts-"));
  for (const [name, words] of Object.entries(files)) {
    mkdirSync(join(top, name, ".."), { recursive: true });
    writeFileSync(join(top, name), JSON.stringify(words));
  }
  return top;
}

describe("one dictionary a language", () => {
  it("holds the words of every subject", () => {
    const top = subjects({ "a/texts.en.json": { one: "1" }, "a/texts.zh.json": { one: "一" }, "b/texts.en.json": { two: "2" }, "b/texts.zh.json": { two: "二" } });
    expect(dictionaries(top)).toEqual({ en: { one: "1", two: "2" }, zh: { one: "一", two: "二" } });
  });
  it("is refused where a language lacks a key", () => {
    const top = subjects({ "a/texts.en.json": { one: "1", two: "2" }, "a/texts.zh.json": { one: "一" } });
    expect(() => dictionaries(top)).toThrow(/one language only: two/);
  });
  it("is refused where a key stands in two subjects", () => {
    const same = { one: "1" };
    const top = subjects({ "a/texts.en.json": same, "a/texts.zh.json": same, "b/texts.en.json": same, "b/texts.zh.json": same });
    expect(() => dictionaries(top)).toThrow(/"one" stands in .*a.*and in .*b/);
  });
});

function files(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return files(path);
    return /\.tsx?$/.test(name) && !/\.test\./.test(name) ? [path] : [];
  });
}

const code = files(source).map((path) => readFileSync(path, "utf8")).join("\n");
const holes = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map((m) => m[1] ?? "").sort();
/** Words that stand in Chinese text as they are. */
const KEPT = /Kd|VSC|VSI|activity|regions|links|categories|R&D|jiqun|serve|organisations|PDF|DOCX|PNG|SVG|CSV|REST|LQ|\{\w+\}/g;

describe("languages", () => {
  it("have the same texts", () => expect(Object.keys(Chinese).sort()).toEqual(Object.keys(English).sort()));
  it("fill the same places", () => {
    for (const key of Object.keys(English)) expect([key, ...holes(Chinese[key] ?? "")]).toEqual([key, ...holes(English[key] ?? "")]);
  });
  it("leave no English in the Chinese", () => {
    const leaks = Object.entries(Chinese).filter(([, text]) => /[A-Za-z]{2,}/.test(text.replace(KEPT, "")));
    expect(leaks).toEqual([]);
  });
  it("use Chinese punctuation beside Chinese words", () => {
    const wrong = Object.entries(Chinese).filter(([, text]) => /[\u4e00-\u9fff][,;:?!(]|[,;:?!)][\u4e00-\u9fff]/.test(text));
    expect(wrong).toEqual([]);
  });
  it("have every text that the pages ask for", () => {
    const asked = [...code.matchAll(/\bt(?:Led)?\((?:[^()`"]*\? )?"([\w.]+)"(?: : "([\w.]+)")?/g)].flatMap((m) => [m[1], m[2]]).filter((key): key is string => Boolean(key));
    expect(asked.length).toBeGreaterThan(200);
    expect(asked.filter((key) => English[key] === undefined)).toEqual([]);
  });
  it("have no text that no page asks for", () => {
    const prefixes = [...code.matchAll(/\bt(?:Led)?\(`([\w.]+)\$\{/g)].map((m) => m[1] ?? "");
    const unused = Object.keys(English).filter((key) => !code.includes(`"${key}"`) && !prefixes.some((p) => key.startsWith(p)) && !/^(map\.title|family|per|needs|status|subject|within|role)\./.test(key));
    expect(unused).toEqual([]);
  });
});
