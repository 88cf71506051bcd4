/** Where a figure about a definition comes from. */
import type { DefinitionDetail } from "../../app/answers";
import type { Reason } from "../../parts/Why";

export const reasonOf = (data: DefinitionDetail, title: string, value: string): Reason => ({ title, value, record: data.record });
