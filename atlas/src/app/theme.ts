/** Light, dark, or as the system has it. */
import { computed, effect, signal } from "@preact/signals";
import { address } from "./router";

export type Theme = "auto" | "light" | "dark";
const KEY = "jiqun-theme";
const system = matchMedia("(prefers-color-scheme: dark)");
const systemDark = signal(system.matches);
system.addEventListener("change", (event) => { systemDark.value = event.matches; });

function kept(): Theme {
  try {
    const value = localStorage.getItem(KEY);
    return value === "light" || value === "dark" ? value : "auto";
  } catch {
    return "auto";
  }
}

const choice = signal<Theme>(kept());
export const theme = computed<Theme>(() => {
  const asked = address.value.params.theme;
  return asked === "light" || asked === "dark" ? asked : choice.value;
});
export const dark = computed(() => theme.value === "dark" || (theme.value === "auto" && systemDark.value));

export function setTheme(next: Theme): void {
  choice.value = next;
  try {
    if (next === "auto") localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, next);
  } catch { /* a closed storage only means that the choice is not kept */ }
}

effect(() => { document.documentElement.dataset.theme = dark.value ? "dark" : "light"; });
