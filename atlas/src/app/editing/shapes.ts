/** What the server answers of a file: fields are those of the API's document. */
import type { components } from "../api-types";

type Shape<N extends keyof components["schemas"]> = components["schemas"][N];

export type Upload = Shape<"Upload">;
export type Run = Shape<"Run">;
export type EditState = Shape<"EditState">;
export type LoadReport = Shape<"LoadReport">;
export type LoadWanted = Shape<"LoadWanted">;
export type LookReport = Shape<"LookReport">;
export type LookWanted = Shape<"LookWanted">;
export type ColumnSeen = Shape<"ColumnSeen">;
export type NamesSeen = Shape<"NamesSeen">;
export type Matched = Shape<"Matched">;
export type Candidate = Shape<"MatchingCandidate">;
export type Question = Shape<"Question">;
