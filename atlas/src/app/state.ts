/** The workspace and the choices that follow from it and from the address. */
import { computed, signal } from "@preact/signals";
import { type ApiError, get, troubleOf } from "./api";
import { address } from "./router";
import type { Catalogue, Category, Mapped, Scheme, Workspace } from "./answers";

export const workspace = signal<Workspace | null>(null);
/** Every quantity by its id, and the words of units. */
export const catalogue = signal<Catalogue | null>(null);
export const trouble = signal<ApiError | null>(null);
export const categories = signal<readonly Category[]>([]);

export async function loadWorkspace(): Promise<void> {
  trouble.value = null;
  try {
    // asked for beside the workspace, but not waited for: it is there before the first data are
    get("/quantities").then((all) => { catalogue.value = all; }, () => undefined);
    workspace.value = await get("/workspace");
  } catch (error) {
    trouble.value = troubleOf(error);
  }
}

export async function loadCategories(which: string): Promise<void> {
  try {
    const answer = await get("/categories", { definition: which, limit: 1000 });
    categories.value = answer.items;
  } catch {
    categories.value = [];
  }
}

export const years = computed<readonly number[]>(() => workspace.value?.years ?? []);
export const year = computed<number | undefined>(() => {
  const asked = Number(address.value.params.year);
  const known = years.value;
  if (known.includes(asked)) return asked;
  return workspace.value?.default.year ?? known[known.length - 1];
});
export const definition = computed<string>(() =>
  address.value.params.definition ?? workspace.value?.default.definition ?? "");
export const level = computed<string>(() =>
  address.value.params.level ?? workspace.value?.default.level ?? workspace.value?.levels[0]?.level ?? "");
export const scheme = computed<Scheme | undefined>(() => {
  const all = workspace.value?.schemes ?? [];
  const asked = address.value.params.scheme ?? workspace.value?.default.scheme;
  return all.find((one) => one.scheme === asked) ?? all[0];
});
export const hasResults = computed(() =>
  (workspace.value?.quantities.length ?? 0) > 0 && years.value.length > 0 && (workspace.value?.levels.length ?? 0) > 0);

/** A quantity as the map of this workspace shows it. */
export const mappedOf = (id: string): Mapped | undefined =>
  workspace.value?.quantities.find((one) => one.id === id);
export const levelTitle = (code: string) =>
  workspace.value?.levels.find((one) => one.level === code)?.title ?? code;
export const categoryOf = (code: string): Category | undefined =>
  categories.value.find((one) => one.category === code);
export const isPresent = (table: string): boolean =>
  workspace.value?.tables.find((one) => one.table === table)?.present ?? false;
