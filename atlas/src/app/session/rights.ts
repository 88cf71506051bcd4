/** Which rights a reader has, and where he belongs. Pure. */
import type { Right, SessionState } from "./shapes";

export type Standing = Pick<SessionState, "accounts" | "name" | "rights">;

export const mayIn = (state: Standing | null, right: Right): boolean => state?.rights.includes(right) ?? false;

/** What is opened in place of a page: signing in, the juror's list, or nothing but the page itself. */
export type Place = "page" | "signing" | "assigned";

/** Pages that nobody needs a right for: they say themselves what is missing. */
export const OPEN_PAGES: readonly string[] = ["account"];

export function placeOf(state: Standing | null, page: string): Place {
  if (state === null || OPEN_PAGES.includes(page) || mayIn(state, "read")) return "page";
  if (state.name === null) return "signing";
  return mayIn(state, "score") ? "assigned" : "page";
}

/** An address of the atlas to come back to; nothing that leads elsewhere. */
export const backTo = (text: string | undefined): string | undefined =>
  text !== undefined && /^\/(en|zh)\/(?!\/)[^\\]*$/.test(text) && !/^\/(en|zh)\/account(\?|\/|$)/.test(text) ? text : undefined;
