import type { DurationMs } from '../../src/time/index.ts';

const SECOND_MS: DurationMs = 1000;
const MINUTE_MS: DurationMs = 60 * SECOND_MS;
const HOUR_MS: DurationMs = 60 * MINUTE_MS;
const DAY_MS: DurationMs = 24 * HOUR_MS;

/**
 * Every number that WeChat Pay's documentation puts into a rule, in one place. A merchant's contract may
 * change many of them, and a test may: see `createWechatpay`.
 */
export const RULES = {
  /** How far a request's timestamp may be from ours, either way. */
  timestampWindowMs: 5 * MINUTE_MS,

  /** An order that nobody has paid closes by itself. */
  orderClosesAfterMs: 7 * DAY_MS,
  /** A `prepay_id`, and the `code_url` made with it, can be paid so long. */
  prepayLivesMs: 2 * HOUR_MS,
  h5UrlLivesMs: 5 * MINUTE_MS,
  /** A barcode payment that waits for the buyer's password gives up. */
  userPayingLastsMs: 45 * SECOND_MS,
  /** Above this the phone asks for the password, also at a barcode. */
  barcodeWithoutPasswordFen: 100_000n,

  /** The fee, in hundredths of a percent of what is paid and not refunded; half a fen is rounded up. */
  feeBps: 60n,

  refundPeriodMs: 365 * DAY_MS,
  refundsPerOrder: 50,
  /** How long a refund to a wallet takes. */
  refundTakesMs: 2 * SECOND_MS,
  /** Refund requests a second, and of those that are refused. */
  refundsPerSecond: 150,
  refusedRefundsPerSecond: 6,

  /** Sharing is refused this soon after the payment. */
  sharingStartsAfterMs: MINUTE_MS,
  /** How long WeChat Pay takes to carry out an accepted sharing request. */
  sharingTakesMs: SECOND_MS,
  /** What is not shared by then is the merchant's. */
  frozenForMs: 30 * DAY_MS,
  ecommerceFrozenForMs: 180 * DAY_MS,
  /** The most that may be shared, in hundredths of a percent of what the merchant got: all requests together. */
  sharingMaxRatioBps: 3000n,
  sharingRequestsPerOrder: 50,
  receiversPerSharing: 50,
  receiversPerMerchant: 20_000,
  sharingReturnsPerOrder: 50,
  sharingReturnPeriodMs: 180 * DAY_MS,
  sharingsPerSecond: 300,
  sharingReturnsPerSecond: 100,

  /** 垫付: how long the platform can be paid back what it advanced. */
  advanceReturnPeriodMs: 90 * DAY_MS,

  /** A bill is ready at this time of the next day in Beijing, and can be had for so many days. */
  billReadyAtMs: 10 * HOUR_MS,
  billsKeptForDays: 90,
  billUrlLivesMs: 30 * SECOND_MS,
  billsPerSecond: 3,

  /** A transfer that the user does not confirm is closed. */
  transferConfirmWithinMs: DAY_MS,

  /** When the first platform certificate ends; the second is announced and used before that. */
  firstCertificateEnds: Date.UTC(2030, 0, 1),
  secondCertificateListedMs: 10 * DAY_MS,
  secondCertificateUsedMs: 5 * DAY_MS,
  /**
   * `certificates`: as merchants of old have them. `none`: a new merchant, which has the public key alone.
   */
  platformCertificates: 'issued' as 'issued' | 'none',
  /** When the merchant begins to switch its notifications to the public key; never, unless it is set. */
  publicKeyRampStarts: Number.POSITIVE_INFINITY,
};

/** The share of notifications that the public key signs, in permille, on each day of the switch. */
export const PUBLIC_KEY_RAMP_PERMILLE: readonly number[] = [1, 10, 50, 100, 200, 500, 1000];

export type Rules = Readonly<typeof RULES>;
