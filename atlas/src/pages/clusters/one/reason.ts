/** Where a figure about a cluster comes from. */
import { t } from "../../../app/i18n";
import type { FoundDetail } from "../../../app/answers";
import type { Reason } from "../../../parts/Why";

export const reasonOf = (data: FoundDetail, title: string, value: string): Reason =>
  ({ title, value, record: data.record, definition: t(`way.${data.cluster.way}.how`) });
