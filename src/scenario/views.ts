import { z } from 'zod';

/** What a scenario reads of the system that it tries, of the sandbox and of providers. Amounts are in minor units. */

const amount = z
  .object({ currency: z.string(), value: z.int() })
  .transform(({ value }): bigint => BigInt(value));

const stated = z.object({ state: z.string() });

/** An order. All but its state may be missing in somebody else's system. */
export const orderSchema = z
  .object({
    state: z.string(),
    payments: z.array(stated),
    refunds: z.array(
      stated.extend({
        amount: amount.optional(),
        /** How the buyer had it, where that was not by way of the provider. */
        made_elsewhere: z.string().optional(),
      }),
    ),
    disputes: z.array(stated),
    advances: z.array(stated),
    chargebacks: z.array(z.object({ id: z.string(), payment: z.string(), state: z.string(), amount })),
    escrow: z.object({
      captured: amount,
      sponsored: amount,
      held: amount,
      released: amount,
      refunded: amount,
      refunding: amount,
      charged_back: amount,
    }),
    allocations: z.array(z.object({ payee: z.string(), amount })),
    split: z
      .object({
        id: z.string(),
        state: z.string(),
        legs: z.array(z.object({ payee: z.string(), state: z.string(), amount, returned: amount })),
      })
      .nullable(),
    waiting_for: z.array(z.object({ event: z.string() })),
    timeline: z.array(z.object({ event: z.string() })),
  })
  .partial()
  .required({ state: true });
export type OrderView = z.infer<typeof orderSchema>;

const side = z.int().transform(BigInt);
export const accountsSchema = z.object({
  accounts: z.array(
    z.object({
      id: z.string(),
      currency: z.string(),
      code: z.string(),
      limit: z.string().nullable(),
      debits_pending: side,
      debits_posted: side,
      credits_pending: side,
      credits_posted: side,
      /** Credits less debits, posted. */
      balance: side,
    }),
  ),
});
export type AccountView = z.infer<typeof accountsSchema>['accounts'][number];

export const sellerSchema = z.object({
  balances: z.object({ available: amount, pending: amount, reserve: amount, owed: amount }),
  recent_payouts: z.array(stated),
});

export const workSchema = z.object({
  /** `order` is null of what is about none, such as a statement. */
  work: z.array(z.object({ order: z.string().nullable(), kind: z.string(), about: z.string() })),
});

export const statementSchema = z.object({
  state: z.string(),
  lines: z.int(),
  payments: amount,
  refunds: amount,
  breaks: z.array(z.object({ about: z.string(), kind: z.string() })),
});

export const eventsSchema = z.object({
  events: z.array(z.object({ id: z.string(), type: z.string(), next_at: z.string().nullable() })),
});
export type EventView = z.infer<typeof eventsSchema>['events'][number];

export const paymentSchema = z.object({
  id: z.string(),
  present: z.object({ value: z.string() }).nullable(),
});

/** What a provider knows of a merchant's order number. */
export const providerOrderSchema = z.looseObject({
  /** In the provider's own words. */
  state: z.string(),
  paid: side,
  refunded: side,
  shared: side,
  /** How many notifications about it the merchant has not heard yet. */
  untold: z.int().default(0),
});
export type ProviderOrderView = z.infer<typeof providerOrderSchema>;

const signature = z.object({ verdict: z.string() }).nullable();
export const exchangeSchema = z.object({
  seq: z.int(),
  at: z.string(),
  provider: z.string(),
  direction: z.enum(['in', 'out']),
  method: z.string().nullable(),
  order: z.string().nullable(),
  /** The same at every attempt to deliver it. */
  notification: z.int().nullable(),
  /** Whether that was acknowledged, as the provider understands it. */
  acknowledged: z.boolean().nullable(),
  request: z.object({ method: z.string(), url: z.string() }),
  answer: z.object({ status: z.int(), body: z.string() }).nullable(),
  request_signature: signature,
  answer_signature: signature,
  faults: z.array(z.string()),
  note: z.string().nullable(),
});
/** One request and its answer, as the journal has it. */
export type Exchange = z.infer<typeof exchangeSchema>;

export const journalSchema = z.object({ exchanges: z.array(exchangeSchema) });

const parameters = z.record(z.string(), z.unknown());

/** What can be said in a world: its faults, its providers, and what those can be told. */
export interface Vocabulary {
  readonly faults: readonly FaultWord[];
  readonly providers: readonly ProviderWord[];
}

export interface FaultWord {
  readonly name: string;
  /** Where it strikes: wire, notification, business, processing, statement. */
  readonly group: string;
  readonly summary: string;
  /** JSON Schema of `with`, for a fault that takes something. */
  readonly parameters?: Readonly<Record<string, unknown>> | undefined;
}

export interface ProviderWord {
  readonly name: string;
  readonly wallet: { readonly methods: readonly string[]; readonly outcomes: readonly string[] };
  /** Faults that it never has, by name, each with why. */
  readonly spared: Readonly<Record<string, string>>;
  readonly commands: readonly {
    readonly name: string;
    readonly summary: string;
    readonly parameters: Readonly<Record<string, unknown>>;
  }[];
  /** The names of all that an SDK needs: `appId`, `gateway`, … */
  readonly credentials: readonly string[];
}

export const faultKindsSchema = z.object({
  kinds: z.array(
    z
      .object({ name: z.string(), group: z.string(), summary: z.string(), parameters: parameters.nullish() })
      .transform(
        ({ parameters: taken, ...kind }): FaultWord => ({
          ...kind,
          ...(taken ? { parameters: taken } : {}),
        }),
      ),
  ),
});

export const providerSchema = z.object({
  name: z.string(),
  wallet: z.object({ methods: z.array(z.string()), outcomes: z.array(z.string()) }),
  spared: z.record(z.string(), z.string()),
  commands: z.array(z.object({ name: z.string(), summary: z.string(), parameters })),
});
