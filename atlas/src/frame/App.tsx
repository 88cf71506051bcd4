/** The frame around every page. */
import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Skeleton, Trouble } from "../parts/States";
import { WhyDrawer } from "../parts/Why";
import { Shell } from "./Shell";
import { routeOf } from "./routes";
import { ready, t } from "../app/i18n";
import { address } from "../app/router";
import { loadWorkspace, trouble, workspace } from "../app/state";

const loaded = new Map<string, ComponentType>();

function CurrentPage() {
  const { page, id } = address.value;
  const { key, load } = routeOf(address.value);
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
  return Body ? <Body key={`${key}/${page}/${id}`} /> : <div class="page"><Skeleton tall /></div>;
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

export function App() {
  useTitle();
  if (!ready.value) return <div class="shell" />;
  const problem = trouble.value;
  return (
    <>
      <a class="skip" href="#main">{t("shell.skip")}</a>
      <Shell>
        {problem ? <div class="page"><Trouble error={problem} again={() => { void loadWorkspace(); }} /></div>
          : workspace.value ? <CurrentPage /> : <div class="page"><Skeleton tall /></div>}
      </Shell>
      <WhyDrawer />
    </>
  );
}
