/** Across every page: that numbers are withheld to protect whom they tell of, or that they are confidential. */
import { t } from "../../app/i18n";
import { link } from "../../app/router";
import { protection } from "../../app/session/protection";
import { ProtectedSign } from "./Protected";

export function ProtectedBanner() {
  const now = protection.value;
  if (!now?.protected) return null;
  const kind = now.confidential ? "confidential" : "protected";
  return (
    <aside class={`banner ${kind}`} aria-label={t("protected.banner")}>
      <ProtectedSign open={now.confidential} />
      <p><strong>{t(`protected.${kind}`)}</strong><span>{t(now.stale ? `protected.${kind}.stale` : `protected.${kind}.means`)}</span></p>
      <a href={link("protection")}>{t("protected.how")}</a>
    </aside>
  );
}
