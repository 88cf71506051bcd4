/** What each page loads: the one table from which pages are reached. */
import type { ComponentType } from "preact";
import type { Address } from "../app/address";
import type { Page } from "../app/navigation";

export type Loader = () => Promise<{ default: ComponentType }>;
interface Route {
  /** Without it the route fits every address of its page. */
  when?: (at: Address) => boolean;
  load: Loader;
}

const one = ({ id }: Address): boolean => id !== "";
const view = (name: string) => ({ id, params }: Address): boolean => id === "" && params.view === name;

/** The first that fits an address is taken. */
const ROUTES: Record<Page, readonly Route[]> = {
  map: [
    { when: ({ params }) => params.level === "cases", load: () => import("../pages/map/CasesPage") },
    { load: () => import("../pages/map/MapPage") },
  ],
  regions: [{ when: one, load: () => import("../pages/regions/RegionPage") }, { load: () => import("../pages/regions/RegionsPage") }],
  cells: [{ when: one, load: () => import("../pages/cells/CellPage") }, { load: () => import("../pages/cells/CellsPage") }],
  clusters: [
    { when: one, load: () => import("../pages/clusters/one/ClusterPage") },
    { when: view("plane"), load: () => import("../pages/clusters/plane/PlanePage") },
    { when: view("declared"), load: () => import("../pages/clusters/declared/DeclaredPage") },
    { load: () => import("../pages/clusters/all/ClustersPage") },
  ],
  definitions: [
    { when: ({ id }) => id === "custom", load: () => import("../pages/custom/CustomPage") },
    { when: one, load: () => import("../pages/definitions/DefinitionPage") },
    { load: () => import("../pages/definitions/DefinitionsPage") },
  ],
  industries: [{ when: one, load: () => import("../pages/industries/IndustryPage") }, { load: () => import("../pages/industries/IndustriesPage") }],
  compare: [{ load: () => import("../pages/compare/ComparePage") }],
  data: [{ when: ({ id, params }) => id !== "" && params.view === "edit", load: () => import("../pages/data/edit/EditPage") }, { when: one, load: () => import("../pages/data/TablePage") }, { when: view("look"), load: () => import("../pages/data/look/LookPage") }, { load: () => import("../pages/data/DataPage") }],
  methods: [
    { when: ({ id }) => id.startsWith("scheme:"), load: () => import("../pages/methods/SchemePage") },
    { when: one, load: () => import("../pages/methods/MeasurePage") },
    { when: view("doubt"), load: () => import("../pages/methods/DoubtPage") },
    { when: view("words"), load: () => import("../pages/methods/WordsPage") },
    { load: () => import("../pages/methods/MethodsPage") },
  ],
  protection: [{ load: () => import("../pages/protection/ProtectionPage") }],
  account: [
    { when: ({ id }) => id === "people", load: () => import("../pages/account/PeoplePage") },
    { when: ({ id }) => id === "audit", load: () => import("../pages/account/AuditPage") },
    { when: ({ id }) => id === "assigned", load: () => import("../pages/account/AssignedPage") },
    { load: () => import("../pages/account/AccountPage") },
  ],
  unknown: [{ load: () => import("../pages/other/UnknownPage") }],
};

/** A route and a key that tells it from every other. */
export function routeOf(at: Address): { key: string; load: Loader } {
  const all = ROUTES[at.page];
  const k = all.findIndex(({ when }) => !when || when(at));
  return { key: `${at.page}#${k}`, load: (all[k] ?? ROUTES.unknown[0] as Route).load };
}
