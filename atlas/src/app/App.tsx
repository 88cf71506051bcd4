/** The frame around every page. */
import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Skeleton, Trouble } from "../parts/States";
import { WhyDrawer } from "../parts/Why";
import { Shell } from "./Shell";
import type { Address, Page } from "./address";
import { ready, t } from "./i18n";
import { address } from "./router";
import { loadWorkspace, trouble, workspace } from "./state";

type Loader = () => Promise<{ default: ComponentType }>;

const LOADERS: Record<Page, Loader> = {
  map: () => import("../pages/MapPage"),
  clusters: () => import("../pages/ClustersPage"),
  definitions: () => import("../pages/DefinitionsPage"),
  regions: () => (address.peek().id ? import("../pages/RegionPage") : import("../pages/RegionsPage")),
  industries: () => (address.peek().id ? import("../pages/IndustryPage") : import("../pages/IndustriesPage")),
  compare: () => import("../pages/ComparePage"),
  methods: () => import("../pages/MethodsPage"),
  data: () => import("../pages/DataPage"),
  networks: () => import("../pages/ComingPage"),
  chains: () => import("../pages/ComingPage"),
  organisations: () => import("../pages/ComingPage"),
  diagnosis: () => import("../pages/ComingPage"),
  lab: () => import("../pages/ComingPage"),
  search: () => import("../pages/UnknownPage"),
  unknown: () => import("../pages/UnknownPage"),
};

/** Pages with an id of their own, and views that are pages of their own: key, and what to load. */
function subpage({ page, id, params }: Address): [string, Loader] {
  if (page === "clusters") {
    if (id.startsWith("found/")) return ["clusters/found", () => import("../pages/FoundPage")];
    if (id) return ["clusters/", () => import("../pages/ClusterPage")];
    if (params.view === "found") return ["clusters?found", () => import("../pages/FoundMapPage")];
    if (params.view === "plane") return ["clusters?plane", () => import("../pages/PlanePage")];
  }
  if (page === "definitions" && id === "custom") return ["definitions/custom", () => import("../pages/CustomPage")];
  if (page === "definitions" && id) return ["definitions/", () => import("../pages/DefinitionPage")];
  return [`${page}${id ? "/" : ""}`, LOADERS[page]];
}

const found = new Map<string, ComponentType>();

function CurrentPage() {
  const { page, id } = address.value;
  const [key, load] = subpage(address.value);
  const [, redraw] = useState(0);
  useEffect(() => {
    if (!found.has(key)) {
      void load().then((module) => {
        found.set(key, module.default);
        redraw((n) => n + 1);
      });
    }
  }, [key]);
  const Body = found.get(key);
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
