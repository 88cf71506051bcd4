/** Boundaries of a level, projected once, with the outlines of a coarser level over them. */
import { useMemo } from "preact/hooks";
import { useApi } from "../app/api";
import type { Level } from "../app/answers";
import { workspace } from "../app/state";
import { type Project, equalEarth } from "./projection";
import { type Features, type Shape, projectionFor, shapesOf, unplacedOf } from "./shapes";

export interface Shapes {
  shapes: Shape[] | undefined;
  outlines: Shape[];
  /** Regions of the level that have no place. */
  unplaced: Shape[];
  project: Project;
  error: ReturnType<typeof useApi>["error"];
  again: () => void;
}

const DIVIDES = 3;

/** The coarsest level that still divides the land, with clearly fewer places than this one. */
function coarser(levels: readonly Level[], level: string): string | null {
  const own = levels.find((one) => one.level === level)?.regions ?? 0;
  const others = levels.filter((one) => one.level !== level && one.regions >= DIVIDES && one.regions < own * 0.5);
  return others.sort((a, b) => a.regions - b.regions)[0]?.level ?? null;
}

export function useShapes(level: string | null): Shapes {
  // GeoJSON has types of its own, closer than the document's
  const main = useApi("/geometry", level === null ? null : { level });
  const other = level === null ? null : coarser(workspace.value?.levels ?? [], level);
  const over = useApi("/geometry", other === null ? null : { level: other });
  return useMemo(() => {
    const fresh = main.data && !main.stale ? main.data as unknown as Features : undefined;
    const project = fresh ? projectionFor(fresh) : equalEarth;
    const lines = fresh && over.data && !over.stale ? shapesOf(over.data as unknown as Features, project).filter((s) => s.rings.length > 0) : [];
    return { shapes: fresh ? shapesOf(fresh, project) : undefined, outlines: lines, unplaced: fresh ? unplacedOf(fresh) : [], project, error: main.error, again: main.again };
  }, [main.data, main.stale, over.data, over.stale, main.error]);
}
