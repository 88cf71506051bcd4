/** The pages about clusters, side by side. */
import { useEffect, useRef } from "preact/hooks";
import { t } from "../app/i18n";
import { link } from "../app/router";

export type Tab = "cells" | "found" | "plane" | "definitions" | "custom";

export function ClusterTabs({ now }: { now: Tab }) {
  const all: [Tab, string][] = [
    ["cells", link("clusters")], ["found", link("clusters", "", { view: "found" })], ["plane", link("clusters", "", { view: "plane" })],
    ["definitions", link("definitions")], ["custom", link("definitions", "custom")],
  ];
  const bar = useRef<HTMLElement>(null);
  // on a narrow screen the bar scrolls: the open page's tab comes into sight
  useEffect(() => {
    const open = bar.current?.querySelector<HTMLElement>("[aria-current]");
    if (bar.current && open) bar.current.scrollLeft = open.offsetLeft - (bar.current.clientWidth - open.offsetWidth) / 2;
  }, [now]);
  return (
    <nav ref={bar} class="tabs" aria-label={t("tabs.clusters")}>
      {all.map(([tab, href]) => <a key={tab} href={href} aria-current={tab === now ? "page" : undefined}>{t(`tab.${tab}`)}</a>)}
    </nav>
  );
}

export function DataTabs({ now }: { now: "data" | "methods" }) {
  return (
    <nav class="tabs" aria-label={t("page.data")}>
      <a href={link("data")} aria-current={now === "data" ? "page" : undefined}>{t("data.tab")}</a>
      <a href={link("methods")} aria-current={now === "methods" ? "page" : undefined}>{t("page.methods")}</a>
    </nav>
  );
}
