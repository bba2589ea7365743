import type { Document, Plan, Work } from '../ledger/index.ts';
import { parseExact, stringifyExact } from '../money/index.ts';
import { REQUEST_KIND } from './kinds.ts';
import type { Refusal } from './refusal.ts';

/** A request that may come again: the same key with the same body gets the same answer. */
export interface RequestIdentity {
  /** The caller's `Idempotency-Key`. */
  readonly key: string;
  /** A digest of all that the request says. */
  readonly fingerprint: string;
}

/** What came of a request: `answer` is kept with the change, in one commit. */
export type Answered<T, Extra> =
  | { readonly ok: true; readonly answer: T; readonly replayed: false; readonly extra: Extra }
  | { readonly ok: true; readonly answer: T; readonly replayed: true }
  | Refusal;

/**
 * Makes a unit of work happen once for a request, however often and wherever it is sent: the answer is
 * written in the same commit as the change, and a repetition gets it back. A refusal changed nothing and is
 * not kept. Without a request it is the work itself.
 */
export function once<T, Extra>(
  request: RequestIdentity | undefined,
  work: Work<Answered<T, Extra>>,
): Work<Answered<T, Extra>> {
  if (!request) return work;
  return {
    ...work,
    reads: [...work.reads, { kind: REQUEST_KIND, id: request.key }],
    decide(loaded) {
      const earlier = loaded.get(REQUEST_KIND, request.key);
      if (earlier) return { done: replay<T>(request, earlier) };
      const plan = work.decide(loaded);
      return plan.done.ok ? withAnswer(plan, request, plan.done.answer) : plan;
    },
  };
}

/** Replaces the answer that was kept for a request, once more is known. */
export function answerDocument(request: RequestIdentity, answer: unknown): Document {
  const body = stringifyExact({ fingerprint: request.fingerprint, answer });
  return { kind: REQUEST_KIND, id: request.key, body };
}

function withAnswer<R>(plan: Plan<R>, request: RequestIdentity, answer: unknown): Plan<R> {
  return { ...plan, documents: [...(plan.documents ?? []), answerDocument(request, answer)] };
}

function replay<T>(request: RequestIdentity, earlier: Document): Answered<T, never> {
  const kept = parseExact(earlier.body) as { fingerprint: string; answer: T };
  if (kept.fingerprint !== request.fingerprint) return { ok: false, code: 'idempotency_key_reused' };
  return { ok: true, answer: kept.answer, replayed: true };
}
