import { readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import en from "./en.json";
import zh from "./zh.json";

const English: Record<string, string> = en;
const Chinese: Record<string, string> = zh;
const source = new URL("..", import.meta.url).pathname;

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
const KEPT = /Kd|VSC|VSI|activity|links|categories|R&D|jiqun|serve|organisations|PDF|PNG|SVG|CSV|REST|LQ|\{\w+\}/g;

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
    const asked = [...code.matchAll(/\bt\((?:[^()`"]*\? )?"([\w.]+)"(?: : "([\w.]+)")?/g)].flatMap((m) => [m[1], m[2]]).filter((key): key is string => Boolean(key));
    expect(asked.length).toBeGreaterThan(200);
    expect(asked.filter((key) => English[key] === undefined)).toEqual([]);
  });
  it("have no text that no page asks for", () => {
    const prefixes = [...code.matchAll(/\bt\(`([\w.]+)\$\{/g)].map((m) => m[1] ?? "");
    const unused = Object.keys(English).filter((key) => !code.includes(`"${key}"`) && !prefixes.some((p) => key.startsWith(p)) && !/^(quantity|map\.title|family|per|needs|unit|status|subject|within|criterionquantity|role)\./.test(key));
    expect(unused).toEqual([]);
  });
});
