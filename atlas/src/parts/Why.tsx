/** "Why?": where a number comes from. One drawer for the whole atlas. */
import { signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { number } from "../app/format";
import { tLed } from "../app/leading";
import { lang, t } from "../app/i18n";
import { quantityTitle } from "../app/names";
import { link } from "../app/router";
import { workspace } from "../app/state";
import type { Origin, RunRecord } from "../app/answers";
import { Icon } from "./Icon";

export interface Reason {
  title: string;
  /** The number as shown, with its interval. */
  value: string;
  interval?: string;
  definition?: string;
  measure?: string;
  imputedShare?: number | null;
  /** Published share; null where nobody knows how much is left out. */
  visibleShare?: number | null;
  /** What a quotient is compared with. */
  base?: string;
  record?: RunRecord | null;
  origins?: readonly Origin[];
  /** It is withheld to protect whom it tells of; where it comes from is another page's. */
  withheld?: boolean;
}

const open = signal<Reason | null>(null);
export const explain = (reason: Reason): void => { open.value = reason; };

/** A number that can be asked where it comes from. */
export function WhyNumber({ reason, children }: { reason: () => Reason; children: ComponentChildren }) {
  return (
    <button type="button" class="why num" aria-haspopup="dialog" title={t("why.ask")} onClick={() => explain(reason())}>
      {children}
    </button>
  );
}

const words = (value: unknown): string =>
  Array.isArray(value) ? value.map(words).join(", ")
    : value !== null && typeof value === "object" ? Object.entries(value).map(([k, v]) => `${k}: ${words(v)}`).join("; ")
      : String(value);

export function OriginLine({ origin }: { origin: Origin }) {
  return (
    <div class="origin">
      <strong>{origin.producer}{origin.producer && origin.title ? " · " : ""}{origin.title}</strong>
      {origin.version && <> {origin.version}</>}
      {origin.synthetic && <> <span class="synthetic">{t("shell.synthetic")}</span></>}
      <div class="muted">
        {[origin.licence, origin.accessed && t("why.accessed", { day: origin.accessed }), origin.url].filter(Boolean).join(" · ")}
      </div>
      {origin.note && <div class="muted">{origin.note}</div>}
    </div>
  );
}

function Pairs({ title, pairs: all }: { title: string; pairs: [string, unknown][] }) {
  const pairs = all.filter(([, value]) => value !== null && words(value) !== "");
  if (pairs.length === 0) return null;
  return (
    <>
      <h3>{title}</h3>
      <dl class="facts">
        {pairs.map(([key, value]) => [<dt key={key}>{key}</dt>, <dd key={`${key}.`}>{words(value)}</dd>])}
      </dl>
    </>
  );
}

export function WhyDrawer() {
  const ref = useRef<HTMLDialogElement>(null);
  const reason = open.value;
  useEffect(() => {
    if (reason && !ref.current?.open) ref.current?.showModal();
    if (!reason && ref.current?.open) ref.current.close();
  }, [reason]);
  return (
    <dialog class="drawer" ref={ref} aria-labelledby="why-title" onClose={() => { open.value = null; }}
      onClick={(event) => { if (event.target === ref.current) ref.current?.close(); }}>
      {reason && <Contents reason={reason} close={() => ref.current?.close()} />}
    </dialog>
  );
}

const visibleSaid = (share: number | null): string => (share === null ? t("map.visible.open")
  : share === 1 ? tLed("why.visible.all") : tLed("why.visible.some", { share: number(share, lang.value, { unit: "share" }) }));

function Contents({ reason, close }: { reason: Reason; close: () => void }) {
  return (
    <>
      <header>
        <h2 id="why-title">{t("why.title", { what: reason.title })}</h2>
        <button type="button" class="tool" aria-label={t("why.close")} onClick={close}><Icon sign="close" /></button>
      </header>
      <p class="value">{reason.value}</p>
      {reason.interval && <p class="muted">{t("figure.interval", { interval: reason.interval })}</p>}
      {reason.definition && <p class="small">{reason.definition}</p>}
      {reason.measure && <p class="small"><a href={link("methods", reason.measure)} onClick={close}>{t("figure.method")}</a></p>}
      {reason.base && <><h3>{t("why.base")}</h3><p class="small">{reason.base}</p></>}
      {reason.visibleShare !== undefined && (
        <>
          <h3>{quantityTitle("visible_share")}</h3>
          <p class="small">{visibleSaid(reason.visibleShare)}</p>
        </>
      )}
      {reason.imputedShare != null && (
        <>
          <h3>{quantityTitle("imputed_share")}</h3>
          <p class="small">{reason.imputedShare > 0
            ? tLed("why.imputed.some", { share: number(reason.imputedShare, lang.value, { unit: "share" }) })
            : tLed("why.imputed.none")}</p>
        </>
      )}
      {reason.withheld ? <p class="small"><a href={link("protection")} onClick={close}>{t("protected.how")}</a></p> : <Origins reason={reason} />}
    </>
  );
}

function Origins({ reason: { record, origins = record?.origins ?? [] } }: { reason: Reason }) {
  return (
    <>
      <h3>{t("why.data")}</h3>
      {origins.length === 0 && <p class="small muted">{t("why.noorigin")}</p>}
      {origins.map((origin, k) => <OriginLine key={k} origin={origin} />)}
      {record && <RecordFacts record={record} />}
    </>
  );
}

export function RecordFacts({ record }: { record: RunRecord }) {
  return (
    <>
      <Pairs title={t("why.parameters")} pairs={Object.entries(record.parameters)} />
      <h3>{t("why.made")}</h3>
      <dl class="facts">
        <dt>{t("why.version")}</dt><dd>jiqun {record.version}</dd>
        <dt>{t("why.seed")}</dt><dd>{record.seed ?? t("why.noseed")}</dd>
        <dt>{t("why.commit")}</dt><dd>{workspace.value?.commit}</dd>
      </dl>
      <Pairs title={t("why.inputs")} pairs={Object.entries(record.inputs).map(([k, v]) => [k, v.slice(0, 12)])} />
      {record.cautions.length > 0 && <h3>{t("why.cautions")}</h3>}
      {record.cautions.map((caution, k) => (
        <p key={k} class="small">{caution.sentence[lang.value]}{caution.subject && ` (${caution.subject})`}</p>
      ))}
    </>
  );
}
