/** Where the reader is, as a signal; links are ordinary links. */
import { signal } from "@preact/signals";
import { type Address, type Lang, changed, parseAddress, towards } from "./address";
import type { Page } from "./navigation";

function read(): Address {
  const preferred: Lang = navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en";
  return parseAddress(location.pathname, location.search, preferred);
}

export const address = signal<Address>(read());

/** Go to an address; ``replace`` for choices that should not fill the history. */
export function go(url: string, options: { replace?: boolean; keepScroll?: boolean } = {}): void {
  const before = address.peek();
  if (options.replace) history.replaceState(null, "", url);
  else history.pushState(null, "", url);
  address.value = read();
  const after = address.peek();
  const elsewhere = before.page !== after.page || before.id !== after.id;
  if (elsewhere && !options.keepScroll) {
    window.scrollTo(0, 0);
    document.getElementById("main")?.focus({ preventScroll: true });
  }
}

export const link = (page: Page, id = "", params: Record<string, string | undefined> = {}): string =>
  towards(address.value, page, id, params);

export const choose = (
  patch: Record<string, string | undefined>, options: { replace?: boolean } = {},
): void => go(changed(address.peek(), patch), options);

export const here = (patch: Record<string, string | undefined>): string =>
  changed(address.value, patch);

export function startRouter(): void {
  window.addEventListener("popstate", () => { address.value = read(); });
  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target.closest("a") : null;
    const modified = event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;
    if (!target || modified || event.button !== 0 || event.defaultPrevented) return;
    if (target.target || target.hasAttribute("download") || target.origin !== location.origin) return;
    if (!/^\/(en|zh)(\/|$)/.test(target.pathname) || target.getAttribute("href")?.startsWith("#")) return;
    event.preventDefault();
    go(target.pathname + target.search);
  });
}
