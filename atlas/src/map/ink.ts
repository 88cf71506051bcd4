/** The map's colours from the page's tokens. */
import type { Ink } from "./drawing";

export function readInk(): Ink {
  const style = getComputedStyle(document.documentElement);
  const token = (name: string): string => style.getPropertyValue(name).trim();
  return {
    page: token("--page"), empty: token("--map-empty"), line: token("--map-line"), firm: token("--map-firm"), outline: token("--map-outline"),
    text: token("--map-text"), halo: token("--map-halo"), hatch: token("--map-hatch"), accent: token("--accent"),
    declared: token("--map-declared"), font: `500 11.5px ${token("--sans")}`,
  };
}
