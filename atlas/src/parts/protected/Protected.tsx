/** A number that is withheld to protect whom it tells of: a sign, a word, and the reason. */
import { t } from "../../app/i18n";
import { explain } from "../Why";

/** A shield: unlike doubt, imputed, withheld and unjudged, which are patterns. ``open``: what it protects is shown; ``x``, ``y``: in a figure. */
export function ProtectedSign({ open = false, x, y, size = 14 }: { open?: boolean; x?: number; y?: number; size?: number }) {
  return (
    <svg class="shield" viewBox="0 0 16 16" x={x} y={y} width={size} height={size} fill="none" stroke="currentColor" stroke-width="1.5" stroke-linejoin="round" stroke-linecap="round" aria-hidden="true">
      <path d="M8 1.6L13.4 3.6V7.6C13.4 11 11.2 13.3 8 14.4C4.8 13.3 2.6 11 2.6 7.6V3.6Z" fill={open ? "none" : "currentColor"} fill-opacity="0.16" />
      {open ? <path d="M8 5V8.4M8 10.8V10.9" /> : <path d="M5.6 8.1L7.3 9.8L10.5 6.4" />}
    </svg>
  );
}

/** Why a cell is withheld: of itself, or because others could be computed from it. */
export type Reasoned = "primary" | "secondary" | null;
export const whyProtected = (reason: Reasoned = null): string => t(`protected.why.${reason ?? "any"}`);

/** In place of a number; asked, it says why. */
export function ProtectedNumber({ title, reason = null }: { title: string; reason?: Reasoned }) {
  return (
    <button type="button" class="why protected" aria-haspopup="dialog" title={whyProtected(reason)}
      onClick={() => explain({ title, value: t("protected.word"), definition: whyProtected(reason), withheld: true })}>
      <ProtectedSign />{t("protected.word")}
    </button>
  );
}

/** Where nothing can be asked: within a link, beside a name. */
export const ProtectedTag = ({ reason = null }: { reason?: Reasoned }) => (
  <span class="tag protected" title={whyProtected(reason)}><ProtectedSign />{t("protected.word")}</span>
);
