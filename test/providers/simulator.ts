import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { listen } from '../../src/http/listen.ts';
import {
  type Exchange,
  FixedKeyRing,
  type OpenProvider,
  openSandbox,
  type ProviderDefinition,
  type Sandbox,
  socketTransport,
  type Transport,
  type WalletPayment,
  wallClock,
} from '../../src/sandbox/index.ts';
import { TEST_KEY_PAIRS } from '../../src/sandbox/test-keys.ts';
import { parseDuration } from '../../src/time/index.ts';

/** Noon in Beijing on 22 November 2026. */
export const START = Date.parse('2026-11-22T04:00:00Z');

/** A provider alone on a real socket, in virtual time, with a real store in a folder of its own. */
export interface Simulator {
  readonly sandbox: Sandbox;
  readonly provider: OpenProvider;
  /** Pays with the buyer's phone, or throws. */
  pay(token: string, payment?: Omit<WalletPayment, 'token'>): void;
  /** Lets time pass: `PT30M`. */
  advance(duration: string): Promise<void>;
  /** Every document in the simulator's store, as text. */
  dump(): string;
  lastExchange(): Exchange;
  close(): Promise<void>;
}

export interface OpenOptions {
  readonly seed?: number;
  /** On the wall clock, for clients that sign with their own. */
  readonly live?: boolean;
}

export async function openSimulator(
  definition: ProviderDefinition,
  { seed = 1, live = false }: OpenOptions = {},
): Promise<Simulator> {
  const { name } = definition;
  const folder = await mkdtemp(join(tmpdir(), `counterfoil-${name}-`));
  const storePath = join(folder, 'sandbox.db');
  let serve: Transport = async () => new Response('not open yet', { status: 503 });
  const listener = await listen((request) => serve(request), '127.0.0.1', 0);
  const sandbox = await openSandbox({
    definitions: [definition],
    origins: { [name]: listener.origin },
    storePath,
    seed,
    keys: new FixedKeyRing(TEST_KEY_PAIRS),
    time: live ? { kind: 'live', wall: wallClock } : { kind: 'virtual', start: START },
    transport: socketTransport,
  });
  const provider = sandbox.providers.get(name);
  if (!provider) throw new Error(`${name} did not open`);
  serve = provider.onTheWire;
  return {
    sandbox,
    provider,
    pay: (token, payment = {}) => {
      const result = provider.wallet.pay({ token, ...payment });
      if (!result.ok) throw new Error(`${result.code}: ${result.message}`);
    },
    advance: async (duration) => {
      const ms = parseDuration(duration);
      if (ms === undefined) throw new RangeError(`${duration} is no duration`);
      await sandbox.scheduler.advance(ms);
    },
    dump: () => dumpDocuments(storePath),
    lastExchange: () => {
      const [last] = sandbox.journal.list({ limit: 1 });
      if (!last) throw new Error('nothing has been exchanged');
      return last;
    },
    close: async () => {
      await listener.close();
      await sandbox.close();
      await rm(folder, { recursive: true });
    },
  };
}

function dumpDocuments(storePath: string): string {
  const db = new DatabaseSync(storePath, { readOnly: true });
  try {
    return db
      .prepare('SELECT collection, id, body FROM document ORDER BY collection, id')
      .all()
      .map((row) => Object.values(row).join('\t'))
      .join('\n');
  } finally {
    db.close();
  }
}

/** A merchant's own server, on a real socket, that hears notifications. */
export interface Listening<Told> {
  readonly notifyUrl: string;
  readonly received: Told[];
  /** The next answers, in order; after them it says what it always does. */
  readonly answers: (string | Response)[];
  close(): Promise<void>;
}

/** @param hear makes of a notification what tests look at */
export async function openMerchant<Told>(
  hear: (request: Request) => Promise<Told>,
  acknowledge: () => Response,
): Promise<Listening<Told>> {
  const received: Told[] = [];
  const answers: Listening<Told>['answers'] = [];
  const listener = await listen(
    async (request) => {
      if (request.method !== 'POST') return new Response('Welcome back');
      received.push(await hear(request));
      const answer = answers.shift() ?? acknowledge();
      return typeof answer === 'string' ? new Response(answer) : answer;
    },
    '127.0.0.1',
    0,
  );
  return { notifyUrl: `${listener.origin}/notify`, received, answers, close: () => listener.close() };
}

let orders = 0;

/** An order number that no test of this run has used. */
export function newOrderNo(): string {
  orders += 1;
  return `T20261122${String(orders).padStart(6, '0')}`;
}
