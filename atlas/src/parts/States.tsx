/** Waiting, nothing there, something wrong: each says what comes next. */
import type { ComponentChildren } from "preact";
import type { Problem } from "../app/answers";
import type { ApiError } from "../app/api";
import { t } from "../app/i18n";
import { link } from "../app/router";

export function Skeleton({ lines = 5, tall = false }: { lines?: number; tall?: boolean }) {
  return (
    <div class={`skeleton${tall ? " tall" : ""}`} role="status">
      <span class="sr">{t("state.loading")}</span>
      {Array.from({ length: lines }, (_, k) => <i key={k} />)}
    </div>
  );
}

export function Empty({ title, children, inline = false }: { title: string; children?: ComponentChildren; inline?: boolean }) {
  return (
    <section class={`empty${inline ? " inline" : ""}`}>
      <h2>{title}</h2>
      {children}
    </section>
  );
}

const MOST = 6;

/** Problems as the server says them, in the page's language: what was found, what was expected, how to mend it. */
export const Problems = ({ all }: { all: readonly Problem[] }) => (
  <>
    {all.slice(0, MOST).map((one) => (
      <p key={one.code + one.subject} class="problem">
        {one.found}{one.expected ? ` · ${t("error.expected")} ${one.expected}` : ""}
        {one.fix && <span class="small muted">{one.fix}</span>}
      </p>
    ))}
  </>
);

export function Trouble({ error, again }: { error: ApiError; again?: () => void }) {
  const known = error.status === 0 ? "unreachable" : error.status === 404 ? "unknown" : "other";
  return (
    <section class="empty error" role="alert">
      <h2>{t(`error.${known}.title`)}</h2>
      <p>{t(`error.${known}.next`)}</p>
      <Problems all={error.problems} />
      {error.problems.length === 0 && error.status > 0 && <code class="code">{error.status} {error.message}</code>}
      <p class="actions">
        {again && <button type="button" class="button primary" onClick={again}>{t("error.again")}</button>}
        <a class="button" href={link("map")}>{t("error.map")}</a>
      </p>
    </section>
  );
}
