/** The one place that decides the navigation: the pages, the bar, the tabs. What each page loads stands in frame/routes.ts. */

/** ``results``: of the main job; else a table. */
export type Need = "results" | "categories";

interface Plan {
  /** It stands in the bar. */
  bar?: boolean;
  /** What it needs before it has something to show. */
  needs?: Need;
  /** The page of the bar that is marked while this one is open. */
  under?: string;
}

const PLANS = {
  map: { bar: true, needs: "results" },
  regions: { under: "map" },
  cells: { bar: true, needs: "results" },
  clusters: { bar: true, needs: "results" },
  definitions: { under: "clusters" },
  compare: { under: "clusters" },
  industries: { bar: true, needs: "categories" },
  data: { bar: true },
  methods: { under: "data" },
  protection: { under: "data" },
  account: {},
} satisfies Record<string, Plan>;

export type KnownPage = keyof typeof PLANS;
export type Page = KnownPage | "unknown";

export const isPage = (name: string): name is KnownPage => Object.hasOwn(PLANS, name);

export const BAR: readonly { page: KnownPage; needs?: Need }[] = Object.entries<Plan>(PLANS)
  .filter(([, plan]) => plan.bar).map(([page, { needs }]) => ({ page: page as KnownPage, needs }));

/** The page of the bar that a page belongs to. */
export const barOf = (page: Page): string => (page === "unknown" ? "" : (PLANS[page] as Plan).under ?? page);

/** Pages side by side: a tab's word, its page, and what the address says besides. */
export const TABS = {
  clusters: [
    { tab: "clusters", page: "clusters" }, { tab: "plane", page: "clusters", params: { view: "plane" } },
    { tab: "declared", page: "clusters", params: { view: "declared" } },
    { tab: "definitions", page: "definitions" }, { tab: "custom", page: "definitions", id: "custom" },
  ],
  data: [{ tab: "data", page: "data" }, { tab: "methods", page: "methods" }, { tab: "doubt", page: "methods", params: { view: "doubt" } }, { tab: "words", page: "methods", params: { view: "words" } }, { tab: "protection", page: "protection" }],
  account: [{ tab: "own", page: "account" }, { tab: "people", page: "account", id: "people" }, { tab: "audit", page: "account", id: "audit" }],
} as const satisfies Record<string, readonly { tab: string; page: KnownPage; id?: string; params?: Record<string, string> }[]>;

export type TabGroup = keyof typeof TABS;
export type Tab<G extends TabGroup> = (typeof TABS)[G][number]["tab"];
