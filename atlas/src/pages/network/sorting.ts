/** Figures and measures put in order: units, limits beside their value, tables of unseen ties. Pure functions. */
import type { NetworkFigure } from "../../app/answers";

/** A measure's limits and z stand beside it, not as measures of their own. */
export function mainOf<M extends { id: string }>(measures: readonly M[]): M[] {
  const ids = new Set(measures.map(({ id }) => id));
  return measures.filter(({ id }) => !ids.has(id.replace(/_(low|high|z)$/, "")) || !/_(low|high|z)$/.test(id));
}

/** Figures that count; those that are shares. */
const SHARES = /(^|-)share$|^between-kinds$|^highest-betweenness$|^beyond-chance-|^best$/;

export function unitOf({ figure, value }: Pick<NetworkFigure, "figure" | "value">): string {
  if (SHARES.test(figure)) return "share";
  return value !== null && Number.isInteger(value) && Math.abs(value) >= 10 ? "count" : "1";
}

/** Figures at shares of unseen ties: a way of being unseen, its figures, and each one's answers by share. */
export interface Unseen { way: string; shares: string[]; rows: { figure: string; title: NetworkFigure["title"]; at: (NetworkFigure | undefined)[] }[] }

export function unseenOf(figures: readonly NetworkFigure[]): Unseen[] {
  const split = (of: string | null): [string, string] => { const [way = "", share = ""] = (of ?? "").split(":"); return [way, share]; };
  return [...new Set(figures.map((one) => split(one.of)[0]))].map((way) => {
    const own = figures.filter((one) => split(one.of)[0] === way);
    const shares = [...new Set(own.map((one) => split(one.of)[1]))].sort((a, b) => Number(a) - Number(b));
    const rows = [...new Map(own.map((one) => [one.figure, one.title]))].map(([figure, title]) => ({ figure, title, at: shares.map((share) => own.find((one) => one.figure === figure && split(one.of)[1] === share)) }));
    return { way, shares, rows };
  });
}
