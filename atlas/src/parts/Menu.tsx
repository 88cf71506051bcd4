/** A small menu: a button that opens a list of actions; Escape and a click outside close it. */
import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { Icon } from "./Icon";

const ITEMS = "li > :is(a, button)";

export type Action = { label: string; run: () => void } | { label: string; href: string; file?: boolean };

/** ``head`` stands above the actions; ``children`` in the button, in place of its dots. */
export function Menu({ label, actions, head, children }: { label: string; actions: Action[]; head?: ComponentChildren; children?: ComponentChildren }) {
  const [open, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const close = (back = true): void => {
    setOpen(false);
    if (back) root.current?.querySelector("button")?.focus();
  };
  useEffect(() => {
    if (!open) return undefined;
    root.current?.querySelector<HTMLElement>(ITEMS)?.focus();
    const outside = (event: Event): void => {
      if (!root.current?.contains(event.target as Node)) setOpen(false);
    };
    document.addEventListener("pointerdown", outside);
    return () => document.removeEventListener("pointerdown", outside);
  }, [open]);
  const onKey = (event: KeyboardEvent): void => {
    if (!open) return;
    const items = [...(root.current?.querySelectorAll<HTMLElement>(ITEMS) ?? [])];
    const at = items.indexOf(document.activeElement as HTMLElement);
    if (event.key === "Escape") close();
    else if (event.key === "ArrowDown") items[(at + 1) % items.length]?.focus();
    else if (event.key === "ArrowUp") items[(at - 1 + items.length) % items.length]?.focus();
    else if (event.key === "Tab") return close(false);
    else return;
    event.preventDefault();
  };
  return (
    <div class="menu" ref={root} onKeyDown={onKey}>
      <button type="button" aria-label={label} title={label} aria-expanded={open} onClick={() => setOpen(!open)}>
        {children ?? <Icon sign="more" />}
      </button>
      {open && (
        <ul>
          {head && <li class="menuhead"><div>{head}</div></li>}
          {actions.map((action) => (
            <li key={action.label}>
              {"run" in action
                ? <button type="button" onClick={() => { close(); action.run(); }}>{action.label}</button>
                : <a href={action.href} download={action.file} onClick={() => close(false)}>{action.label}</a>}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
