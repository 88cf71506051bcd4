/** The people of a workspace, what they did, what is theirs to score. Never kept: it may change at any moment. */
import { sent } from "../editing/writing";
import type { Assigned, Assignment, AuditRow, Person, PersonMade, Role } from "./shapes";

const JSON_TYPE = { type: "application/json" };
const at = (name: string): string => `/users/${encodeURIComponent(name)}`;

export const people = async (): Promise<readonly Person[]> => (await sent<{ items: Person[] }>("GET", "/users")).items;

/** Without a password the server makes one and tells it in its answer, once. */
export const addPerson = (name: string, role: Role, password?: string): Promise<PersonMade> =>
  sent("POST", "/users", JSON.stringify({ name, role, ...(password ? { password } : {}) }), JSON_TYPE);

export const changeRole = (name: string, role: Role): Promise<PersonMade> =>
  sent("PATCH", at(name), JSON.stringify({ role }), JSON_TYPE);

export const resetPassword = (name: string): Promise<PersonMade> =>
  sent("PATCH", at(name), JSON.stringify({ password: "" }), JSON_TYPE);

export const unlock = (name: string): Promise<PersonMade> => sent("PATCH", at(name), JSON.stringify({ unlock: true }), JSON_TYPE);

/** ``erase``: the name goes from the audit log and from edits as well. */
export const removePerson = (name: string, erase: boolean): Promise<void> =>
  sent("DELETE", `${at(name)}${erase ? "?erase=true" : ""}`);

export interface AuditFilter { who?: string; what?: string; result?: string; since?: string; until?: string }

export function auditQuery(filter: AuditFilter, more: Record<string, string | number> = {}): string {
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries({ ...filter, ...more })) if (value !== undefined && value !== "") query.set(key, String(value));
  const text = query.toString();
  return text ? `?${text}` : "";
}

export const audit = (filter: AuditFilter, limit: number, offset: number): Promise<{ items: AuditRow[]; total: number }> =>
  sent("GET", `/audit${auditQuery(filter, { limit, offset })}`);

export const assigned = async (): Promise<readonly Assigned[]> => (await sent<{ items: Assigned[] }>("GET", "/assigned")).items;

const heldAt = (name: string): string => `${at(name)}/assigned`;
export const assignedTo = async (name: string): Promise<readonly Assignment[]> => (await sent<{ items: Assignment[] }>("GET", heldAt(name))).items;
export const assign = (name: string, kind: string, subject: string): Promise<Assignment> =>
  sent("POST", heldAt(name), JSON.stringify({ kind, subject }), JSON_TYPE);
export const unassign = (name: string, { kind, subject }: Assignment): Promise<void> =>
  sent("DELETE", `${heldAt(name)}?${new URLSearchParams({ kind, subject }).toString()}`);
