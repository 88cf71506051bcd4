/** The list of people, asked for again after every change, and what was refused. */
import { useEffect, useState } from "preact/hooks";
import { type ApiError, troubleOf } from "../../app/api";
import { people } from "../../app/session/people";
import type { Person } from "../../app/session/shapes";

export interface People {
  all: readonly Person[] | undefined;
  error: ApiError | undefined;
  /** Why the last change was refused. */
  refusal: ApiError | undefined;
  busy: boolean;
  again: () => void;
  /** Make a change, then ask anew; what it answered where it was made. */
  change: <T>(what: () => Promise<T>) => Promise<T | undefined>;
}

export function usePeople(): People {
  const [state, setState] = useState<{ all?: readonly Person[]; error?: ApiError }>({});
  const [refusal, setRefusal] = useState<ApiError>();
  const [busy, setBusy] = useState(false);
  const ask = (): Promise<void> => people().then((all) => setState({ all }), (error: unknown) => setState({ error: troubleOf(error) }));
  useEffect(() => { void ask(); }, []);
  const change = async <T>(what: () => Promise<T>): Promise<T | undefined> => {
    setBusy(true);
    setRefusal(undefined);
    try {
      const answer = await what();
      await ask();
      return answer;
    } catch (error) {
      setRefusal(troubleOf(error));
      return undefined;
    } finally {
      setBusy(false);
    }
  };
  return { all: state.all, error: state.error, refusal, busy, again: () => { void ask(); }, change };
}
