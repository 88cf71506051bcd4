/** Pages whose analysis is not in this version: they say what they will answer and what they need. */
import { address } from "../../app/router";
import { Needs } from "../../parts/Needs";

const TABLES: Record<string, string[]> = {
  networks: ["organisations", "links", "projects", "patents"],
  organisations: ["organisations", "organisation_years", "links"],
  chains: ["chain_nodes", "chain_edges", "flows"],
  diagnosis: ["activity", "organisations", "links", "patents", "indicators"],
  lab: ["organisations", "links", "programmes", "treatments"],
};

export default function ComingPage() {
  const { page } = address.value;
  return <Needs page={page} tables={TABLES[page] ?? []} later />;
}
