/** A file as it was looked at, and what was answered so far. */
import { useEffect, useRef, useState } from "preact/hooks";
import { type ApiError, troubleOf } from "../../../app/api";
import type { LookReport, LookWanted, Question } from "../../../app/editing/shapes";
import { lookAt } from "../../../app/editing/writing";
import { lang } from "../../../app/i18n";

export type Answers = Readonly<Record<string, string>>;

export interface Looked {
  report: LookReport | undefined;
  error: ApiError | undefined;
  /** The report belongs to other answers than those given. */
  stale: boolean;
  answers: Answers;
  /** Every question that was open since the file was sent, by its key. */
  asked: ReadonlyMap<string, Question>;
  /** The map of an earlier year's file that this one is read with. */
  saved: string | undefined;
  answer: (more: Answers) => void;
  read: (saved: string | undefined) => void;
  again: () => void;
}

export const wanted = (answers: Answers, saved: string | undefined): LookWanted =>
  ({ answers: { ...answers }, saved: saved ?? "", sheet: "", table: "" });

/** Look at an upload, again after each answer; only the last question's answer counts. */
export function useLook(upload: string): Looked {
  const [answers, setAnswers] = useState<Answers>({});
  const [saved, setSaved] = useState<string>();
  const [attempt, setAttempt] = useState(0);
  const [state, setState] = useState<{ of: string; report?: LookReport; error?: ApiError }>({ of: "" });
  const last = useRef<LookReport | undefined>(undefined);
  const asked = useRef(new Map<string, Question>());
  const key = JSON.stringify([upload, answers, saved, attempt, lang.value]);
  useEffect(() => {
    const stop = new AbortController();
    lookAt(upload, wanted(answers, saved), stop.signal).then(
      (report) => setState({ of: key, report }),
      (error: unknown) => { if (!stop.signal.aborted) setState({ of: key, error: troubleOf(error) }); },
    );
    return () => stop.abort();
  }, [key]);
  useEffect(() => { setAnswers({}); setSaved(undefined); last.current = undefined; }, [upload]);
  if (state.report) last.current = state.report;
  state.report?.questions.forEach((one) => asked.current.set(one.key, one));
  return {
    report: last.current, error: state.of === key ? state.error : undefined, stale: state.of !== key, answers, saved, asked: asked.current,
    answer: (more) => setAnswers({ ...answers, ...more }),
    read: setSaved,
    again: () => setAttempt(attempt + 1),
  };
}

/** Every open question's proposal. */
export const proposals = (questions: readonly Question[]): Answers =>
  Object.fromEntries(questions.flatMap(({ key, proposed }) => (proposed === null ? [] : [[key, proposed]])));

export const withoutProposal = (questions: readonly Question[]): number => questions.filter(({ proposed }) => proposed === null).length;
