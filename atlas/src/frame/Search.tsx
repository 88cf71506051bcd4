/** Search over everything; "/" comes here, arrows choose, Enter goes. */
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { get } from "../app/api";
import { has, lang, nameOf, otherName, t } from "../app/i18n";
import { go, link } from "../app/router";
import type { Hit, Way } from "../app/answers";
import { waysSaid } from "../app/names";
import { Icon } from "../parts/Icon";
import { Unjudged } from "../parts/published/Published";

const WAIT_MS = 130;

/** The page of a hit in the reader's language; the server's address where the kind is not known. */
function target(hit: Hit): string {
  if (hit.kind === "region") return link("regions", hit.id);
  if (hit.kind === "cell") return link("cells", hit.id);
  if (hit.kind === "cluster") return link("clusters", hit.id);
  const set = /\/definitions\/([^?]+)\?category=([^&]+)/.exec(hit.url);
  if (set) return link("definitions", decodeURIComponent(set[1] ?? ""), { category: decodeURIComponent(set[2] ?? "") });
  if (hit.kind === "category") return link("industries", hit.id);
  if (hit.kind === "measure") return link("methods", hit.id);
  return /^\/(en|zh)\//.test(hit.url) ? hit.url : link("industries", hit.id);
}

export function Search() {
  const [text, setText] = useState("");
  const [hits, setHits] = useState<Hit[] | null>(null);
  const [at, setAt] = useState(0);
  const [open, setOpen] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const list = useId();
  useEffect(() => {
    const key = (event: KeyboardEvent): void => {
      const typing = event.target instanceof HTMLElement && /INPUT|SELECT|TEXTAREA/.test(event.target.tagName);
      if (event.key !== "/" || typing || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      input.current?.focus();
    };
    document.addEventListener("keydown", key);
    return () => document.removeEventListener("keydown", key);
  }, []);
  useEffect(() => {
    const asked = text.trim();
    if (!asked) { setHits(null); return undefined; }
    let wanted = true;
    const timer = setTimeout(() => {
      get("/search", { q: asked, lang: lang.value, limit: 12 }).then(
        (answer) => { if (wanted) { setHits(answer.items); setAt(0); } },
        () => { if (wanted) setHits([]); },
      );
    }, WAIT_MS);
    return () => { wanted = false; clearTimeout(timer); };
  }, [text, lang.value]);
  const pick = (hit: Hit | undefined): void => {
    if (!hit) return;
    setOpen(false);
    setText("");
    go(target(hit));
  };
  const onKey = (event: KeyboardEvent): void => {
    const count = hits?.length ?? 0;
    if (event.key === "ArrowDown" && count) setAt((at + 1) % count);
    else if (event.key === "ArrowUp" && count) setAt((at - 1 + count) % count);
    else if (event.key === "Enter") pick(hits?.[at]);
    else if (event.key === "Escape") { setOpen(false); input.current?.blur(); } else return;
    event.preventDefault();
  };
  const shown = open && hits !== null;
  return (
    <div class="search" role="search" onFocusOut={(event) => { if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setOpen(false); }}>
      <input ref={input} type="text" role="combobox" autocomplete="off" spellcheck={false} value={text} placeholder={t("search.hint")} aria-label={t("search.label")}
        aria-expanded={shown} aria-controls={list} aria-autocomplete="list" aria-activedescendant={shown && hits?.length ? `${list}-${at}` : undefined}
        onFocus={() => setOpen(true)} onInput={(event) => { setText(event.currentTarget.value); setOpen(true); }} onKeyDown={onKey} />
      <Icon sign="search" />
      <kbd aria-hidden="true">/</kbd>
      <div class="hits" id={list} role="listbox" aria-label={t("search.label")} hidden={!shown}>
        {hits?.map((hit, k) => (
          <a key={`${hit.kind}/${hit.id}`} id={`${list}-${k}`} role="option" aria-selected={k === at} tabIndex={-1} href={target(hit)}
            onPointerEnter={() => setAt(k)} onPointerDown={(event) => event.preventDefault()} onClick={() => { setOpen(false); setText(""); }}>
            <span>{nameOf(hit, hit.id)}{hit.unjudged && <> <Unjudged /></>}</span>
            <em>{has(`kind.${hit.kind}`) ? t(`kind.${hit.kind}`) : hit.kind}</em>
            <small>{[otherName(hit), hit.kind === "region" || hit.kind === "industry" ? hit.id : "", hit.kind === "region" ? "" : hit.kind === "category" ? t(hit.detail === "local" ? "industry.local" : "industry.traded") : hit.origin === "found" ? waysSaid(hit.detail.split(",") as Way[]) : hit.detail].filter(Boolean).join(" · ")}</small>
          </a>
        ))}
        {hits?.length === 0 && <p role="option" aria-selected="false" aria-disabled="true">{t("search.none", { text })}</p>}
      </div>
    </div>
  );
}
