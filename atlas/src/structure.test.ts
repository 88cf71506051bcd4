/** The house of the atlas: no circles, imports point down, no page knows another subject's, folders stay small. */
import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { describe, expect, it } from "vitest";

const SOURCE = new URL(".", import.meta.url).pathname.replace(/\/$/, "");
/** From the ground up; a folder may import those before it and itself. */
const FLOORS = ["color", "app", "parts", "lists", "figures", "map", "choropleth", "pages", "frame"];
const MOST_FILES = 14;

const all = readdirSync(SOURCE, { recursive: true, encoding: "utf8" }).filter((name) => statSync(join(SOURCE, name)).isFile());
const code = all.filter((name) => /\.tsx?$/.test(name));

/** Files that a file imports, types and lazily loaded ones among them. */
function importsOf(name: string): string[] {
  const text = readFileSync(join(SOURCE, name), "utf8");
  return [...text.matchAll(/(?:from|import)\s*\(?\s*"(\.[^"?]*)"/g)].flatMap(([, path = ""]) => {
    const place = join(SOURCE, dirname(name), path);
    const hit = [place, `${place}.ts`, `${place}.tsx`, `${place}.d.ts`, join(place, "index.ts")].find((one) => existsSync(one) && statSync(one).isFile());
    if (!hit) throw new Error(`${name} imports ${path}, which is not there`);
    return /\.tsx?$/.test(hit) ? [relative(SOURCE, hit)] : [];
  });
}

const graph = new Map(code.map((name) => [name, importsOf(name)]));

function circles(): string[] {
  const found: string[] = [];
  const state = new Map<string, "open" | "done">();
  const visit = (name: string, trail: readonly string[]): void => {
    if (state.get(name) === "open") found.push([...trail.slice(trail.indexOf(name)), name].join(" → "));
    if (state.has(name)) return;
    state.set(name, "open");
    for (const next of graph.get(name) ?? []) visit(next, [...trail, name]);
    state.set(name, "done");
  };
  code.forEach((name) => visit(name, []));
  return found;
}

const edges = [...graph].flatMap(([from, to]) => to.map((one) => [from, one] as const));
const floor = (name: string): number => FLOORS.indexOf(name.split("/")[0] ?? "");
const subject = (name: string): string | undefined => /^pages\/([^/]+)\//.exec(name)?.[1];

describe("imports", () => {
  it("run in no circle", () => expect(circles()).toEqual([]));
  it("point down", () => {
    const up = edges.filter(([from, to]) => floor(from) >= 0 && (floor(to) < 0 || floor(to) > floor(from)));
    expect(up).toEqual([]);
    expect(edges.length).toBeGreaterThan(300);
  });
  it("lead to pages from the one table of routes only", () => {
    const strange = edges.filter(([from, to]) => subject(to) !== undefined && subject(from) === undefined && from !== "frame/routes.ts");
    expect(strange).toEqual([]);
  });
  it("lead from no subject's page to another's", () => {
    const strange = edges.filter(([from, to]) => subject(from) !== undefined && subject(to) !== undefined && subject(from) !== subject(to));
    expect(strange).toEqual([]);
  });
});

describe("folders", () => {
  it("stand on a floor", () => expect(code.filter((name) => name.includes("/") && floor(name) < 0)).toEqual([]));
  it(`hold at most ${MOST_FILES} files`, () => {
    const count = new Map<string, number>();
    for (const name of all.filter((one) => !one.endsWith("api-types.d.ts"))) count.set(dirname(name), (count.get(dirname(name)) ?? 0) + 1);
    expect([...count].filter(([, n]) => n > MOST_FILES)).toEqual([]);
  });
  it("have words where they have pages", () => {
    const subjects = new Set(code.flatMap((name) => subject(name) ?? []));
    expect([...subjects].filter((one) => !existsSync(join(SOURCE, "pages", one, "texts.en.json")))).toEqual([]);
  });
});
