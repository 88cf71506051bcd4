/** One cluster: what, where, how strong under each scheme, how sure, since when, with whom. */
import { useApi } from "../../../app/api";
import { address } from "../../../app/router";
import { year } from "../../../app/state";
import type { DeclaredCluster, FoundCluster } from "../../../app/types";
import { Skeleton, Trouble } from "../../../parts/States";
import { Declared } from "./Declared";
import { Found } from "../../cells/CellPage";

const isFound = (answer: FoundCluster | DeclaredCluster): answer is FoundCluster => "cell" in answer;

export default function ClusterPage() {
  const answer = useApi<FoundCluster | DeclaredCluster>(`/clusters/${encodeURIComponent(address.value.id)}`, { year: year.value });
  if (answer.error) return <div class="page"><Trouble error={answer.error} again={answer.again} /></div>;
  if (!answer.data) return <div class="page"><Skeleton tall lines={6} /></div>;
  return isFound(answer.data) ? <Found data={answer.data} stale={answer.stale} /> : <Declared data={answer.data} />;
}
