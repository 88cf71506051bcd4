/** The picture on a canvas: pointer and keys point at a disc or an organisation, and open it. */
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { dark } from "../../../app/theme";
import { type Circle, frameOf, hit, nextTo } from "./geometry";
import { readTokens } from "./ink";
import { type On, type Picture, paint } from "./paint";

interface Props {
  picture: Picture; label: string;
  /** What must fit the frame. */
  within: readonly Circle[];
  /** Arrow keys go through organisations where these are open, else through discs. */
  inside: boolean;
  onPoint: (on: On) => void;
  onPick: (on: On) => void;
  onLeave?: () => void;
}

const NONE: On = { disc: -1, node: -1 };
const ARROWS: Readonly<Record<string, readonly [number, number]>> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

export function Canvas({ picture, label, within, inside, onPoint, onPick, onLeave }: Props) {
  const ref = useRef<HTMLCanvasElement>(null);
  const [size, setSize] = useState<readonly [number, number]>([0, 0]);
  const [on, setOn] = useState<On>(NONE);
  const frame = useMemo(() => frameOf(within, size[0], size[1]), [within, size]);
  useEffect(() => { setOn(NONE); onPoint(NONE); }, [picture]);
  useEffect(() => {
    const host = ref.current?.parentElement;
    if (!host) return undefined;
    const measure = (): void => setSize([host.clientWidth, host.clientHeight]);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(host);
    return () => observer.disconnect();
  }, []);
  useEffect(() => {
    const canvas = ref.current;
    const c = canvas?.getContext("2d");
    if (!canvas || !c || size[0] === 0) return undefined;
    const turn = requestAnimationFrame(() => {
      const dpr = window.devicePixelRatio || 1;
      const [w, h] = [Math.round(size[0] * dpr), Math.round(size[1] * dpr)];
      if (canvas.width !== w || canvas.height !== h) [canvas.width, canvas.height] = [w, h];
      c.setTransform(dpr, 0, 0, dpr, 0, 0);
      paint(c, picture, frame, on, readTokens());
      if (canvas.parentElement) canvas.parentElement.dataset.drawn = "true";
    });
    return () => cancelAnimationFrame(turn);
  }, [picture, frame, on, size, dark.value]);
  const point = (next: On): void => {
    if (next.disc === on.disc && next.node === on.node) return;
    setOn(next);
    onPoint(next);
  };
  const under = (event: MouseEvent): On => {
    const box = ref.current?.getBoundingClientRect();
    const at = [event.clientX - (box?.left ?? 0), event.clientY - (box?.top ?? 0)] as const;
    const node = hit(picture.nodes, frame, at);
    return node >= 0 ? { disc: -1, node } : { disc: hit(picture.discs, frame, at), node: -1 };
  };
  const onKey = (event: KeyboardEvent): void => {
    const arrow = ARROWS[event.key];
    if (arrow) point(inside ? { disc: -1, node: nextTo(picture.nodes, on.node, ...arrow) } : { disc: nextTo(picture.discs, on.disc, ...arrow), node: -1 });
    else if (event.key === "Enter" || event.key === " ") { if (on.disc >= 0 || on.node >= 0) onPick(on); }
    else if (event.key === "Escape" && onLeave) onLeave();
    else return;
    event.preventDefault();
  };
  return (
    <div class="canvas">
      <div class="plate">
        <canvas ref={ref} tabIndex={0} role="application" aria-label={label} onKeyDown={onKey} onPointerMove={(event) => point(under(event))} onPointerLeave={() => point(NONE)} onBlur={() => point(NONE)}
          onClick={(event) => { const found = under(event); if (found.disc >= 0 || found.node >= 0) onPick(found); }} style={{ cursor: on.disc >= 0 || on.node >= 0 ? "pointer" : "default" }} />
      </div>
    </div>
  );
}
