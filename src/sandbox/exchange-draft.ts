import type { Presented, SignatureVerdict, WalletDeed } from './journal.ts';

/** What a provider's handler understood of an exchange while it dealt with it. */
export interface ExchangeDraft {
  method?: string | undefined;
  order?: string | undefined;
  requestSignature?: SignatureVerdict;
  answerSignature?: SignatureVerdict;
  presents?: Presented;
  wallet?: WalletDeed;
  note?: string;
  /** The faults that had a hand in it. */
  faults?: string[];
}

/** What a provider's handlers find beside the request (`c.env` in Hono). */
export interface WireEnv {
  /** The request's body as text; `too_large` when it exceeds a mebibyte and was not read. */
  readonly body: string | 'too_large';
  /** What the journal will say of this exchange; the handler fills in what it understood. */
  readonly exchange: ExchangeDraft;
}

/** How a provider answers what reaches it. */
export type Handle = (request: Request, env: WireEnv) => Response | Promise<Response>;
