import type { z } from 'zod';
import type { Instant } from '../time/index.ts';
import type { Sale } from './sale.ts';
import type { Stage } from './stage.ts';
import { CALLS, type Call } from './target.ts';

/** What people ask of the sandbox itself, to change something. */
const SANDBOX_CALLS = {
  wallet_pay: 'POST /sandbox/wallet/pay',
  advance_clock: 'POST /sandbox/clock/advance',
  add_fault: 'POST /sandbox/faults',
  remove_fault: 'DELETE /sandbox/faults/{fault}',
  command_provider: 'POST /sandbox/providers/{provider}/{command}',
} as const;

/** What somebody can do that changes something. */
export type DeedCall = Exclude<Call, `read_${string}`> | keyof typeof SANDBOX_CALLS;

/** Something that somebody did in a running sandbox, as its journal has it. */
export interface Deed {
  /** Undefined when it is nothing that a scenario knows. */
  readonly call: DeedCall | undefined;
  /** What stood for the `{…}` of the call. */
  readonly about: Readonly<Record<string, string>>;
  readonly httpMethod: string;
  readonly path: string;
  /** Undefined without one, or where it was not kept. */
  readonly body: unknown;
  /** The Idempotency-Key. */
  readonly key: string | undefined;
  readonly status: number;
  readonly answer: unknown;
  /** When it began. */
  readonly at: Instant;
  /** Its number in the journal, which has it from when it ended. */
  readonly seq: number;
  /** The number of what had ended last when it began, and which deed it was. */
  readonly begun: { readonly after: number; readonly nth: number };
}

/** Every call that changes something, by its name. */
export const DEED_CALLS: Readonly<Record<DeedCall, string>> = { ...writing(CALLS), ...SANDBOX_CALLS };

function writing(calls: typeof CALLS): Omit<typeof CALLS, Extract<Call, `read_${string}`>> {
  const {
    read_order: _order,
    read_seller: _seller,
    read_accounts: _accounts,
    read_work: _work,
    read_statement: _statement,
    read_events: _events,
    ...others
  } = calls;
  return others;
}

const PATTERNS = Object.entries(DEED_CALLS).map(([call, template]) => {
  const [httpMethod = '', path = ''] = template.split(' ');
  const pattern = new RegExp(`^${path.replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`);
  // Our own keys.
  return { call: call as DeedCall, httpMethod, pattern };
});

/** Which call a request is, and what it is about. */
export function callOf(httpMethod: string, path: string): Pick<Deed, 'call' | 'about'> {
  for (const { call, httpMethod: wanted, pattern } of PATTERNS) {
    const match = wanted === httpMethod ? pattern.exec(path) : null;
    if (!match) continue;
    const about = Object.entries(match.groups ?? {}).map(([part, value]) => [part, unescaped(value)]);
    return { call, about: Object.fromEntries(about) };
  }
  return { call: undefined, about: {} };
}

/** Without percents, where there is something that they stand for. */
export function unescaped(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** What a step takes, known again from what was done. */
export interface Recalled<Details> {
  readonly details: Details;
  /** Which sale it is about, where the call does not say so. */
  readonly sale?: Sale | undefined;
  /** It speaks of moments or days, so that none may be left out before it. */
  readonly isDated?: boolean;
  /** What of the deed is not as it was. */
  readonly remark?: string;
}

/** @returns undefined when the step cannot say what was done */
export type Recall<Details> = (deed: Deed, stage: Stage) => Recalled<Details> | undefined;

/** By the calls that a kind of step makes: what it took, for the same to be done again. */
export type Recalls<Details> = Readonly<Partial<Record<DeedCall, Recall<Details>>>>;

/** What a step took, as it follows from the body of its request. Members that nobody asks for are no hindrance. */
export function recalling<Body, const Details>(
  body: z.ZodType<Body>,
  tell: (body: Body, deed: Deed, stage: Stage) => Details | undefined,
): Recall<Details> {
  return (deed, stage) => {
    const read = body.safeParse(deed.body ?? {});
    const details = read.success ? tell(read.data, deed, stage) : undefined;
    return details === undefined ? undefined : { details };
  };
}

/** For a call that says it all. */
export function recallAs<const Details>(details: Details): Recall<Details> {
  return () => ({ details });
}
