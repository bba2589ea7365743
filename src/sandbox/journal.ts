import type { Instant } from '../time/index.ts';
import type { SandboxStore } from './store.ts';

/** What came of a signature, and, where it is bad, why. */
export interface SignatureVerdict {
  readonly verdict: 'valid' | 'invalid' | 'absent';
  /** The string that we signed or verified: what the signature has to cover. */
  readonly canonical: string;
  /** For a bad one: why, for the person who has to mend it. */
  readonly reason?: string;
  /** The string that we think the other side signed, when we could tell. */
  readonly theirs?: string;
  /** Where the two strings part. */
  readonly firstDifference?: Difference;
}

export interface Difference {
  /** Where the first character that differs begins: in bytes of UTF-8, from 0. */
  readonly byte: number;
  /** A few characters from there on, in each string; empty where it has ended. */
  readonly ours: string;
  readonly theirs: string;
}

/** What a buyer pays with: the text of a QR code, or the URL of a page. */
export interface Presented {
  readonly kind: 'qr' | 'page';
  readonly value: string;
}

/** What a buyer does with what was presented. */
export interface WalletDeed {
  readonly method?: string | undefined;
  readonly instalments?: number | undefined;
  /** `success` (default), `insufficient_funds`, `cancelled`, … */
  readonly outcome?: string | undefined;
}

export interface Message {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** One request and its answer, as it went over the wire. */
export interface Exchange {
  /** 1, 2, 3, … in the order in which they ended. */
  readonly seq: number;
  readonly at: Instant;
  readonly provider: string;
  /** `in`: somebody called the provider. `out`: the provider notified a merchant. */
  readonly direction: 'in' | 'out';
  readonly httpMethod: string;
  readonly url: string;
  /** What was called, in the provider's words: `alipay.trade.query`. */
  readonly method?: string;
  /** The merchant's order number that it is about. */
  readonly order?: string;
  /** Of the provider's notifications, which it tried to deliver: the same at every attempt. */
  readonly notification?: number;
  /** Whether the merchant acknowledged it, as the provider understands that. */
  readonly acknowledged?: boolean;
  readonly request: Message;
  /** Undefined when no answer arrived. */
  readonly answer?: Message & { readonly status: number };
  readonly requestSignature?: SignatureVerdict;
  readonly answerSignature?: SignatureVerdict;
  /** What the merchant was given to show its buyer. */
  readonly presents?: Presented;
  /** What the buyer did on the provider's page, as the wallet would have been asked for it. */
  readonly wallet?: WalletDeed;
  /**
   * Of what people did: the number of the last exchange that had ended when it began, and which one of what they did
   * since the sandbox was opened it was, by its beginning.
   */
  readonly begun?: { readonly after: number; readonly nth: number };
  /** The faults that had a hand in it. */
  readonly faults: readonly string[];
  /** Anything else worth knowing, such as `not simulated`. */
  readonly note?: string;
}

export type NewExchange = Omit<Exchange, 'seq'>;

export interface JournalFilter {
  readonly provider?: string | undefined;
  readonly order?: string | undefined;
  /** Only exchanges with a higher number. */
  readonly after?: number | undefined;
  /** Only exchanges with a lower number. */
  readonly before?: number | undefined;
  /** The latest this many, oldest first. */
  readonly limit: number;
}

/** The oldest exchanges are dropped beyond this many, so that a long-running sandbox does not fill the disk. */
const KEPT_EXCHANGES = 10_000;

/** How many exchanges pass between two sweeps of the old ones. */
const SWEEP_EVERY = 1000;

/** Every exchange with every provider, both ways. Faults and failures are read from here at two in the morning. */
export class Journal {
  readonly #store;
  readonly #insert;
  readonly #sweep;
  readonly #select;
  readonly #get;
  readonly #last;

  constructor(store: SandboxStore) {
    this.#store = store;
    this.#insert = store.prepare('INSERT INTO exchange (provider, body) VALUES (?, ?)');
    this.#sweep = store.prepare('DELETE FROM exchange WHERE seq <= ?');
    this.#get = store.prepare('SELECT seq, body FROM exchange WHERE seq = ?');
    this.#last = store.prepare('SELECT max(seq) AS seq FROM exchange');
    this.#select = store.prepare(
      `SELECT seq, body FROM exchange
       WHERE seq > :after AND seq < :before AND (:provider IS NULL OR provider = :provider)
         AND (:order IS NULL OR body ->> 'order' = :order)
       ORDER BY seq DESC LIMIT :limit`,
    );
  }

  /** @returns undefined when there is none of this number, or no more */
  get(seq: number): Exchange | undefined {
    const row = this.#get.get(seq);
    return row && exchangeOf(row);
  }

  /** The number of the latest exchange; 0 before the first. */
  lastSeq(): number {
    return Number(this.#last.get()?.seq ?? 0);
  }

  append(exchange: NewExchange): void {
    const { lastInsertRowid } = this.#insert.run(exchange.provider, JSON.stringify(exchange));
    const seq = Number(lastInsertRowid);
    if (seq % SWEEP_EVERY === 0) this.#sweep.run(seq - KEPT_EXCHANGES);
  }

  /** As {@link append}, in one commit with whatever else is written in this turn of the event loop. */
  appendInGroup(exchange: NewExchange): Promise<void> {
    return this.#store.groupCommit(() => this.append(exchange));
  }

  list(filter: JournalFilter): Exchange[] {
    const rows = this.#select.all({
      after: filter.after ?? 0,
      before: filter.before ?? Number.MAX_SAFE_INTEGER,
      provider: filter.provider ?? null,
      order: filter.order ?? null,
      limit: filter.limit,
    });
    return rows.reverse().map(exchangeOf);
  }
}

/** Our own row: only {@link Journal.append} writes them. */
function exchangeOf(row: Record<string, unknown>): Exchange {
  return { seq: Number(row.seq), ...(JSON.parse(String(row.body)) as NewExchange) };
}

const EXCERPT_CHARACTERS = 24;

/** @returns undefined when the strings are the same */
export function firstDifference(ours: string, theirs: string): Difference | undefined {
  if (ours === theirs) return undefined;
  const [a, b] = [[...ours], [...theirs]];
  let at = 0;
  while (at < a.length && a[at] === b[at]) at += 1;
  return {
    byte: Buffer.byteLength(a.slice(0, at).join('')),
    ours: a.slice(at, at + EXCERPT_CHARACTERS).join(''),
    theirs: b.slice(at, at + EXCERPT_CHARACTERS).join(''),
  };
}
