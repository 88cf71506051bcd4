/** Which rights a reader has, and where he belongs. Pure. */
import type { Right, SessionState } from "./shapes";

export type Standing = Pick<SessionState, "accounts" | "name" | "rights">;

export const mayIn = (state: Standing | null, right: Right): boolean => state?.rights.includes(right) ?? false;

/** What is opened in place of a page: signing in, the juror's list, or nothing but the page itself. */
export type Place = "page" | "signing" | "assigned";

/** The page of one's own account says itself what is missing; those beside it are for people only. */
export function placeOf(state: Standing | null, page: string, id = ""): Place {
  if (state === null || (page === "account" && (id === "" || state.name !== null))) return "page";
  if (page === "account") return state.accounts ? "signing" : "page";
  if (mayIn(state, "read")) return "page";
  if (state.name === null) return "signing";
  return mayIn(state, "score") ? "assigned" : "page";
}

/** An address of the atlas to come back to; nothing that leads elsewhere, nor to signing in again. */
export const backTo = (text: string | undefined): string | undefined =>
  text !== undefined && /^\/(en|zh)\/(?!\/)[^\\]*$/.test(text) && !/^\/(en|zh)\/account\/?(\?|$)/.test(text) ? text : undefined;
