import { z } from 'zod';
import type { DurationMs } from '../../time/index.ts';
import type { Breakage } from '../transport.ts';

export type FaultGroup = 'wire' | 'notification' | 'business' | 'processing' | 'statement';

/** What a fault can do, by the point at which it does it. */
export interface FaultEffects {
  /** A request has arrived, and nothing was done yet. */
  readonly request: RequestEffect;
  /** The provider signs an answer or a notification. */
  readonly signing: SigningEffect;
  /** The provider has done what it was asked, and answers. */
  readonly answer: AnswerEffect;
  /** A notification came up while a request was dealt with, that is not answered yet. */
  readonly cause: 'before_answer';
  /** A notification is due. */
  readonly notification: NotificationEffect;
  /** The buyer has seen what is to be paid. */
  readonly wallet: WalletEffect;
  /** A refund is accepted. */
  readonly refund: RefundEffect;
  /** A split is asked for. */
  readonly split: 'receiver_rejected';
  /** A payment comes in whose money is held. */
  readonly hold: { readonly lastsMs: DurationMs };
  /** A row is written into a statement. */
  readonly statement: RowEffect;
}

export type FaultPoint = keyof FaultEffects;

/** What a provider says when it cannot: an error of its own, or that it was asked too often. */
export type Failure = 'system_error' | 'too_many_requests';

/** Something answers in the provider's place: itself in its own words, or, for any other status, a proxy before it. */
export interface FailedAnswer {
  readonly failure: Failure;
  readonly status: number;
}

export type RequestEffect =
  | { readonly breaks: Breakage }
  | { readonly fails: FailedAnswer }
  /** Makes sense only where the merchant ends an order. */
  | { readonly buyerPays: true };

export interface WireAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: Buffer<ArrayBuffer>;
}

export type AnswerEffect =
  | { readonly breaks: Breakage }
  | { readonly fails: FailedAnswer }
  | { readonly delayMs: DurationMs }
  | { readonly rewrite: (answer: WireAnswer) => WireAnswer };

export type SigningEffect =
  | { readonly key: 'old' }
  | { readonly isFalse: true }
  /** Makes sense only where the time is signed. */
  | { readonly ageMs: DurationMs };

export type NotificationEffect =
  /** How often it reaches the merchant's server this time. */
  | { readonly deliveries: number }
  /** A copy with a false signature comes first, where the provider sends such. */
  | { readonly isProbed: true }
  /** Applied to the body, after it was signed. */
  | { readonly rewrite: (body: string) => string }
  /** Makes sense only of a refund, where the provider tells of it as of a payment. */
  | { readonly looksLikePayment: true }
  /** It goes out later: after so long at most, or as soon as another of the provider has gone out. */
  | { readonly waitsMs: DurationMs; readonly orNext: boolean };

export type WalletEffect =
  /** One of the wallet's outcomes: makes sense only where it has it. */
  | { readonly outcome: string }
  /** What else of the same price and description waits to be paid is paid too. */
  | { readonly paysOthersToo: true }
  /** Makes sense only where it expires. */
  | { readonly waitsUntilBeforeExpiryMs: DurationMs };

export type RefundEffect =
  | { readonly takesMs: DurationMs }
  /** The buyer's card is dead. Makes sense only where the provider has such an end. */
  | { readonly isAbnormal: true };

/**
 * What becomes of a row, in this day's statement and in the next day's.
 *
 * @param offBy the row with its amount off by so many minor units
 */
export type RowEffect = <Row>(
  row: Row,
  offBy: (row: Row, minorUnits: bigint) => Row,
) => { readonly today: readonly Row[]; readonly tomorrow: readonly Row[] };

/** A kind of failure that can be provoked: data, and a pure function from its parameters to what it does. */
export interface FaultKind {
  /** `answer_lost_after_effect` */
  readonly name: string;
  readonly group: FaultGroup;
  /** One line for the person who chooses it. */
  readonly summary: string;
  /** Its own parameters. */
  readonly parameters: z.ZodObject;
  /** @param given what {@link FaultKind.parameters} has accepted */
  effects(given: unknown): Partial<FaultEffects>;
}

interface Definition<Shape extends z.ZodRawShape> {
  readonly name: string;
  readonly group: FaultGroup;
  readonly summary: string;
  readonly parameters?: Shape;
  effects(parameters: z.output<z.ZodObject<Shape>>): Partial<FaultEffects>;
}

export function defineFault<Shape extends z.ZodRawShape = Record<never, never>>(
  definition: Definition<Shape>,
): FaultKind {
  const { name, group, summary } = definition;
  const parameters = z.strictObject(definition.parameters ?? ({} as Shape));
  return {
    name,
    group,
    summary,
    parameters,
    effects: (given) => definition.effects(parameters.parse(given)),
  };
}
