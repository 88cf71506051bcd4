/** The picture's colours from the page's tokens. */
export function readTokens() {
  const style = getComputedStyle(document.documentElement);
  const token = (name: string): string => style.getPropertyValue(name).trim();
  return { surface: token("--surface"), ink: token("--ink"), line: token("--strong-line"), rim: token("--line"), accent: token("--accent"), ground: token("--sunken"), font: token("--sans") };
}
export type Tokens = ReturnType<typeof readTokens>;
