/** Links side by side: the pages of one subject, and a bar that shows the open one. */
import type { RefObject } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { t } from "../app/i18n";
import { TABS, type Tab, type TabGroup } from "../app/navigation";
import { link } from "../app/router";

interface Entry { tab: string; page: (typeof TABS)[TabGroup][number]["page"]; id?: string; params?: Record<string, string> }

export function Tabs<G extends TabGroup>({ of, now }: { of: G; now: Tab<G> }) {
  const bar = useRef<HTMLElement>(null);
  useReveal(bar, now);
  const all: readonly Entry[] = TABS[of];
  return (
    <nav ref={bar} class="tabs" aria-label={t(`tabs.${of}`)}>
      {all.map((one) => <a key={one.tab} href={link(one.page, one.id, one.params)} aria-current={one.tab === now ? "page" : undefined}>{t(`tab.${one.tab}`)}</a>)}
    </nav>
  );
}

/** A bar that scrolls on a narrow screen brings the open page's link into sight. */
export function useReveal(bar: RefObject<HTMLElement | null>, now: string): void {
  useEffect(() => {
    const reveal = (): void => {
      const open = bar.current?.querySelector<HTMLElement>("[aria-current]");
      if (bar.current && open) bar.current.scrollLeft = open.offsetLeft - (bar.current.clientWidth - open.offsetWidth) / 2;
    };
    reveal();
    void document.fonts.ready.then(reveal);
  }, [now]);
}
