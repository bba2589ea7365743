import { RULES } from '../../providers/wechatpay/rules.ts';
import type { Client, Reply } from '../providers/wechatpay/client.ts';
import { openInProcess } from '../providers/wechatpay/in-process.ts';

/** What came of a command. */
export type Done = 'done' | 'refused' | 'repeated' | 'passed';

/** What is always the same of a race, whatever it is about. */
export interface Race<C> {
  do(command: C): Promise<Done>;
  /** Lets everything that is on its way arrive. */
  settle(): Promise<void>;
  /** Without empty accounts. */
  balances(): Map<string, bigint>;
  /** What the balances come to in the end, by the answers alone. */
  expectedBalances(): Map<string, bigint>;
  /** Caps that the answers let somebody go beyond, in words. */
  beyondCaps(): readonly string[];
  dump(): string;
  close(): Promise<void>;
}

/** What WeChat Pay keeps of a payment by its rules, in fen. */
export function fee(fen: bigint): bigint {
  return (fen * RULES.feeBps + 5000n) / 10_000n;
}

/** WeChat Pay and a merchant in a world of their own, in memory, called as over the wire. */
export interface RacingWorld {
  readonly client: Client;
  readonly appid: string;
  /** The buyer pays what bears that token. @returns whether that was let through */
  pay(token: string): boolean;
  advance(ms: number): Promise<void>;
  /** Of every account that is not empty, in fen. */
  balances(): Map<string, bigint>;
  /** Everything that is kept. */
  dump(): string;
  close(): Promise<void>;
}

export async function openRacingWorld(): Promise<RacingWorld> {
  const { sandbox, provider, client, appid, store } = await openInProcess({
    rules: { refusedRefundsPerSecond: 1000 },
  });
  const select = store.prepare('SELECT collection, id, body FROM document ORDER BY collection, id');
  const dump = () =>
    select
      .all()
      .map((row) => Object.values(row).join('\t'))
      .join('\n');
  return {
    client,
    appid,
    pay: (token) => provider.wallet.pay({ token }).ok,
    advance: (ms) => sandbox.scheduler.advance(ms),
    balances: () => balancesIn(dump()),
    dump,
    close: () => sandbox.close(),
  };
}

function balancesIn(dump: string): Map<string, bigint> {
  const found = new Map<string, bigint>();
  for (const line of dump.split('\n')) {
    const [collection, account = '', body = ''] = line.split('\t');
    if (collection !== 'wechatpay.account') continue;
    const fen = BigInt(JSON.parse(body).fen.$bigint);
    if (fen !== 0n) found.set(account, fen);
  }
  return found;
}

type Attempt = () => Promise<Reply>;

/** Numbers that a merchant gives, and what it asked for last. */
export class Asker {
  #numbers = 0;
  /** The last request that succeeded, word for word. */
  #last: Attempt | undefined;

  /** @throws Error when it is answered as nothing may be */
  async ask(attempt: Attempt, succeeded: (reply: Reply) => void = () => {}): Promise<Done> {
    const reply = await attempt();
    if (reply.status >= 500) throw new Error(`${reply.status}: ${reply.text}`);
    if (reply.status >= 400) return 'refused';
    succeeded(reply);
    this.#last = attempt;
    return 'done';
  }

  /** Asks for the last thing again. */
  async again(): Promise<Done> {
    if (!this.#last) return 'passed';
    const { status } = await this.#last();
    if (status >= 400) throw new Error(`what succeeded once was answered ${status} the second time`);
    return 'repeated';
  }

  newNo(): string {
    this.#numbers += 1;
    return `N${String(this.#numbers).padStart(6, '0')}`;
  }
}
