/** Rows of a table of the workspace, by conditions. */
import { type Answer, useApi } from "../app/api";
import type { TableAnswer } from "../app/answers";

export function useTable(table: string | null, conditions: Record<string, string | number | undefined>, limit = 1000): Answer<TableAnswer> {
  const where = Object.entries(conditions).filter(([, value]) => value !== undefined && value !== "").map(([column, value]) => `${column}=${value}`);
  return useApi("/tables/{name}", table === null ? null : { name: table, where, limit });
}

export const textOf = (row: Record<string, unknown>, column: string): string | null =>
  typeof row[column] === "string" ? row[column] : null;
export const numberOf = (row: Record<string, unknown>, column: string): number | null =>
  typeof row[column] === "number" ? row[column] : null;
