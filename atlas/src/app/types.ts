/** Answers of the REST API, as the pages use them. Compared with the server's schema in the tests. */
import type { Lang } from "./address";

export type Text = Record<Lang, string>;
export interface Named { name: string | null; name_zh: string | null }
export interface Page<T> { items: T[]; total: number; limit: number; offset: number }

export interface Level { level: string; title: Text; regions: number }
export interface RatingTitle { code: string; title: Text; rank: number }
export interface Scheme { scheme: string; title: Text; label?: Text; strong?: string | null; ratings: RatingTitle[] }
export interface Quantity {
  id: string; title: Text; unit: string; neutral: number | null;
  scale: "log" | "linear"; per: "cluster" | "region" | "category";
}
export interface TableState {
  table: string; title: Text; rows: number; present: boolean; needs: string | null;
}
export interface Workspace {
  name: string; title: string; commit: number; time: string; synthetic: boolean; version: string;
  years: number[]; levels: Level[];
  definitions: { definition: string; title: Text; categories: number }[];
  schemes: Scheme[]; quantities: Quantity[]; tables: TableState[];
  default: {
    level: string | null; year: number | null; definition: string | null;
    scheme: string | null; quantity: string | null; category: string | null;
  };
}

export interface Category extends Named {
  definition: string; category: string; traded: boolean | null; industries: number;
}
export interface Region extends Named {
  region: string; level: string; parent: string | null; lon: number | null; lat: number | null;
  type: string | null; has_geometry: boolean;
}
export interface Origin {
  producer: string; title: string; version: string; url: string; licence: string;
  accessed: string; published: string; note: string; synthetic: boolean;
}
export interface Caution {
  code: string; values: Record<string, unknown>; subject: string; sentence: Text;
}
export interface RunRecord {
  subject: string; parameters: Record<string, unknown>; inputs: Record<string, string>;
  origins: Origin[]; seed: number | null; version: string; cautions: Caution[];
}
export interface MapAnswer {
  quantity: string; title: Text; unit: string; neutral: number | null; scale: "log" | "linear";
  level: string; year: number; category: string | null; definition: string | null;
  regions: string[]; values: (number | null)[]; low: (number | null)[]; high: (number | null)[];
  imputed_share: (number | null)[]; withheld: (number | null)[]; ratings?: (string | null)[];
  source: string; record: RunRecord | null;
}
export interface Rating {
  /** Null where the data cannot decide it. */
  rating: string | null; rating_low: string | null; rating_high: string | null; flips: boolean | null;
}
export interface Cell {
  cluster: string; definition: string; category: string; region: string; level: string; year: number;
  traded: boolean | null; establishments: number | null; employment: number | null;
  employment_low: number | null; employment_high: number | null; payroll: number | null;
  output: number | null; currency: string | null; wage: number | null; imputed_share: number | null;
  withheld: number | null; quotient: number | null; quotient_low: number | null;
  quotient_high: number | null; micro_share: number | null; macro_share: number | null;
  growth: number | null;
}
export interface ClusterRow extends Cell {
  region_name: string | null; region_name_zh: string | null;
  category_name: string | null; category_name_zh: string | null;
  ratings: Record<string, Rating>;
}
export interface Profile {
  region: string; level: string; year: number; definition: string; employment: number | null;
  establishments: number | null; traded_employment: number | null; categories: number | null;
  strong: number | null; strength: number | null; strength_low: number | null;
  strength_high: number | null; herfindahl: number | null; diversity: number | null;
  imputed_share: number | null;
}
export interface RegionAnswer {
  region: Region & { parents: Region[]; children_levels: string[] };
  profile: Profile | null; trend: Profile[]; clusters: ClusterRow[]; record: RunRecord | null;
}
export interface Criterion {
  quantity: string; statistic: string | null; threshold: number | null; value: number | null;
  low: number | null; high: number | null; passed: boolean | null; title: Text; source: string;
}
export interface SchemeRating extends Rating {
  scheme: string; title: Text; criteria: Criterion[]; missing: string[]; note?: Text | null; status?: string; source?: string;
}
export interface TrendPoint {
  year: number; employment: number | null; employment_low?: number | null;
  employment_high?: number | null; establishments: number | null; quotient: number | null;
  quotient_low: number | null; quotient_high: number | null; imputed_share?: number | null;
  ratings: Record<string, string | null>;
}
export interface MemberIndustry extends Named {
  industry: string; employment: number | null; establishments: number | null;
  share: number | null; imputed: string | null;
}
export interface MemberOrganisation extends Named {
  organisation: string; kind: string | null; weight: number | null; role?: string | null;
}
export interface Members {
  region: string | null; industries: MemberIndustry[]; organisations: MemberOrganisation[]; total: number;
}
export interface FoundCluster {
  cluster: { cluster: string; definition: string; category: string; region: string; level: string;
    year: number; origin: string; traded: boolean | null };
  names: { region_name: string | null; region_name_zh: string | null; category_name: string | null;
    category_name_zh: string | null; name: string | null; name_zh: string | null };
  cell: Cell;
  intervals: Record<string, { value: number | null; low: number | null; high: number | null }>;
  ratings: SchemeRating[]; trend: TrendPoint[]; members: Members;
  neighbours: ClusterRow[]; siblings: ClusterRow[];
  provenance: {
    origins: Origin[]; record: RunRecord | null; imputed_share: number | null;
    parameters: Record<string, unknown>;
  };
}
export interface DeclaredRow extends Named {
  cluster: string; origin: string; definition: string | null; category: string | null; field: string | null; field_zh: string | null;
  region: string | null; region_name: string | null; region_name_zh: string | null;
  programme: string | null; since: number | null; lon: number | null; lat: number | null;
  source: string | null;
}
export interface Fact {
  indicator: string; title: Text | string; value: number | null; unit: string | null; year: number | null;
  qualifier: string | null; quote: string | null;
}
export interface DeclaredCluster {
  cluster: DeclaredRow; facts: Fact[]; members: Members; sources: Origin[];
}
export interface CompareCell {
  value: number | string | null; low: number | string | null; high: number | string | null;
  flag: string | null;
}
export interface CompareAnswer {
  kind: "cluster" | "region" | "mixed"; year: number | null;
  rows: { id: string; title: Text; unit: string }[];
  columns: ({ id: string; kind: "region" | "cell" | "found" } & Named)[];
  values: CompareCell[][];
}
export interface Hit extends Named { kind: string; id: string; detail: string | null; url: string }
export interface Measure {
  id: string; family: string; needs: string; per: string; unit: string;
  bounds: [number | null, number | null]; neutral: number | null; higher_means: Text;
  source: string; where: string; title: Text; aliases: string[]; emerging: boolean; version: number;
}
export interface MeasureDetail extends Measure {
  summary: string; formula: string; description: string; returns: string;
  raises: string; example: string;
  options: { name: string; type: string; required: boolean; default: unknown; description: string }[];
  reference: { key: string; text: string; where: string } | null;
}
export interface SchemeCriterion {
  id: string; quantity: string; statistic: string; at: number | null; comparison: string; within: string[];
  unit: string; title: Text; status: string; source: string; stated: string;
}
export interface SchemeDetail extends Omit<Scheme, "ratings"> {
  place: string; subject: string; status: string; source: string; note: Text | null; computable: boolean;
  criteria: SchemeCriterion[];
  ratings: (RatingTitle & { all: string[]; at_least: number; of: string[] })[];
  statements: { id: string; title: Text; stated: string; status: string; source: string }[];
}
export interface TableInfo extends TableState {
  kind: "canonical" | "result"; row: Text; key: string[];
  columns: { name: string; type: string; title: Text; unit: string }[];
}
export interface TableAnswer extends Page<Record<string, unknown>> {
  columns: { name: string; type: string; title: Text; unit: string | null }[];
}
export interface CommitRow {
  number: number; time: string; verb: string; note: string; version: string;
  changes: { name: string; kind: string; before: number | null; after: number | null }[];
}
export interface Provenance {
  name: string; kind: string; origins: Origin[]; record: RunRecord | null; digest: string;
}
export interface Problem {
  code: string; subject: string; found: string; expected: string; fix: string;
}
export interface CurveAnswer {
  id: string; title: Text; unit: string; series: string[]; radii: number[];
  values: (number | null)[][]; low: (number | null)[][] | null; high: (number | null)[][] | null;
  parts: Record<string, (number | null)[][]>; summary: Record<string, (number | null)[]>; record: RunRecord;
}
export interface SpaceNode extends Named {
  category: string; traded: boolean | null; x: number; y: number; employment: number;
}
export interface SpaceAnswer {
  level: string; year: number; definition: string; nodes: SpaceNode[];
  edges: { source: string; target: string; proximity: number }[]; record: RunRecord;
}
export interface Ranked extends Named { rank: number; value: number | null; region?: string; category?: string; traded?: boolean | null }
export interface ComplexityAnswer {
  level: string; year: number; definition: string; regions: Ranked[]; categories: Ranked[]; record: RunRecord;
}
export interface MeasureValues {
  id: string; title: Text; unit: string; regions?: string[]; industries?: string[];
  values: (number | null)[]; low: (number | null)[] | null; high: (number | null)[] | null;
  names: { regions?: Record<string, Named>; industries?: Record<string, Named> }; record: RunRecord;
}
