/** A canvas that shows a scene and answers to pointer, wheel and keys. */
import type { Mark, Scene, View } from "./drawing";
import { type Batches, batch, draw, drawMarks, screen } from "./painter";
import type { Extent, Point } from "./projection";
import { type Shape, boxOf, contains } from "./shapes";
import { smallest } from "./zones";

export interface StageEvents {
  onHover: (shape: Shape | null, at: Point) => void;
  onPick: (shape: Shape) => void;
}

const MOST = 60;
const PADDING = 14;
const STEP_MS = 260;

export class Stage {
  private readonly base: CanvasRenderingContext2D;
  private readonly over: CanvasRenderingContext2D;
  private scene: Scene | null = null;
  private batches: Batches | null = null;
  private frame = 0;
  private moving = 0;
  private view: View = { k: 1, x: 0, y: 0 };
  private home: View = { k: 1, x: 0, y: 0 };
  private size: Point = [0, 0];
  private marks: Mark[] = [];
  private touched = false;
  private readonly pointers = new Map<number, Point>();
  private travelled = 0;
  private readonly observer: ResizeObserver;

  constructor(private readonly host: HTMLElement, private readonly top: HTMLCanvasElement, bottom: HTMLCanvasElement, private readonly events: StageEvents) {
    this.base = bottom.getContext("2d") as CanvasRenderingContext2D;
    this.over = top.getContext("2d") as CanvasRenderingContext2D;
    this.observer = new ResizeObserver(() => this.resize());
    this.observer.observe(host);
    top.addEventListener("pointerdown", this.onDown);
    top.addEventListener("pointermove", this.onMove);
    top.addEventListener("pointerup", this.onUp);
    top.addEventListener("pointercancel", this.onUp);
    top.addEventListener("pointerleave", this.onLeave);
    top.addEventListener("wheel", this.onWheel, { passive: false });
    top.addEventListener("keydown", this.onKey);
    this.resize();
  }

  dispose(): void {
    this.observer.disconnect();
    cancelAnimationFrame(this.frame);
    cancelAnimationFrame(this.moving);
  }

  /** Show a scene; another set of shapes brings the view home. */
  show(scene: Scene): void {
    const other = this.scene?.shapes !== scene.shapes || (scene.shapes.length === 0 && this.scene?.dots.length !== scene.dots.length);
    this.scene = scene;
    this.batches = batch(scene);
    if (other) this.touched = false;
    if (other || !this.touched) this.goHome();
    this.redraw();
  }

  mark(marks: Mark[]): void {
    this.marks = marks;
    this.redraw();
  }

  zoomBy(factor: number): void {
    this.aim(this.zoomed(factor, [this.size[0] / 2, this.size[1] / 2]));
  }

  reset(): void {
    this.touched = false;
    this.aim(this.home);
  }

  /** Bring a place into view, with its surroundings: ``share`` of the view is its own. */
  zoomTo(shape: Shape, share = 0.28): void {
    const [x0, y0, x1, y1] = shape.box;
    const fit = Math.min(this.size[0] / Math.max(x1 - x0, 1e-9), this.size[1] / Math.max(y1 - y0, 1e-9));
    const k = Math.min(fit * share, this.home.k * 9);
    const wanted = Math.max(k, this.home.k);
    this.touched = true;
    this.aim(this.held({ k: wanted, x: this.size[0] / 2 - ((x0 + x1) / 2) * wanted, y: this.size[1] / 2 - ((y0 + y1) / 2) * wanted }));
  }

  private resize(): void {
    const { clientWidth: w, clientHeight: h } = this.host;
    if (w === 0 || h === 0) return;
    const dpr = window.devicePixelRatio || 1;
    this.size = [w, h];
    for (const { canvas } of [this.base, this.over]) {
      canvas.width = Math.round(w * dpr);
      canvas.height = Math.round(h * dpr);
    }
    this.goHome();
    this.paintNow();
  }

  private goHome(): void {
    if (!this.scene) return;
    const places = this.scene.shapes.length > 0 ? this.scene.shapes : this.scene.dots.map((dot) => dot.shape);
    if (places.length === 0) return;
    this.home = fitted(boxOf(places), this.size, this.scene.shapes.length > 0 ? PADDING : 56);
    if (!this.touched) this.view = { ...this.home };
  }

  private redraw(): void {
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(() => this.paintNow());
  }

  private paintNow(): void {
    if (!this.scene || !this.batches || this.size[0] === 0) return;
    const dpr = window.devicePixelRatio || 1;
    draw(this.base, this.scene, this.batches, this.view, dpr, this.view.k / this.home.k);
    drawMarks(this.over, this.marks, this.scene, this.view, dpr);
    this.host.dataset.drawn = "true";
  }

  private marksOnly(): void {
    if (this.scene) drawMarks(this.over, this.marks, this.scene, this.view, window.devicePixelRatio || 1);
  }

  /** Marks follow the pointer without painting the map again. */
  hover(marks: Mark[]): void {
    this.marks = marks;
    this.marksOnly();
  }

  private held(view: View): View {
    const k = Math.min(Math.max(view.k, this.home.k * 0.8), this.home.k * MOST);
    return { ...view, k };
  }

  private zoomed(factor: number, at: Point): View {
    const k = this.held({ ...this.view, k: this.view.k * factor }).k;
    const scale = k / this.view.k;
    this.touched = true;
    return { k, x: at[0] - (at[0] - this.view.x) * scale, y: at[1] - (at[1] - this.view.y) * scale };
  }

  private aim(to: View): void {
    cancelAnimationFrame(this.moving);
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const from = { ...this.view };
    const start = performance.now();
    const step = (now: number): void => {
      const s = still ? 1 : Math.min(1, (now - start) / STEP_MS);
      const ease = 1 - (1 - s) ** 3;
      const k = from.k * (to.k / from.k) ** ease;
      // the centre moves with the zoom, so that the path is straight on the map
      const u = to.k === from.k ? ease : (k - from.k) / (to.k - from.k);
      this.view = { k, x: from.x + (to.x - from.x) * u, y: from.y + (to.y - from.y) * u };
      this.paintNow();
      if (s < 1) this.moving = requestAnimationFrame(step);
    };
    step(still ? start + STEP_MS : start);
  }

  private at(event: MouseEvent): Point {
    const box = this.top.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  }

  private find(at: Point): Shape | null {
    if (!this.scene) return null;
    for (const dot of [...this.scene.dots].sort((a, b) => a.radius - b.radius)) {
      const [x, y] = screen(dot.shape.centre, this.view);
      if (Math.hypot(x - at[0], y - at[1]) <= dot.radius + 4) return dot.shape;
    }
    const place: Point = [(at[0] - this.view.x) / this.view.k, (at[1] - this.view.y) / this.view.k];
    return smallest(this.scene.zones ?? [], place) ?? this.scene.shapes.find((shape) => contains(shape, place)) ?? null;
  }

  private readonly onDown = (event: PointerEvent): void => {
    this.pointers.set(event.pointerId, this.at(event));
    this.travelled = 0;
    this.top.setPointerCapture(event.pointerId);
  };

  private readonly onMove = (event: PointerEvent): void => {
    const now = this.at(event);
    const before = this.pointers.get(event.pointerId);
    if (!before) {
      const shape = this.find(now);
      this.top.style.cursor = shape ? "pointer" : "grab";
      this.events.onHover(shape, now);
      return;
    }
    const [dx, dy] = [now[0] - before[0], now[1] - before[1]];
    this.travelled += Math.hypot(dx, dy);
    if (this.travelled < 4) return;
    this.touched = true;
    const other = [...this.pointers].find(([id]) => id !== event.pointerId)?.[1];
    if (other) {
      const ratio = Math.hypot(now[0] - other[0], now[1] - other[1]) / Math.max(1, Math.hypot(before[0] - other[0], before[1] - other[1]));
      this.view = this.zoomed(ratio, other);
    } else this.view = { ...this.view, x: this.view.x + dx, y: this.view.y + dy };
    this.pointers.set(event.pointerId, now);
    this.events.onHover(null, now);
    this.redraw();
  };

  private readonly onUp = (event: PointerEvent): void => {
    const known = this.pointers.delete(event.pointerId);
    if (!known || event.type === "pointercancel" || this.travelled >= 4) return;
    const shape = this.find(this.at(event));
    if (shape) this.events.onPick(shape);
  };

  private readonly onLeave = (event: PointerEvent): void => {
    if (!this.pointers.has(event.pointerId)) this.events.onHover(null, [0, 0]);
  };

  private readonly onWheel = (event: WheelEvent): void => {
    event.preventDefault();
    const factor = Math.exp(-event.deltaY * (event.deltaMode === 1 ? 0.05 : 0.0016));
    this.view = this.zoomed(factor, this.at(event));
    this.redraw();
  };

  private readonly onKey = (event: KeyboardEvent): void => {
    const moves: Record<string, Point> = { ArrowLeft: [60, 0], ArrowRight: [-60, 0], ArrowUp: [0, 60], ArrowDown: [0, -60] };
    const move = moves[event.key];
    if (move) {
      this.touched = true;
      this.aim({ ...this.view, x: this.view.x + move[0], y: this.view.y + move[1] });
    } else if (event.key === "+" || event.key === "=") this.zoomBy(1.5);
    else if (event.key === "-") this.zoomBy(1 / 1.5);
    else if (event.key === "0" || event.key === "Home") this.reset();
    else return;
    event.preventDefault();
  };
}

/** The view in which a box just fits. */
export function fitted(box: Extent, [w, h]: Point, padding = PADDING): View {
  const [x0, y0, x1, y1] = box;
  // a single place still gets surroundings
  const span: Point = [Math.max(x1 - x0, 0.004), Math.max(y1 - y0, 0.004)];
  const k = Math.max(1e-9, Math.min((w - 2 * padding) / span[0], (h - 2 * padding) / span[1]));
  return { k, x: w / 2 - ((x0 + x1) / 2) * k, y: h / 2 - ((y0 + y1) / 2) * k };
}
