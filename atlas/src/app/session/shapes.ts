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
  created: string | null;
  seen: string | null;
  /** Until when the name is locked after wrong passwords. */
  locked?: string | null;
}

/** A password that the server made is told once. */
export interface PersonMade extends Person { password?: string | null }

export interface AuditRow {
  number: number;
  time: string;
  name: string | null;
  action: string;
  subject: string | null;
  address: string | null;
  result: string;
}

export interface Assigned {
  table: string;
  key: string;
  title?: string | null;
}
