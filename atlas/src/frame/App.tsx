/** The frame around every page. */
import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Skeleton, Trouble } from "../parts/States";
import { WhyDrawer } from "../parts/Why";
import { Shell } from "./Shell";
import type { Address, Page } from "../app/address";
import { ready, t } from "../app/i18n";
import { address } from "../app/router";
import { loadWorkspace, trouble, workspace } from "../app/state";

type Loader = () => Promise<{ default: ComponentType }>;

const LOADERS: Record<Page, Loader> = {
  map: () => import("../pages/map/MapPage"),
  clusters: () => import("../pages/cells/CellsPage"),
  definitions: () => import("../pages/definitions/DefinitionsPage"),
  regions: () => (address.peek().id ? import("../pages/regions/RegionPage") : import("../pages/regions/RegionsPage")),
  industries: () => (address.peek().id ? import("../pages/industries/IndustryPage") : import("../pages/industries/IndustriesPage")),
  compare: () => import("../pages/compare/ComparePage"),
  methods: () => import("../pages/methods/MethodsPage"),
  data: () => import("../pages/data/DataPage"),
  networks: () => import("../pages/other/ComingPage"),
  chains: () => import("../pages/other/ComingPage"),
  organisations: () => import("../pages/other/ComingPage"),
  diagnosis: () => import("../pages/other/ComingPage"),
  lab: () => import("../pages/other/ComingPage"),
  search: () => import("../pages/other/UnknownPage"),
  unknown: () => import("../pages/other/UnknownPage"),
};

/** Pages with an id of their own, and views that are pages of their own: key, and what to load. */
function subpage({ page, id, params }: Address): [string, Loader] {
  if (page === "clusters") {
    if (id.startsWith("found/")) return ["clusters/found", () => import("../pages/clusters/one/Found")];
    if (id) return ["clusters/", () => import("../pages/clusters/one/ClusterPage")];
    if (params.view === "found") return ["clusters?found", () => import("../pages/clusters/all/ClustersPage")];
    if (params.view === "plane") return ["clusters?plane", () => import("../pages/clusters/plane/PlanePage")];
  }
  if (page === "definitions" && id === "custom") return ["definitions/custom", () => import("../pages/custom/CustomPage")];
  if (page === "definitions" && id) return ["definitions/", () => import("../pages/definitions/DefinitionPage")];
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
