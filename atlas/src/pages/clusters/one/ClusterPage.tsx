/** One cluster, found or declared: what, where, how it is known, how sure, of what and whom. */
import { useApi } from "../../../app/api";
import { address } from "../../../app/router";
import { Skeleton, Trouble } from "../../../parts/States";
import { Declared } from "./Declared";
import { Found } from "./Found";

export default function ClusterPage() {
  const { id } = address.value;
  const answer = useApi("/clusters/{cluster}", { cluster: id });
  if (answer.error) return <div class="page"><Trouble error={answer.error} again={answer.again} /></div>;
  if (!answer.data) return <div class="page"><Skeleton tall lines={6} /></div>;
  return "stability" in answer.data ? <Found data={answer.data} stale={answer.stale} /> : <Declared data={answer.data} />;
}
