/** Answers about found clusters and definitions. Compared with the server's answers in the tests. */
import type { Named, Page, Rating, RunRecord, Text } from "./types";

export type Way = "regions" | "points" | "links";
export type Quadrant = "clustered" | "agglomerated" | "virtual" | "loose";
export interface FoundRow extends Named {
  cluster: string; way: Way; definition: string; category: string | null; level: string | null; year: number | null;
  lon: number | null; lat: number | null; area_km2: number | null;
  regions: number | null; industries: number | null; organisations: number | null;
  establishments: number | null; employment: number | null;
  quotient: number | null; quotient_low: number | null; quotient_high: number | null;
  excess: number | null; p_value: number | null; critical_mass: boolean | null;
  scale_km: number | null; parent: string | null;
  links: number | null; links_per_member: number | null; inside_share: number | null; span_km: number | null; virtual: boolean | null;
  concentration: number | null; linking: number | null; quadrant: Quadrant | null;
  stability: number | null; stability_low: number | null; stability_high: number | null; vanishes: string | null;
  category_name: string | null; category_name_zh: string | null;
}
export interface FoundAnswer extends Page<FoundRow> { counts: { ways: Partial<Record<Way, number>> }; needs: string | null }
export interface FoundMember extends Named { weight: number | null }
export interface StabilityRow {
  test: string; detail: string | null; draws: number | null; survival: number | null; low: number | null; high: number | null;
  overlap: number | null; vanishes: boolean | null; title: Text;
}
export interface FoundNode extends Named { id: string; kind: string; x: number; y: number; degree: number | null }
export interface FoundOverlap extends Named { cluster: string; way: Way; jaccard: number | null }
export interface FoundDetail {
  cluster: FoundRow;
  members: {
    regions: (FoundMember & { region: string; level: string | null })[];
    industries: (FoundMember & { industry: string })[];
    organisations: (FoundMember & { organisation: string })[];
    totals: Record<string, number>;
  };
  ratings: (Rating & { scheme: string; title: Text })[];
  stability: StabilityRow[];
  links: { kind: string; title: Text; links: number | null; weight: number | null }[];
  network: { nodes: FoundNode[]; edges: [number, number, number][] } | null;
  parent: FoundRow | null; children: FoundRow[]; overlaps: FoundOverlap[];
  cell: string | null; record: RunRecord | null;
}
export interface PlanePoint extends Named {
  cluster: string; way: Way; category: string | null; concentration: number | null; linking: number | null;
  quadrant: Quadrant | null; employment: number | null;
}
export interface PlaneAnswer { points: PlanePoint[]; cutoffs: { concentration: number | null; linking: number | null }; needs: string | null }
export interface DefinitionRow {
  definition: string; title: Text | string | null; categories: number; industries: number; derived: boolean;
  scores: Candidate | null; agreement: AgreementRow[];
}
export interface Candidate {
  candidate: number; matrix: string; method: string; linkage: string | null; categories: number;
  vsc_mean: number | null; vsc_p95: number | null; vsi_mean: number | null; vsi_p95: number | null;
  score: number | null; rank: number | null; chosen: boolean;
}
export interface DefinitionCategory extends Named {
  category: string; traded: boolean | null; industries: number; employment: number | null;
  within: number | null; between_mean: number | null; between_p95: number | null; beats_mean: boolean | null; beats_p95: boolean | null;
  nearest: string | null; nearest_relatedness: number | null;
}
export interface DefinitionIndustry extends Named {
  industry: string; category: string; moved_from: string | null; within: number | null;
  next: string | null; next_within: number | null; margin: number | null; outlier: boolean | null;
}
export interface AgreementRow {
  other: string; statistic: string; value: number | null; low: number | null; high: number | null; industries: number | null;
}
export interface CategoryNode extends Named { category: string; x: number; y: number; employment: number | null; traded: boolean | null }
export interface DefinitionDetail {
  definition: string; title: Text | string | null; derived: boolean; scores: Candidate | null;
  categories: DefinitionCategory[]; candidates: Candidate[]; industries: DefinitionIndustry[]; agreement: AgreementRow[];
  relatedness: { nodes: CategoryNode[]; edges: [number, number, number][] } | null; record: RunRecord | null;
}
export interface TryCell extends Named {
  region: string; employment: number | null; establishments: number | null;
  quotient: number | null; quotient_low: number | null; quotient_high: number | null; rating: string | null; flips: boolean | null;
}
export interface TryAnswer {
  cells: TryCell[];
  total: { employment: number | null; establishments: number | null; regions: number | null };
  within: number | null; within_rank: number | null; matrix: string;
  overlaps: ({ definition: string; category: string; industries: number; share: number | null } & Named)[];
  related: ({ industry: string; relatedness: number | null } & Named)[];
  problems: { code: string; found: string; expected: string; fix: string }[];
}
