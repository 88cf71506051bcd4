/** The few numbers a page begins with. */
import type { ComponentChildren } from "preact";

export interface Key { title: string; value: ComponentChildren; note?: ComponentChildren }

export const Keys = ({ items }: { items: Key[] }) => (
  <dl class="keys" data-n={items.length}>
    {items.map((item) => <div key={item.title}><dt>{item.title}</dt><dd>{item.value}</dd>{item.note ? <dd>{item.note}</dd> : <dd />}</div>)}
  </dl>
);
