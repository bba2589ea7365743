import { z } from 'zod';
import type { Instant } from '../../time/index.ts';
import { callOf, DEED_CALLS, type Deed } from '../deed.ts';
import { askJson, type Send } from '../http.ts';
import { DEEDS } from '../sandbox.ts';
import { type Exchange, exchangeSchema } from '../views.ts';

/** What went on in a running sandbox since it was last reset. */
export interface Session {
  /** What people did, in the order in which it ended. */
  readonly deeds: readonly Deed[];
  /** What providers heard and told meanwhile. */
  readonly wire: readonly Exchange[];
  /** The journal keeps so much and no more, and no longer has the beginning. */
  readonly isCut: boolean;
  /** What the sandbox's clock says. */
  readonly now: Instant;
}

/** There is nothing to record; the message says why, and what to do about it. */
export class NothingToRecord extends Error {
  override name = 'NothingToRecord';
}

const PAGE = 1000;

const entrySchema = exchangeSchema.extend({
  request: z.object({
    method: z.string(),
    url: z.string(),
    headers: z.record(z.string(), z.string()),
    body: z.string(),
  }),
  /** What the buyer did on a provider's page. */
  wallet: z.record(z.string(), z.unknown()).nullish(),
  begun: z.object({ after: z.int(), nth: z.int() }).nullish(),
});
type Entry = z.infer<typeof entrySchema>;

const pageSchema = z.object({ exchanges: z.array(entrySchema) });
const clockSchema = z.object({ now: z.iso.datetime({ offset: true }) });

/**
 * Reads the journal of a running sandbox, whole.
 *
 * @throws NothingToRecord when nobody answers, when it is no Counterfoil that does or one that asks for a key, and
 *   when nothing was done there
 */
export async function readSession(origin: string, send: Send): Promise<Session> {
  const { now } = await read(origin, '/sandbox/clock', clockSchema, send);
  // How things end is read there: better to be told now that it takes a key.
  await read(origin, '/v1/work', z.looseObject({}), send);
  const entries: Entry[] = [];
  for (;;) {
    const [first] = entries;
    const before = first ? `&before=${first.seq}` : '';
    const { exchanges } = await read(origin, `/sandbox/journal?limit=${PAGE}${before}`, pageSchema, send);
    const older = exchanges.filter(({ seq }) => !first || seq < first.seq);
    entries.unshift(...older);
    if (older.length < PAGE) break;
  }
  const deeds = entries.flatMap((entry) => deedOf(entry) ?? []);
  if (deeds.length === 0) {
    throw new NothingToRecord(
      `nothing was done at ${origin} yet: its journal has no call to /v1 or /sandbox that was to change something`,
    );
  }
  const wire = entries.filter(({ provider }) => !DEEDS.has(provider));
  return { deeds, wire, isCut: (entries[0]?.seq ?? 1) > 1, now: Date.parse(now) };
}

async function read<T>(origin: string, path: string, schema: z.ZodType<T>, send: Send): Promise<T> {
  let why = 'its answer has another form';
  try {
    const answer = await askJson(send, 'GET', origin + path);
    if (answer.ok) {
      const parsed = schema.safeParse(answer.value);
      if (parsed.success) return parsed.data;
    } else if (answer.status === 401 || answer.status === 403) {
      throw new NothingToRecord(`${origin} asks for a key (${answer.code}): give it with --key`);
    } else why = `it answered ${answer.status}`;
  } catch (error) {
    if (error instanceof NothingToRecord) throw error;
    // Of JSON that is none; what the network says is a TypeError.
    if (!(error instanceof SyntaxError)) {
      throw new NothingToRecord(
        `nobody answers at ${origin}: start it with \`counterfoil start\`, or say where it is with --url`,
      );
    }
  }
  throw new NothingToRecord(`what answers at ${origin} is no Counterfoil: asked for ${path}, ${why}`);
}

/** @returns undefined of what no person did */
function deedOf(entry: Entry): Deed | undefined {
  const { seq, provider, request, answer, begun } = entry;
  const when = { at: Date.parse(entry.at), seq, begun: begun ?? { after: seq - 1, nth: 0 } };
  if (entry.wallet && entry.order !== null)
    return { ...onPage(entry.wallet, provider, entry.order), ...when };
  if (!DEEDS.has(provider) || !answer) return undefined;
  const { pathname: path } = new URL(request.url);
  return {
    ...callOf(request.method, path),
    httpMethod: request.method,
    path,
    body: parsed(request.body),
    key: request.headers['idempotency-key'],
    status: answer.status,
    answer: parsed(answer.body),
    ...when,
  };
}

/** What the buyer did on a provider's page, as it would have been asked of the wallet. */
function onPage(wallet: Readonly<Record<string, unknown>>, provider: string, order: string) {
  const call = 'wallet_pay' as const;
  const [httpMethod = '', path = ''] = DEED_CALLS[call].split(' ');
  const body = { provider, token: order, ...wallet };
  return { call, about: {}, httpMethod, path, body, key: undefined, status: 200, answer: { order } };
}

function parsed(text: string): unknown {
  return text === '' ? undefined : JSON.parse(text);
}
