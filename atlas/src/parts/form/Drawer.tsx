/** A sheet at the side over the page; Escape and a press outside close it. */
import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import { t } from "../../app/i18n";
import { Icon } from "../Icon";

export function Drawer({ title, wide = false, close, children }: { title: string; wide?: boolean; close: () => void; children: ComponentChildren }) {
  const ref = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    ref.current?.showModal();
    // where keys are at hand, the first thing to mend or to write; a phone's would cover what is to be read
    if (matchMedia("(pointer: fine)").matches) ref.current?.querySelector<HTMLElement>("form [aria-invalid=true], form input, form select, form textarea")?.focus();
  }, []);
  return (
    <dialog class={`drawer${wide ? " wide" : ""}`} ref={ref} aria-labelledby={id} onClose={close} onPointerDown={(event) => { if (event.target === ref.current) ref.current?.close(); }}>
      <header>
        <h2 id={id}>{title}</h2>
        <button type="button" class="tool" aria-label={t("why.close")} onClick={() => ref.current?.close()}><Icon sign="close" /></button>
      </header>
      {children}
    </dialog>
  );
}
