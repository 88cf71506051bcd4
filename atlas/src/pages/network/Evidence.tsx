/** What an organisation's ties rest on: partners, joint projects, links. */
import type { ComponentChildren } from "preact";
import type { ActorAnswer } from "../../app/answers";
import { integer, number } from "../../app/format";
import { has, lang, nameOf, t } from "../../app/i18n";
import { link } from "../../app/router";
import { KindTag, tieTitle } from "./looks";

interface Head { title: string; end?: boolean }

function Listed({ title, note, heads, rows }: { title: string; note: string; heads: readonly Head[]; rows: ComponentChildren[][] }) {
  if (rows.length === 0) return null;
  return (
    <section class="section"><h2>{title}</h2><p class="lead-note">{note}</p>
      <div class="scroll" tabIndex={0} role="region" aria-label={title} style={{ maxHeight: "60vh" }}>
        <table class="grid"><caption class="sr">{title}</caption>
          <thead><tr>{heads.map((one) => <th key={one.title} scope="col" class={one.end ? "end" : undefined}>{one.title}</th>)}</tr></thead>
          <tbody>{rows.map((row, k) => <tr key={k}>{row.map((cell, j) => <td key={j} class={heads[j]?.end ? "end num" : undefined}>{cell}</td>)}</tr>)}</tbody>
        </table>
      </div>
    </section>
  );
}

const shownOf = (shown: number, total: number): string => t("network.shown", { n: integer(shown, lang.value), total: integer(total, lang.value) });

export function Partners({ data }: { data: ActorAnswer }) {
  return (
    <Listed title={t("network.partners")} note={shownOf(data.partners.length, data.partners_total)}
      heads={[{ title: t("network.organisation") }, { title: t("network.kind") }, { title: t("network.tiedby") }, { title: t("network.weight"), end: true }, { title: t("network.itspartners"), end: true }]}
      rows={data.partners.map((one) => [
        <a href={link("network", one.organisation)}>{nameOf(one, one.organisation)}</a>, <KindTag kind={one.kind} />,
        Object.entries(one.tied_by).map(([kind, n]) => `${tieTitle(kind)} ${integer(n, lang.value)}`).join(" · "), number(one.weight, lang.value, { unit: "1" }), integer(one.degree, lang.value),
      ])} />
  );
}

const roleTitle = (role: string | null): string => (role === null ? "–" : has(`network.role.${role}`) ? t(`network.role.${role}`) : role);
const yearsSaid = (start: number | null, end: number | null): string => (start === null && end === null ? "–" : start === end ? String(start) : `${start ?? "…"}–${end ?? "…"}`);

export function Projects({ data }: { data: ActorAnswer }) {
  return (
    <Listed title={t("network.projects")} note={shownOf(data.projects.length, data.projects_total)}
      heads={[{ title: t("network.project") }, { title: t("network.role") }, { title: t("network.years") }, { title: t("network.funding"), end: true }, { title: t("network.members"), end: true }]}
      rows={data.projects.map((one) => [
        <code>{one.project}</code>, roleTitle(one.role), yearsSaid(one.start, one.end),
        number(one.funding, lang.value, { unit: one.currency ?? "count" }), integer(one.members, lang.value),
      ])} />
  );
}

export function Links({ data }: { data: ActorAnswer }) {
  const names = new Map(data.partners.map((one) => [one.organisation, nameOf(one, one.organisation)]));
  return (
    <Listed title={t("network.links")} note={shownOf(data.links.length, data.links_total)}
      heads={[{ title: t("network.partner") }, { title: t("network.tie") }, { title: t("column.year"), end: true }, { title: t("network.weight"), end: true }]}
      rows={data.links.map((one) => [<a href={link("network", one.partner)}>{names.get(one.partner) ?? one.partner}</a>, tieTitle(one.kind), String(one.year), number(one.weight, lang.value, { unit: "1" })])} />
  );
}
