/** The frame around every page. */
import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Skeleton, Trouble } from "../parts/States";
import { WhyDrawer } from "../parts/Why";
import { SignIn } from "../parts/signing/SignIn";
import { Shell } from "./Shell";
import { routeOf } from "./routes";
import type { Address } from "../app/address";
import { ready, t } from "../app/i18n";
import { address } from "../app/router";
import { placeOf } from "../app/session/rights";
import { session } from "../app/session/session";
import { loadWorkspace, trouble, workspace } from "../app/state";

const loaded = new Map<string, ComponentType>();

/** ``at`` is the address, or what is shown in its place. */
function CurrentPage({ at }: { at: Address }) {
  const { page, id } = at;
  const { key, load } = routeOf(at);
  const [, redraw] = useState(0);
  useEffect(() => {
    if (!loaded.has(key)) {
      void load().then((module) => {
        loaded.set(key, module.default);
        redraw((n) => n + 1);
      });
    }
  }, [key]);
  const Body = loaded.get(key);
  return Body ? <Body key={`${key}/${page}/${id}/${session.value?.name ?? ""}`} /> : <div class="page"><Skeleton tall /></div>;
}

/** The tab is named after the page's heading. */
function useTitle(): void {
  useEffect(() => {
    const main = document.getElementById("main");
    if (!main) return undefined;
    const tell = (): void => {
      const heading = main.querySelector("h1, .empty h2")?.textContent;
      document.title = heading ? `${heading} · jiqun` : "jiqun 集群";
    };
    const observer = new MutationObserver(tell);
    observer.observe(main, { childList: true, subtree: true, characterData: true });
    tell();
    return () => observer.disconnect();
  }, [ready.value]);
}

/** What stands between the bars: signing in where nothing may be seen, the juror's list, the page. */
function Content() {
  const at = address.value;
  const place = placeOf(session.value, at.page, at.id);
  if (place === "signing") return <SignIn />;
  if (place === "assigned") return <CurrentPage at={{ ...at, page: "account", id: "assigned" }} />;
  if (at.page === "account") return session.value ? <CurrentPage at={at} /> : <div class="page"><Skeleton tall /></div>;
  if (trouble.value) return <div class="page"><Trouble error={trouble.value} again={() => { void loadWorkspace(); }} /></div>;
  return workspace.value ? <CurrentPage at={at} /> : <div class="page"><Skeleton tall /></div>;
}

export function App() {
  useTitle();
  if (!ready.value) return <div class="shell" />;
  return (
    <>
      <a class="skip" href="#main">{t("shell.skip")}</a>
      <Shell><Content /></Shell>
      <WhyDrawer />
    </>
  );
}
