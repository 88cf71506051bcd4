/** The command that keeps a category of one's own, ready for a shell. */

/** A word for a shell, in quotes where it needs them. */
export const shellWord = (text: string): string => (/^[\w.,:-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);

export function keepCommand(codes: readonly string[], name: string | undefined, traded: string | undefined): string {
  return `jiqun clusters custom WORKSPACE --name ${shellWord(name || "…")} --industries ${shellWord(codes.join(","))}${traded === "false" ? " --local" : ""}`;
}
