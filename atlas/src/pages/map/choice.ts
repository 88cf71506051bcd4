/** What the map shows, as the address says it. */
import { has, nameOf, say, t } from "../../app/i18n";
import { tLed } from "../../app/leading";
import { address, choose } from "../../app/router";
import { categories, categoryOf, level, mappedOf, workspace, year } from "../../app/state";
import { dark } from "../../app/theme";
import type { Shown } from "../../choropleth/RegionCard";
import { type Scale, makeScale, ratingScale } from "../../color/scales";

export interface MapChoice extends Shown { category: string; level: string; year: number | undefined }

export function useChoice(): MapChoice | null {
  const place = workspace.value;
  const { params } = address.value;
  const quantity = mappedOf(params.measure ?? place?.default.quantity ?? "") ?? place?.quantities[0];
  if (!quantity) return null;
  const category = params.category ?? place?.default.category ?? categories.value[0]?.category ?? "";
  const scheme = place?.schemes.find((one) => `rating:${one.scheme}` === quantity.id);
  return { quantity, category, level: level.value, year: year.value, scheme };
}

export function scaleFor(choice: MapChoice, values: (number | null)[]): Scale {
  const { quantity, scheme } = choice;
  if (scheme) return ratingScale(scheme.ratings.length, dark.value);
  return makeScale(values, { scale: quantity.scale, neutral: quantity.neutral, dark: dark.value });
}

export function mapTitle({ quantity, category, scheme }: MapChoice): string {
  const named = categoryOf(category);
  const what = quantity.per === "region" ? "" : named ? nameOf(named, category) : category;
  if (scheme) return t("map.title.rating", { category: what, scheme: say(scheme.title) });
  const key = `map.title.${quantity.id}`;
  if (has(key)) return tLed(key, { category: what });
  return what ? t("map.title.other", { category: what, quantity: say(quantity.title) }) : say(quantity.title);
}

export const chooseRegion = (region: string | null): void => choose({ region: region ?? undefined }, { replace: true });
