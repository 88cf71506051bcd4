import { useEffect, useRef, useState } from "preact/hooks";

/** The width an element has been given, in pixels; charts are drawn for it. */
export function useWidth<E extends HTMLElement>(start = 640): [{ current: E | null }, number] {
  const ref = useRef<E>(null);
  const [width, setWidth] = useState(start);
  useEffect(() => {
    const element = ref.current;
    if (!element) return undefined;
    const measure = (): void => { if (element.clientWidth > 0) setWidth(element.clientWidth); };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [ref, width];
}
