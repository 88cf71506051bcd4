/** Words in the reader's language. Each language is a file of its own, loaded when it is needed. */
import { computed, signal } from "@preact/signals";
import type { Lang } from "./address";
import { address } from "./router";
import type { Words } from "./answers";

type Dictionary = Readonly<Record<string, string>>;
/** Whatever has a name in both languages. */
export interface Named { name: string | null; name_zh: string | null }
const loaded = signal<Partial<Record<Lang, Dictionary>>>({});
const files: Record<Lang, () => Promise<{ default: Dictionary }>> = {
  en: () => import("virtual:texts/en"),
  zh: () => import("virtual:texts/zh"),
};

export const lang = computed<Lang>(() => address.value.lang);
export const ready = computed(() => loaded.value[lang.value] !== undefined);

export async function loadLanguage(which: Lang): Promise<void> {
  if (loaded.peek()[which]) return;
  const words = (await files[which]()).default;
  loaded.value = { ...loaded.peek(), [which]: words };
}

/** Say a text; ``{name}`` is filled from ``values``. */
export function t(key: string, values: Record<string, string | number> = {}): string {
  const text = loaded.value[lang.value]?.[key];
  if (text === undefined) return key;
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** Whether a text exists, for texts that only some subjects have. */
export const has = (key: string): boolean => loaded.value[lang.value]?.[key] !== undefined;

export const say = (text: Words | string | null | undefined): string =>
  text == null ? "" : typeof text === "string" ? text : text[lang.value] || text.en || text.zh;

/** The name in the reader's language, or in the other when that is all there is. */
export function nameOf(item: Named, code = ""): string {
  const [first, second] = lang.value === "zh" ? [item.name_zh, item.name] : [item.name, item.name_zh];
  return first || second || code;
}

/** The other language's name, where it differs. */
export function otherName(item: Named): string {
  const other = lang.value === "zh" ? item.name : item.name_zh;
  return other && other !== nameOf(item) ? other : "";
}

export const regionName = (row: { region_name: string | null; region_name_zh: string | null; region?: string | null }): string =>
  nameOf({ name: row.region_name, name_zh: row.region_name_zh }, row.region ?? "");

export const categoryName = (row: { category_name: string | null; category_name_zh: string | null; category?: string }): string =>
  nameOf({ name: row.category_name, name_zh: row.category_name_zh }, row.category ?? "");
