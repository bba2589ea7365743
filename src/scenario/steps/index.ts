import type { DeedCall } from '../deed.ts';
import type { Modifiers, StepKind } from '../step-kind.ts';
import {
  chargeback,
  decideDispute,
  endChargeback,
  evidence,
  openDispute,
  strayRefund,
} from './contesting.ts';
import { expect } from './expect.ts';
import { appraise, order } from './fulfilment.ts';
import { acknowledge, advance, resendEvent, webhookEndpoint } from './office.ts';
import { buyerPays, startPayment } from './paying.ts';
import { explainBreak, pullStatement } from './reconciling.ts';
import { refund, refundMadeElsewhere, retryRefund } from './refunding.ts';
import { sell } from './sell.ts';
import { payee, payeePayout, payeeSchedule, payout, payoutSeen, seller, writeOff } from './sellers.ts';
import { at, endFault, fault, provider, timePasses } from './weather.ts';

const KINDS = [
  seller,
  payee,
  sell,
  startPayment,
  buyerPays,
  appraise,
  order,
  refund,
  retryRefund,
  refundMadeElsewhere,
  openDispute,
  evidence,
  decideDispute,
  chargeback,
  strayRefund,
  endChargeback,
  advance,
  payeeSchedule,
  payeePayout,
  payout,
  payoutSeen,
  writeOff,
  acknowledge,
  webhookEndpoint,
  resendEvent,
  pullStatement,
  explainBreak,
  fault,
  endFault,
  provider,
  timePasses,
  at,
  expect,
] as const;

/** `{ sell: … }`, and what may stand beside it. */
type StepOf<Kind> =
  Kind extends StepKind<infer Name extends string, infer Details>
    ? { readonly [Key in Name]: Details } & Modifiers
    : never;

/** What a step does: one thing, as plain data. */
export type Action = StepOf<(typeof KINDS)[number]>;

/** One step of a scenario: what YAML says, what the explorer draws and what a recording writes. */
export type Step = Action | { readonly together: readonly Action[] };

/** What a step does: one thing, or several at once. */
export function actionsOf(step: Step): readonly Action[] {
  return 'together' in step ? step.together : [step];
}

/** Every kind of step, by name. */
export const STEP_KINDS: ReadonlyMap<string, StepKind> = new Map(KINDS.map((kind) => [kind.name, kind]));

/** Which kind of step makes a call. */
export function kindFor(call: DeedCall): StepKind | undefined {
  return [...STEP_KINDS.values()].find(({ recall }) => recall[call]);
}

/** What kind of step it is, and its details. */
export function kindOf(step: Action): { readonly kind: StepKind; readonly details: unknown } {
  for (const [key, details] of Object.entries(step)) {
    const kind = STEP_KINDS.get(key);
    if (kind) return { kind, details };
  }
  throw new Error(`no step: ${JSON.stringify(step)}`);
}

/** Whether it says all that a step of its kind has to say, and nothing else. */
export function isWellFormed(step: Action): boolean {
  const { kind, details } = kindOf(step);
  return kind.schema.safeParse(details).success;
}
