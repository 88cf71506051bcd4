/** Names for shapes that several pages use. Their fields are those of the API's document: nothing is written here by hand. */
import type { components } from "./api-types";

type Shape<N extends keyof components["schemas"]> = components["schemas"][N];

export type Words = Shape<"Words">;
export type Problem = Shape<"Problem">;
export type Origin = Shape<"Origin">;
export type RunRecord = Shape<"Record">;
export type Protection = Shape<"Protection">;
export type ProtectionLoss = Shape<"ProtectionLoss">;
export type RulesTold = Shape<"RulesTold">;

export type Workspace = Shape<"WorkspaceSummary">;
export type Level = Shape<"Level">;
export type Catalogue = Shape<"QuantityPage">;
/** A quantity that the map can show. */
export type Mapped = Shape<"MapQuantity">;
export type Scheme = Shape<"SchemeShort">;
export type Rating = Shape<"RatingOf">;
export type Category = Shape<"CategoryRow">;
export type MapAnswer = Shape<"MapValues">;

export type DoubtAnswer = Shape<"DoubtReport">;
export type CellRow = Shape<"CellRow">;
export type CellAnswer = Shape<"CellDetail">;
export type SchemeRating = Shape<"SchemeRating">;
export type Criterion = Shape<"CriterionHeld">;

export type FoundRow = Shape<"FoundRow">;
export type FoundAnswer = Shape<"FoundPage">;
export type FoundDetail = Shape<"FoundDetail">;
export type FoundNode = Shape<"MemberNode">;
export type StabilityRow = Shape<"StabilityTest">;
export type PlaneAnswer = Shape<"Plane">;
export type PlanePoint = Shape<"PlanePoint">;
export type Way = FoundRow["way"];
export type Quadrant = NonNullable<FoundRow["quadrant"]>;
export type DeclaredRow = Shape<"DeclaredRow">;
export type DeclaredCluster = Shape<"DeclaredDetail">;
export type Fact = Shape<"Fact">;

export type DefinitionRow = Shape<"DefinitionRow">;
export type DefinitionDetail = Shape<"DefinitionDetail">;
export type DefinitionBaseline = Shape<"DefinitionBaseline">;
export type DefinitionCategory = Shape<"DefinitionCategory">;
export type DefinitionIndustry = Shape<"DefinitionIndustry">;
export type Candidate = Shape<"ListingCandidate">;
export type TryAnswer = Shape<"TriedDefinition">;
export type TryCell = Shape<"TriedCell">;

export type Region = Shape<"RegionRow">;
export type RegionAnswer = Shape<"RegionDetail">;
export type Profile = Shape<"RegionProfile">;

export type CompareAnswer = Shape<"Comparison">;
export type CompareValue = Shape<"Value">;
export type Hit = Shape<"Hit">;

export type Term = Shape<"Term">;
export type MeasureAnswer = Shape<"MeasurePage">;
export type MeasureValues = Shape<"MeasureValues">;
export type CurveAnswer = Shape<"MeasureCurve">;
export type SchemeAnswer = Shape<"SchemePage">;
export type SchemeRule = Shape<"Rule">;
export type SpaceAnswer = Shape<"IndustrySpace">;
export type SpaceNode = Shape<"SpaceNode">;
export type ComplexityAnswer = Shape<"ComplexityRanking">;
export type Ranked = Shape<"RankedRegion"> | Shape<"RankedCategory">;

export type TableInfo = Shape<"TableInfo">;
export type TableAnswer = Shape<"TablePage">;

/** Rows and pages of clusters are found or declared; what they carry tells which. */
export const isFound = (row: FoundRow | DeclaredRow): row is FoundRow => row.origin === "found";
export const isFoundPage = (answer: object): answer is FoundAnswer => "counts" in answer;
