import type { Answer } from './http.ts';

/**
 * What a scenario can ask of the system that it tries, in the platform's words. Our own platform answers to them
 * as they stand; for somebody else's, a mapping says what they are there.
 */
export const CALLS = {
  open_seller: 'POST /v1/sellers',
  bind_payee: 'PUT /v1/payees/{payee}/receivers/{channel}',
  open_order: 'POST /v1/orders',
  start_payment: 'POST /v1/orders/{order}/payments',
  appraise: 'POST /v1/orders/{order}/appraise',
  ship: 'POST /v1/orders/{order}/ship',
  receive: 'POST /v1/orders/{order}/receive',
  accept: 'POST /v1/orders/{order}/accept',
  cancel: 'POST /v1/orders/{order}/cancel',
  refund: 'POST /v1/orders/{order}/refunds',
  retry_refund: 'POST /v1/orders/{order}/refunds/{refund}/retry',
  refund_made_elsewhere: 'POST /v1/orders/{order}/refunds/{refund}/made_elsewhere',
  open_dispute: 'POST /v1/orders/{order}/dispute',
  bring_evidence: 'POST /v1/orders/{order}/dispute/evidence',
  decide_dispute: 'POST /v1/orders/{order}/dispute/resolve',
  chargeback: 'POST /v1/orders/{order}/chargebacks',
  stray_refund: 'POST /v1/orders/{order}/stray_refunds',
  end_chargeback: 'POST /v1/orders/{order}/chargebacks/{chargeback}/resolve',
  offer_advance: 'POST /v1/orders/{order}/advance',
  accept_advance: 'POST /v1/orders/{order}/advance/accept',
  acknowledge: 'POST /v1/orders/{order}/acknowledge',
  pay_out: 'POST /v1/sellers/{seller}/payouts',
  schedule_payee: 'PUT /v1/payees/{payee}/schedule',
  pay_payee: 'POST /v1/payees/{payee}/payouts',
  acknowledge_payout: 'POST /v1/payouts/{payout}/acknowledge',
  write_off: 'POST /v1/sellers/{seller}/write_offs',
  open_endpoint: 'POST /v1/webhook_endpoints',
  resend_event: 'POST /v1/events/{event}/resend',
  pull_statement: 'POST /v1/statements/{channel}/{day}/pull',
  explain_break: 'POST /v1/statements/{channel}/{day}/explain',
  read_order: 'GET /v1/orders/{order}',
  read_seller: 'GET /v1/sellers/{seller}',
  read_accounts: 'GET /v1/ledger/accounts',
  read_work: 'GET /v1/work',
  read_statement: 'GET /v1/statements/{channel}/{day}',
  read_events: 'GET /v1/events?about={order}&after={after}',
} as const;

export type Call = keyof typeof CALLS;

export interface Asked {
  /** What stands in for the `{…}` of the call. */
  readonly about?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** The Idempotency-Key. */
  readonly key?: string | undefined;
}

/** The code with which a call is refused that the system does not have. */
export const NOT_MAPPED = 'not_mapped';

/** The system that a scenario tries. */
export interface Target {
  /** Answers in the platform's shapes, so far as the system has them. */
  ask(call: Call, asked: Asked): Promise<Answer>;
}
