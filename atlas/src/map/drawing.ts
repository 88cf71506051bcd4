/** What can be drawn on the map: places, dots, territories, names, and the inks for them. */
import type { Sign } from "../figures/signs";
import type { Point } from "./projection";
import type { Shape } from "./shapes";

export interface View { k: number; x: number; y: number }
export type Pattern = "unsure" | "withheld" | "imputed" | "unjudged";
export interface Paint { colour: string; patterns: readonly Pattern[] }
export interface Dot { shape: Shape; colour: string; radius: number; declared: boolean; patterns?: readonly Pattern[]; sign?: Sign; doubt?: Doubt }
/** Whether it will be found again: hardly any doubt, some, more doubt than not. */
export type Doubt = "none" | "some" | "much";
/** A found cluster: its territory as rings, or its places and ties. */
export interface Zone { shape: Shape; places: Point[]; ties: [Point, Point][]; colour: string; doubt: Doubt; bare?: boolean }
/** ``from``: zoom, relative to the whole, at which the name may appear; ``dy``: pixels below its place. */
export interface Label { text: string; at: Point; width: number; weight: number; from?: number; dy?: number; faint?: boolean }

export interface Ink {
  page: string; empty: string; line: string; firm: string; outline: string; text: string; halo: string;
  hatch: string; accent: string; declared: string; font: string;
}

export interface Scene {
  shapes: Shape[];
  outlines: Shape[];
  paint: ReadonlyMap<string, Paint>;
  dots: Dot[];
  labels: Label[];
  ink: Ink;
  /** Land under everything, not part of the view's extent. */
  ground?: Shape[];
  /** Territories over the regions. */
  zones?: Zone[];
}
/** A place marked over the picture. */
export interface Mark { shape: Shape; strong: boolean; doubt?: Doubt }
