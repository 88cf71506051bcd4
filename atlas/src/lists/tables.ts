/** Rows of a table by conditions, as the API writes them. */
import type { Answer } from "../app/api";
import { useApi } from "../app/api";
import type { TableAnswer } from "../app/types";

/** Conditions go as repeated ``where=column=value``; one request is one address. */
export function useTable(table: string | null, conditions: Record<string, string | number | undefined>, limit = 1000): Answer<TableAnswer> {
  const where = Object.entries(conditions).filter(([, value]) => value !== undefined && value !== "")
    .map(([column, value]) => `where=${encodeURIComponent(`${column}=${value}`)}`).join("&");
  return useApi<TableAnswer>(table === null ? null : `/tables/${table}?${where}&limit=${limit}`.replace("?&", "?"));
}

export const textOf = (row: Record<string, unknown>, column: string): string | null =>
  typeof row[column] === "string" ? row[column] : null;
export const numberOf = (row: Record<string, unknown>, column: string): number | null =>
  typeof row[column] === "number" ? row[column] : null;
