/** What the server answers of people: fields are those of the API's document. */
import type { components } from "../api-types";

type Shape<N extends keyof components["schemas"]> = components["schemas"][N];

export type SessionState = Shape<"SessionState">;
export type Right = SessionState["rights"][number];
export type Person = Shape<"Account">;
/** A password that the server made is told once. */
export type PersonMade = Shape<"UserTold">;
export type Role = Person["role"];
export type AuditRow = Shape<"Entry">;
export type Assigned = Shape<"AssignedRow">;
export type Assignment = Shape<"Assignment">;

export const ROLES = ["read", "juror", "edit", "administrator"] as const satisfies readonly Role[];
export const WHATS = ["sign-in", "sign-out", "lock-out", "change", "export", "user-add", "user-role", "user-password", "user-unlock", "user-remove", "assign", "unassign", "adopt"] as const satisfies readonly AuditRow["what"][];
export const RESULTS = ["done", "refused"] as const satisfies readonly AuditRow["result"][];
/** Stands for a name that is nobody's. */
export const NOBODY = "?";
