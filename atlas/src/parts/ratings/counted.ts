/** How many cells have each rating, and of how many it is sure to be the same next year. */

/** A smaller chance of the same rating next year is marked. */
export const SURE = 0.9;

export interface Held { rating: string | null; chance: number | null }

export interface Counted { code: string; sure: number; unsure: number; open: number }

export const whole = (one: Counted): number => one.sure + one.unsure + one.open;

/** Count ratings, the highest first; what has none, or cannot be judged, is not counted. */
export function counted(scheme: { ratings: readonly { code: string; rank: number }[] } | undefined, told: readonly (Held | undefined)[]): Counted[] {
  return [...(scheme?.ratings ?? [])].sort((a, b) => b.rank - a.rank).map(({ code }) => {
    const own = told.filter((one) => one?.rating === code);
    const sure = own.filter((one) => (one?.chance ?? -1) >= SURE).length;
    const open = own.filter((one) => typeof one?.chance !== "number").length;
    return { code, sure, open, unsure: own.length - sure - open };
  }).filter((one) => whole(one) > 0);
}
