/** Who is signed in; signing in and out. What was asked before belongs to somebody else. */
import { signal } from "@preact/signals";
import { ApiError, forget, refused } from "../api";
import { askEditState, sent } from "../editing/writing";
import { definition, loadCategories, loadWorkspace, workspace } from "../state";
import { askProtection } from "./protection";
import { mayIn } from "./rights";
import type { Right, SessionState } from "./shapes";

/** Null as long as nobody has asked. */
export const session = signal<SessionState | null>(null);
/** Whether a session has ended by itself while its page was open. */
export const ended = signal(false);

/** Where a server tells nothing of sessions, everybody may read. */
const EVERYBODY: SessionState = { accounts: false, editing: false, local: false, name: null, role: null, rights: ["read"] };

export const may = (right: Right): boolean => mayIn(session.value, right);

export async function askSession(): Promise<void> {
  try {
    const before = session.peek();
    const now = await sent<SessionState>("GET", "/session");
    if (before !== null && before.name !== null && now.name === null) ended.value = true;
    session.value = now;
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) session.value = EVERYBODY;
    else throw error;
  }
}

/** The server as whoever asks now sees it; nothing of what somebody else saw is left. */
export async function begin(): Promise<void> {
  forget();
  await Promise.all([askSession().catch(() => { session.value = EVERYBODY; }), loadWorkspace(), askProtection()]);
  askEditState();
  if (!may("read")) workspace.value = null;
  else if (definition.peek()) await loadCategories(definition.peek());
}

export async function signIn(name: string, password: string): Promise<void> {
  await sent("POST", "/session", JSON.stringify({ name, password }), { type: "application/json" });
  ended.value = false;
  await begin();
}

export async function signOut(): Promise<void> {
  await sent("DELETE", "/session");
  ended.value = false;
  session.value = null;
  await begin();
}

export const changePassword = (old: string, password: string): Promise<void> =>
  sent("POST", "/session/password", JSON.stringify({ old, new: password }), { type: "application/json" });

/** A refusal may mean that the session is over: ask who is signed in. */
refused.subscribe((status) => {
  if ((status === 401 || status === 403) && session.peek()?.name != null) void askSession().catch(() => undefined);
});
