/** Files that are dropped anywhere on the page. */
import { useEffect, useRef, useState } from "preact/hooks";

/** Whether the browser drags files over the page, and what it does with them. */
export function useDropped(open: boolean, take: (files: FileList) => void): boolean {
  const [over, setOver] = useState(false);
  const latest = useRef(take);
  latest.current = take;
  useEffect(() => {
    if (!open) return undefined;
    let depth = 0;
    const files = (event: DragEvent): boolean => [...(event.dataTransfer?.types ?? [])].includes("Files");
    const enter = (event: DragEvent): void => { if (files(event)) { depth += 1; setOver(true); } };
    const leave = (event: DragEvent): void => { if (files(event)) { depth -= 1; if (depth <= 0) setOver(false); } };
    const move = (event: DragEvent): void => { if (files(event)) event.preventDefault(); };
    const drop = (event: DragEvent): void => {
      if (!files(event)) return;
      event.preventDefault();
      depth = 0;
      setOver(false);
      if (event.dataTransfer) latest.current(event.dataTransfer.files);
    };
    const all = [["dragenter", enter], ["dragleave", leave], ["dragover", move], ["drop", drop]] as const;
    all.forEach(([name, act]) => window.addEventListener(name, act));
    return () => all.forEach(([name, act]) => window.removeEventListener(name, act));
  }, [open]);
  return over;
}
