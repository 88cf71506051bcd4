/** The network: a few figures, the picture by communities, and the organisations beside it. */
import { useApi } from "../../app/api";
import type { NetworkAnswer } from "../../app/answers";
import { say, t } from "../../app/i18n";
import { Keys } from "../../parts/Keys";
import { Skeleton, Trouble } from "../../parts/States";
import { Tabs } from "../../parts/Tabs";
import { ActorTable } from "./ActorTable";
import { Filters } from "./Filters";
import { doubtSaid, figureSaid } from "./figures";
import { NothingAnalysed } from "./Nothing";
import { PictureFigure } from "./picture/PictureFigure";

/** The figures that the page begins with. */
const FIRST = ["organisations", "ties", "mean-degree", "giant-share", "modularity", "between-kinds"];

export default function NetworkPage() {
  const answer = useApi("/network");
  if (answer.error) return <div class="page"><Trouble error={answer.error} again={answer.again} /></div>;
  if (!answer.data) return <div class="page"><Skeleton tall lines={6} /></div>;
  if (answer.data.needs !== null) return <div class="page"><div class="head"><div><h1>{t("network.title")}</h1></div></div><NothingAnalysed needs={answer.data.needs} /></div>;
  return <Analysed data={answer.data} />;
}

function Analysed({ data }: { data: NetworkAnswer }) {
  const whole = new Map(data.figures.filter(({ of, section }) => of === null && section !== "unseen").map((one) => [one.figure, one]));
  const first = FIRST.flatMap((id) => whole.get(id) ?? []);
  return (
    <div class="mapping found">
      <div class="left">
        <Tabs of="network" now="network" />
        <Keys items={first.map((one) => ({ title: say(one.title), value: figureSaid(one), note: doubtSaid(one) }))} />
        <Filters data={data} communities={whole.get("communities")?.value ?? 0} />
        <PictureFigure kinds={data.actors.map(({ kind }) => kind)} />
      </div>
      <ActorTable measures={data.measures} />
    </div>
  );
}
