/** The boundary of one found cluster with its member regions, or its places and ties. */
import { useMemo } from "preact/hooks";
import { useApi } from "../../../app/api";
import { integer, number } from "../../../app/format";
import { lang, nameOf, t } from "../../../app/i18n";
import { go, link } from "../../../app/router";
import { level } from "../../../app/state";
import { dark } from "../../../app/theme";
import type { FoundDetail } from "../../../app/answers";
import { Figure } from "../../../figures/Figure";
import { MapView } from "../../../map/MapView";
import { readInk } from "../../../map/ink";
import { mix } from "../../../color/colours";
import { mapSvg } from "../../../map/svg";
import { useShapes } from "../../../map/useShapes";
import type { ZoneFeatures } from "../../../map/zones";
import { Skeleton } from "../../../parts/States";
import { ZoneMark, doubtOf, foundName, quadrantLook, wayLook } from "../looks";
import { foundScene } from "../scene";
import { reasonOf } from "./reason";

export function Where({ data }: { data: FoundDetail }) {
  const row = data.cluster;
  const own = row.quadrant === null ? wayLook(row.way) : quadrantLook(row.quadrant);
  const drawn = useShapes(row.level ?? data.members.regions[0]?.level ?? level.value);
  const geometry = useApi("/clusters/geometry", { cluster: row.cluster });
  const scene = useMemo(() => {
    if (!drawn.shapes || (!geometry.data && !geometry.error)) return null;
    const ink = readInk();
    const made = foundScene({ shapes: drawn.shapes, outlines: drawn.outlines, project: drawn.project, rows: [row], features: geometry.data as unknown as ZoneFeatures | undefined, few: true, chosen: row.cluster, by: row.quadrant === null ? "way" : "quadrant", ink, named: false });
    const colour = own.colour;
    for (const member of data.members.regions) made.paint = new Map(made.paint).set(member.region, { colour: mix(ink.empty, colour, 0.12 + 0.4 * Math.min(1, member.weight ?? 0)), patterns: [] });
    return made;
  }, [drawn, geometry.data, geometry.error, row, dark.value, lang.value]);
  const zone = scene?.zones?.find((one) => one.shape.id === row.cluster);
  const tied = zone ? zone.shape.rings.length === 0 : row.virtual === true;
  const title = t(tied ? "region.where" : "cluster.where");
  const shares = new Map(data.members.regions.map((one) => [one.region, one.weight]));
  return (
    <Figure class="twothirds" title={title} definition={t(tied ? "cluster.where.ties" : "cluster.where.definition", { n: integer(row.regions ?? data.members.regions.length, lang.value) })}
      drawings={() => (scene ? [mapSvg(scene, 900, 560)] : [])} reason={() => reasonOf(data, title, foundName(row))}
      table={() => ({ columns: [t("column.code"), t("column.region"), t("column.share")], rows: data.members.regions.map((one) => [one.region, nameOf(one, one.region), one.weight]) })}>
      {scene ? (
        <>
          <div class="measure-map">
            <MapView scene={scene} label={t("cluster.where.label", { name: foundName(row) })} chosen={row.cluster} share={0.42} quiet
              onPick={(id) => { if (id !== row.cluster) go(link("regions", id)); }}
              card={(shape) => <><strong>{nameOf(shape, shape.id)}</strong>{shares.has(shape.id) && <p>{t("cluster.memberregion", { share: number(shares.get(shape.id) ?? null, lang.value, { unit: "share" }) })}</p>}</>} />
          </div>
          <ul class="swatches">
            <li><ZoneMark doubt={doubtOf(row)} colour={own.colour} />{t(tied ? "legend.ties" : `legend.doubt.${doubtOf(row)}.one`)}</li>
            {data.members.regions.length > 1 && <li>{t("cluster.where.shade")}</li>}
          </ul>
        </>
      ) : <Skeleton tall lines={3} />}
    </Figure>
  );
}
