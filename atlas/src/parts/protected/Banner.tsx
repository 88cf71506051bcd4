/** Across every page: that numbers are withheld to protect whom they tell of, or that they are confidential. */
import { t } from "../../app/i18n";
import { link } from "../../app/router";
import { protection } from "../../app/session/protection";
import { ProtectedSign } from "./Protected";

export function ProtectedBanner() {
  const now = protection.value;
  if (now === null || !now.marked || now.shown === "all") return null;
  const open = now.shown === "confidential";
  return (
    <aside class={`banner ${now.shown}`} aria-label={t("protected.banner")}>
      <ProtectedSign open={open} />
      <p><strong>{t(`protected.${now.shown}`)}</strong> <span>{t(`protected.${now.shown}.means`)}</span></p>
      <a href={link("protection")}>{t("protected.how")}</a>
    </aside>
  );
}
