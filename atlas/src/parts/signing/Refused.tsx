/** Why a request of a form was refused, as the server says it. */
import type { ApiError } from "../../app/api";
import { t } from "../../app/i18n";
import { Problems } from "../States";

export const Refused = ({ error }: { error: ApiError | undefined }) => (
  <div role="alert">
    {error && (
      <div class="empty inline error">
        {error.problems.length > 0 ? <Problems all={error.problems} /> : <p>{error.status === 0 ? t("error.unreachable.next") : error.message}</p>}
      </div>
    )}
  </div>
);
