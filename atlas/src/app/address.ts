/** The address holds the whole state: language, page, subject and choices. Pure functions. */
import { type Page, isPage } from "./navigation";

export type Lang = "en" | "zh";
export const LANGS: readonly Lang[] = ["en", "zh"];
export interface Address {
  lang: Lang;
  page: Page;
  /** What the page is about: a region code, a cell, a cluster, a measure; empty for the overview. */
  id: string;
  params: Readonly<Record<string, string>>;
}

/** Choices that stay when another page is opened. */
const LASTING = ["year", "definition", "as_of", "theme"] as const;

export function parseAddress(path: string, query: string, preferred: Lang): Address {
  const parts = path.split("/").filter(Boolean).map(decode);
  const first = parts[0];
  const hasLang = LANGS.includes(first as Lang);
  const lang = hasLang ? (first as Lang) : preferred;
  const rest = hasLang ? parts.slice(1) : parts;
  const name = rest[0] ?? "map";
  const page = isPage(name) ? name : "unknown";
  const params: Record<string, string> = {};
  for (const [key, value] of new URLSearchParams(query)) if (value !== "") params[key] = value;
  if (params.industry !== undefined && params.category === undefined && page === "map") {
    params.category = params.industry;
    delete params.industry;
  }
  return { lang, page, id: rest.slice(1).join("/"), params };
}

/** Write an address; parameters in a fixed order, so that one state has one address. */
export function writeAddress(address: Address): string {
  const page = address.page === "unknown" ? "map" : address.page;
  const id = address.id ? `/${address.id.split("/").map(encode).join("/")}` : "";
  const query = Object.keys(address.params)
    .filter((key) => address.params[key] !== "" && address.params[key] !== undefined)
    .sort()
    .map((key) => `${encodeURIComponent(key)}=${encode(address.params[key] ?? "")}`)
    .join("&");
  return `/${address.lang}/${page}${id}${query ? `?${query}` : ""}`;
}

/** Address of another page; lasting choices go along. */
export function towards(
  from: Address, page: Page, id = "", params: Record<string, string | undefined> = {},
): string {
  const kept: Record<string, string> = {};
  for (const key of LASTING) {
    const value = from.params[key];
    if (value !== undefined) kept[key] = value;
  }
  return writeAddress({ lang: from.lang, page, id, params: clean({ ...kept, ...params }) });
}

/** The same page with some choices changed; undefined or "" removes a choice. */
export function changed(from: Address, patch: Record<string, string | undefined>): string {
  return writeAddress({ ...from, params: clean({ ...from.params, ...patch }) });
}

function clean(params: Record<string, string | undefined>): Record<string, string> {
  const out: Record<string, string> = {};
  for (const [key, value] of Object.entries(params)) if (value) out[key] = value;
  return out;
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(/%3A/gi, ":").replace(/%2C/gi, ",");
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
