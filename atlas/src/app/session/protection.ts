/** Whether the numbers shown are protected ones, and after which rules. */
import { signal } from "@preact/signals";
import type { Protection } from "../answers";
import { sent } from "../editing/writing";

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
