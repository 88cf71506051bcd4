/** Top bar, second bar, foot. */
import type { ComponentChildren } from "preact";
import { useRef } from "preact/hooks";
import { Icon, Mark } from "../parts/Icon";
import { useReveal } from "../parts/Tabs";
import { Search } from "./Search";
import { LANGS, writeAddress } from "../app/address";
import { day } from "../app/format";
import { lang, t } from "../app/i18n";
import { BAR, type Need, barOf } from "../app/navigation";
import { address, choose, link } from "../app/router";
import { hasResults, isPresent, workspace, year, years } from "../app/state";
import { may, session } from "../app/session/session";
import { type Theme, setTheme, theme } from "../app/theme";
import { ProtectedBanner } from "../parts/protected/Banner";
import { AccountMenu } from "./AccountMenu";

/** Whether a page of the bar has something to show. */
const isOpen = (needs: Need | undefined): boolean =>
  needs === undefined || (needs === "results" ? hasResults.value : isPresent(needs));

/** Whether who asks may read at all; as long as nobody knows, he may. */
const readable = (): boolean => session.value === null || may("read");

export function Shell({ children }: { children: ComponentChildren }) {
  return (
    <div class="shell">
      <Top />
      {readable() && <><Bar /><ProtectedBanner /></>}
      <main id="main" tabIndex={-1}>{children}</main>
      <Foot />
    </div>
  );
}

function Top() {
  const place = workspace.value;
  return (
    <header class="top">
      <a class="brand" href={link("map")} aria-label={t("shell.home")}>
        <Mark /><span class="word">jiqun<span lang="zh-Hans">集群</span></span>
      </a>
      <div class="place">
        <strong title={place?.title}>{place?.title || place?.name || " "}</strong>
        <span>{place && (place.time ? t("shell.asof", { day: day(place.time, lang.value), commit: place.commit }) : t("shell.fresh"))}{" "}
          {place?.synthetic && <span class="synthetic" title={t("shell.synthetic.why")}>{t("shell.synthetic")}</span>}</span>
      </div>
      {readable() && <Search />}
      <div class="tools">{readable() && <YearChoice />}<LanguageChoice /><ThemeChoice /><AccountMenu /></div>
    </header>
  );
}

function YearChoice() {
  const all = years.value;
  const now = year.value;
  if (all.length === 0 || now === undefined) return null;
  const at = all.indexOf(now);
  const step = (by: number): void => choose({ year: String(all[at + by] ?? now) }, { replace: true });
  return (
    <div class="stepper" role="group" aria-label={t("shell.year")}>
      <button type="button" aria-label={t("shell.year.before")} disabled={at <= 0} onClick={() => step(-1)}>‹</button>
      <select aria-label={t("shell.year")} value={String(now)} onChange={(event) => choose({ year: event.currentTarget.value })}>
        {all.map((one) => <option key={one} value={String(one)}>{one}</option>)}
      </select>
      <button type="button" aria-label={t("shell.year.after")} disabled={at >= all.length - 1} onClick={() => step(1)}>›</button>
    </div>
  );
}

function LanguageChoice() {
  const other = LANGS.find((one) => one !== lang.value) ?? "en";
  return (
    <a class="tool" href={writeAddress({ ...address.value, lang: other })} hreflang={other} lang={other === "zh" ? "zh-Hans" : "en"}>
      {other === "zh" ? "中文" : "English"}
    </a>
  );
}

const NEXT: Record<Theme, Theme> = { auto: "light", light: "dark", dark: "auto" };
const SIGN = { auto: "auto", light: "sun", dark: "moon" } as const;

function ThemeChoice() {
  const now = theme.value;
  const said = t("shell.theme", { now: t(`shell.theme.${now}`), next: t(`shell.theme.${NEXT[now]}`) });
  const turn = (): void => {
    if (address.peek().params.theme) choose({ theme: undefined }, { replace: true });
    setTheme(NEXT[now]);
  };
  return <button type="button" class="tool" aria-label={said} title={said} onClick={turn}><Icon sign={SIGN[now]} /></button>;
}

function Bar() {
  const now = barOf(address.value.page);
  const bar = useRef<HTMLElement>(null);
  useReveal(bar, now);
  return (
    <nav ref={bar} class="nav" aria-label={t("shell.pages")}>
      <ul>
        {BAR.map(({ page, needs }) => (
          <li key={page}>
            <a href={link(page)} class={isOpen(needs) ? undefined : "idle"} aria-current={page === now ? "page" : undefined}>
              {t(`page.${page}`)}{!isOpen(needs) && <span class="sr"> ({t("shell.nodata")})</span>}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function Foot() {
  return (
    <footer class="foot">
      <span>jiqun {workspace.value?.version}</span>
      {readable() && <><a href={link("methods")}>{t("page.methods")}</a><a href={link("data")}>{t("shell.sources")}</a></>}
      <a href="/api/v1/openapi.json" target="_blank" rel="noopener">{t("shell.api")}</a>
      <a href="/assets/licences.txt" target="_blank" rel="noopener">{t("shell.licences")}</a>
    </footer>
  );
}
