/** The map on the page: two canvases, zoom buttons, a card at the pointer. */
import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { t } from "../app/i18n";
import { Icon } from "../parts/Icon";
import type { Mark, Scene } from "./drawing";
import type { Point } from "./projection";
import type { Shape } from "./shapes";
import { Stage } from "./stage";

interface Props {
  scene: Scene;
  label: string;
  /** Chosen place: marked and brought into view. */
  chosen?: string | null;
  /** Place marked because the pointer is on its row. */
  pointed?: string | null;
  onPick?: (id: string) => void;
  onPoint?: (id: string | null) => void;
  card?: (shape: Shape) => ComponentChildren;
  /** A small map that stays as it is. */
  still?: boolean;
  /** How much of the view the chosen place takes. */
  share?: number;
  /** The chosen place is brought into view, but not marked. */
  quiet?: boolean;
}

const CARD = 250;

export function MapView({ scene, label, chosen, pointed, onPick, onPoint, card, still = false, share, quiet = false }: Props) {
  const host = useRef<HTMLDivElement>(null);
  const bottom = useRef<HTMLCanvasElement>(null);
  const top = useRef<HTMLCanvasElement>(null);
  const stage = useRef<Stage | null>(null);
  const [hover, setHover] = useState<{ shape: Shape; at: Point } | null>(null);
  const events = useRef({ onPick, onPoint });
  events.current = { onPick, onPoint };
  useEffect(() => {
    if (!host.current || !top.current || !bottom.current) return undefined;
    const made = new Stage(host.current, top.current, bottom.current, {
      onHover: (shape, at) => {
        setHover(shape ? { shape, at } : null);
        events.current.onPoint?.(shape?.id ?? null);
      },
      onPick: (shape) => events.current.onPick?.(shape.id),
    });
    stage.current = made;
    return () => made.dispose();
  }, []);
  const find = (id: string | null | undefined): Shape | undefined =>
    id ? scene.zones?.find((z) => z.shape.id === id)?.shape ?? scene.shapes.find((s) => s.id === id) ?? scene.dots.find((d) => d.shape.id === id)?.shape : undefined;
  useEffect(() => { stage.current?.show(scene); }, [scene]);
  useEffect(() => {
    const marks: Mark[] = [];
    const doubt = (shape: Shape) => scene.zones?.find((z) => z.shape === shape)?.doubt;
    const [strong, light] = [quiet ? undefined : find(chosen), find(hover?.shape.id ?? pointed)];
    if (light && light !== strong && !(quiet && light.id === chosen)) marks.push({ shape: light, strong: false, doubt: doubt(light) });
    if (strong) marks.push({ shape: strong, strong: true, doubt: doubt(strong) });
    stage.current?.hover(marks);
  }, [scene, chosen, pointed, hover?.shape]);
  useEffect(() => {
    const shape = still ? undefined : find(chosen);
    if (shape) stage.current?.zoomTo(shape, share);
  }, [chosen, scene.shapes, chosen ? find(chosen) === undefined : true]);
  return (
    <div class="canvas">
      <div class="plate" ref={host}>
        <canvas ref={bottom} aria-hidden="true" />
        <canvas ref={top} tabIndex={still ? -1 : 0} role="img" aria-label={label} aria-keyshortcuts="ArrowLeft ArrowRight ArrowUp ArrowDown + - 0" />
      </div>
      {hover && card && <Card at={hover.at} host={host.current}>{card(hover.shape)}</Card>}
      {!still && <div class="zoom" role="group" aria-label={t("map.zoom")}>
        <button type="button" aria-label={t("map.zoom.in")} title={t("map.zoom.in")} onClick={() => stage.current?.zoomBy(1.7)}>+</button>
        <button type="button" aria-label={t("map.zoom.out")} title={t("map.zoom.out")} onClick={() => stage.current?.zoomBy(1 / 1.7)}>−</button>
        <button type="button" aria-label={t("map.zoom.all")} title={t("map.zoom.all")} onClick={() => stage.current?.reset()}><Icon sign="home" /></button>
      </div>}
    </div>
  );
}

function Card({ at, host, children }: { at: Point; host: HTMLElement | null; children: ComponentChildren }) {
  const [w, h] = [host?.clientWidth ?? 0, host?.clientHeight ?? 0];
  const left = at[0] + CARD + 24 > w ? Math.max(0, at[0] - CARD - 14) : at[0] + 16;
  const low = at[1] > h * 0.55;
  return <div class="tooltip" style={low ? { left: `${left}px`, bottom: `${h - at[1] + 10}px` } : { left: `${left}px`, top: `${at[1] + 12}px` }}>{children}</div>;
}
