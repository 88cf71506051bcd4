/** What the server answers of people: who asks, who may what, what was done, what is whose to score. */

export type Role = "read" | "juror" | "edit" | "administrator";
export const ROLES: readonly Role[] = ["read", "juror", "edit", "administrator"];
export type Right = "read" | "confidential" | "edit" | "score" | "administer";

/** Who asks, and what he may. */
export interface SessionState {
  /** Whether people sign in by name and password here. */
  accounts: boolean;
  /** Nobody as long as nobody has signed in. */
  name: string | null;
  role: Role | null;
  rights: readonly Right[];
  /** Whether the session stands for the printed address, not for an account. */
  local?: boolean;
}

export interface Person {
  name: string;
  role: Role;
  since: string;
  /** When the person last signed in. */
  seen: string | null;
  /** Seconds for which the name is locked after wrong passwords. */
  locked: number;
  /** How much is the person's to score. */
  assigned: number;
}

/** A password that the server made is told once. */
export interface PersonMade extends Person { password?: string | null }

export const WHATS = ["sign-in", "sign-out", "lock-out", "change", "export", "user-add", "user-role", "user-password", "user-unlock", "user-remove", "assign", "unassign", "adopt"] as const;
export const RESULTS = ["done", "refused"] as const;
/** Stands for a name that is nobody's. */
export const NOBODY = "?";

export interface AuditRow {
  number: number;
  time: string;
  who: string;
  what: (typeof WHATS)[number];
  subject: string;
  address: string;
  result: (typeof RESULTS)[number];
  detail: string;
}

export interface Assigned { kind: string; subject: string; since: string; title?: string | null }
