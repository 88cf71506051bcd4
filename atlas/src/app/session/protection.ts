/** Whether the numbers shown are a protected release, and after which rules. */
import { signal } from "@preact/signals";
import { sent } from "../editing/writing";

/** Rules in force; null where a rule is not. */
export interface ProtectionRules {
  /** Fewest contributors. */
  threshold: number | null;
  /** Largest share, in per cent, of so many contributors. */
  dominance: readonly [number, number] | null;
  /** How closely, in per cent, a contributor may be guessed. */
  p: number | null;
  rounding: number | null;
}

/** What is withheld of a level in a year, or of all of it. */
export interface ProtectionLoss {
  level: string | null;
  year: number | null;
  cells: number;
  primary: number;
  secondary: number;
  /** Of the cells, and of what they add up to. */
  share_cells: number | null;
  share_value: number | null;
}

export interface Protection {
  marked: boolean;
  /** What who asks is shown. */
  shown: "all" | "protected" | "confidential";
  rules: ProtectionRules | null;
  tables: readonly string[];
  built: string | null;
  commit: number | null;
  stale: boolean;
  whole: ProtectionLoss | null;
  loss: readonly ProtectionLoss[];
}

/** Null as long as nobody has asked, and where the server tells nothing of it. */
export const protection = signal<Protection | null>(null);

export async function askProtection(): Promise<void> {
  try {
    protection.value = await sent<Protection>("GET", "/protection");
  } catch {
    protection.value = null;
  }
}
