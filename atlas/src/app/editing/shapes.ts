/** What a look at a file answers. */
import type { Problem, Words } from "../answers";
import type { components } from "../api-types";

type Shape<N extends keyof components["schemas"]> = components["schemas"][N];
export type LoadReport = Shape<"LoadReport">;
export interface LookWanted { answers: Record<string, string>; sheet?: string; saved?: string }
export interface LoadWanted { table: string; map: string; mode: "upsert" | "replace" | "append"; accept_good: boolean }

export interface Candidate { code: string; name: string | null; name_zh: string | null; parent: string | null; parent_name: string | null; parent_name_zh: string | null; certainty: number }
export interface Matched { given: string; code: string | null; certainty: number; how: string; candidates: Candidate[]; note: Problem | null }
export interface NamesSeen { column: string; list: string; within: string[]; matched: number; of: number; unsure: Matched[] }
export interface ColumnSeen { name: string; becomes: string | null; reason: Words; certainty: number; unit: string | null; scale: number; examples: string[] }
export interface TotalSeen { label: string; column: string; stated: number | null; summed: number; difference: number | null; parts: number; unknown: number; agrees: boolean }
export interface Question { key: string; text: Words; options: { value: string; label: Words }[]; proposed: string | null; certainty: number; reason: Words }
export interface SheetSeen { name: string; rows: number; columns: number; chosen: boolean }
export interface LookReport {
  file: string; table: string; sheets: SheetSeen[]; encoding: string; delimiter: string; decimal: string; title: string; notes: string[];
  header_row: number; header_rows: number; layout: "long" | "wide"; across: string[]; columns: ColumnSeen[]; totals: TotalSeen[]; dropped: string[];
  names: NamesSeen[]; preview: Record<string, string | number | boolean | null>[]; rows: number; questions: Question[]; changes: Problem[];
  map: string; map_file: string | null; problems: Problem[]; cautions: Problem[]; next: string[];
}
