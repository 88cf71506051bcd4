/** Whether the numbers shown are protected ones, and after which rules. */
import { signal } from "@preact/signals";
import type { Problem, Words } from "../answers";
import { sent } from "../editing/writing";

export type RuleKind = "threshold" | "dominance" | "p-percent" | "rounding";

/** Rules in force. How strict they are is null for whom it would help to compute what they protect. */
export interface RulesTold {
  kinds: readonly RuleKind[];
  threshold: number | null;
  dominance_contributors: number | null;
  dominance_percent: number | null;
  p_percent: number | null;
  rounding: number | null;
}

/** What is withheld at a level of regions and of industries in a year. */
export interface ProtectionLoss {
  level: string;
  title: Words;
  year: number;
  industry_level: string;
  industry_title: Words;
  cells: number;
  withheld: number;
  primary: number | null;
  secondary: number | null;
  shown_share: number | null;
}

export interface Protection {
  protected: boolean;
  confidential: boolean;
  rules: RulesTold | null;
  quantity: string | null;
  levels: readonly string[];
  tables: readonly string[];
  left_out: readonly string[];
  cells: number;
  withheld: number;
  proved: boolean | null;
  losses: readonly ProtectionLoss[];
  built: string | null;
  stale: boolean;
  command: string | null;
  cautions: readonly Problem[];
}

/** Null as long as nobody has asked, and where the server tells nothing of it. */
export const protection = signal<Protection | null>(null);

/** Whether who asks is shown the protected numbers in place of the confidential ones. */
export const isProtected = (): boolean => protection.value !== null && protection.value.protected && !protection.value.confidential;

export async function askProtection(): Promise<void> {
  try {
    protection.value = await sent<Protection>("GET", "/protection");
  } catch {
    protection.value = null;
  }
}
