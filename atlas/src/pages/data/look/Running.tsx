/** The main job, from here: how far it is, what came out, and the way to the map. */
import { useEffect, useState } from "preact/hooks";
import { type ApiError, troubleOf } from "../../../app/api";
import type { Run } from "../../../app/editing/shapes";
import { beginRun, breakOff, changed, seeRun } from "../../../app/editing/writing";
import { integer } from "../../../app/format";
import { has, lang, t } from "../../../app/i18n";
import { quantityTitle } from "../../../app/names";
import { link } from "../../../app/router";
import { Problems } from "../../../parts/States";

const PAUSE_MS = 700;

export function Running() {
  const [run, setRun] = useState<Run>();
  const [error, setError] = useState<ApiError>();
  const fail = (told: unknown): void => setError(troubleOf(told));
  useEffect(() => {
    if (run?.state !== "running") return undefined;
    const timer = setTimeout(() => {
      seeRun(run.run).then((now) => { if (now.state === "done") changed(); setRun(now); }, fail);
    }, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [run]);
  const begin = (): void => { setError(undefined); beginRun().then(setRun, fail); };
  return (
    <div class="running">
      {run?.state === "running" ? (
        <>
          <progress aria-label={t("run.title")} {...(run.total > 0 ? { value: run.done, max: run.total } : {})} />
          <p role="status">{t("run.going", { step: has(`run.step.${run.step}`) ? t(`run.step.${run.step}`) : t("run.step.other"), seconds: integer(Math.round(run.seconds), lang.value) })}</p>
          <button type="button" class="button" onClick={() => { breakOff(run.run).then(() => seeRun(run.run)).then(setRun, fail); }}>{t("run.stop")}</button>
        </>
      ) : run?.state === "done" && run.outcome ? (
        <>
          <p role="status">{t("run.done", { quantity: quantityTitle(run.outcome.quantity), cells: integer(run.outcome.cells, lang.value), strong: integer(run.outcome.strong, lang.value), years: yearsOf(run.outcome.years) })}</p>
          <p class="actions"><a class="button primary" href={link("map")}>{t("run.map")}</a><a class="button" href={link("cells")}>{t("page.cells")}</a></p>
        </>
      ) : (
        <>
          <p>{t(run?.state === "stopped" ? "run.stopped" : "run.means")}</p>
          <p class="actions"><button type="button" class="button primary" onClick={begin}>{t("run.begin")}</button></p>
        </>
      )}
      {run?.state === "failed" && <div class="empty inline error" role="alert"><h3>{t("run.failed")}</h3><Problems all={run.problems} />{run.fault && <p>{t("run.fault", { number: run.fault })}</p>}</div>}
      {error && <div class="empty inline error" role="alert">{error.problems.length > 0 ? <Problems all={error.problems} /> : <p>{error.message}</p>}</div>}
    </div>
  );
}

const yearsOf = (years: readonly number[]): string => (years.length > 1 ? `${years[0]}–${years[years.length - 1]}` : String(years[0] ?? "–"));
