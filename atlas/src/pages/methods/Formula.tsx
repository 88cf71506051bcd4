/** A formula in TeX; KaTeX comes only with the pages that need it, and builds elements, not inline styles. */
import { useEffect, useRef } from "preact/hooks";

export function Formula({ tex, display = true }: { tex: string; display?: boolean }) {
  const ref = useRef<HTMLDivElement>(null);
  useEffect(() => {
    let wanted = true;
    void Promise.all([import("katex"), import("katex/dist/katex.css")]).then(([{ default: katex }]) => {
      if (wanted && ref.current) katex.render(tex, ref.current, { displayMode: display, throwOnError: false, strict: false, trust: false });
    });
    return () => { wanted = false; };
  }, [tex]);
  return <div class="formula" ref={ref} tabIndex={0} role="group" aria-label={tex}>{tex}</div>;
}
