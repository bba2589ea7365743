import { bookedAs, bookProviderFees, clearingAccount, providerFeeAccount } from '../escrow/index.ts';
import { inItsWords, type StatementLine } from '../gateway/index.ts';
import { creditBalance, type TransferRow } from '../ledger/index.ts';
import { type Money, money } from '../money/index.ts';
import type { DurationMs, Instant } from '../time/index.ts';
import { allDocuments } from './all-documents.ts';
import type { Context } from './context.ts';
import { LINE_KIND, STATEMENT_KIND } from './kinds.ts';
import { findBooked } from './line-in-books.ts';
import { orderOfPayment } from './notifications.ts';
import { oneByOne } from './one-by-one.ts';
import { findOrder } from './orders.ts';
import type { Result } from './refusal.ts';
import { dayAfter, dayOf, drawnUpAt, finalAt, startOf } from './statement-day.ts';
import {
  type Break,
  decodeStatement,
  type Statement,
  statementDocuments,
  statementId,
} from './statement-document.ts';

/** What the provider has not drawn up is asked for again. */
const NOT_DRAWN_UP_MS: DurationMs = 6 * 3_600_000;

/** What the provider has not answered is asked for again. */
const NOT_ANSWERED_MS: DurationMs = 3_600_000;

/** How many statements are asked for before the list is looked at again. */
const BATCH = 10;

/**
 * Asks each channel for its statement of every day, from the first on which it had money of ours, and holds it
 * against the books: every line is one payment or refund of ours, and every one of ours is a line.
 */
export function statementTimers(context: Context) {
  const begun = new Set<string>();

  /** Channels whose first statement has not been asked for. */
  async function beginners(): Promise<readonly Statement[]> {
    const channels = [...context.channels].filter(([name, { statement }]) => statement && !begun.has(name));
    const firsts = await Promise.all(channels.map(([name]) => firstStatement(context, name)));
    for (const [i, [name]] of channels.entries()) if (firsts[i] === 'begun') begun.add(name);
    return firsts.filter((first) => first !== 'begun').flatMap((first) => first ?? []);
  }

  return {
    name: 'statements',
    async nextDue(): Promise<Instant | undefined> {
      const dues = [
        await context.store.nextDue(STATEMENT_KIND),
        ...(await beginners()).map(({ nextAt }) => nextAt),
      ];
      const known = dues.filter((due) => due !== undefined);
      return known.length === 0 ? undefined : Math.min(...known);
    },
    async run(now: Instant): Promise<void> {
      for (const first of await beginners()) if ((first.nextAt ?? now) <= now) await keep(context, first);
      const due = await context.store.due(STATEMENT_KIND, now, BATCH);
      await oneByOne(due, ({ body }) => pullOrPutOff(context, decodeStatement(body)));
    },
  };
}

async function firstStatement(context: Context, channel: string): Promise<Statement | 'begun' | undefined> {
  const { store } = context;
  const [known] = await store.documents({ kind: STATEMENT_KIND, owner: channel, limit: 1 });
  if (known) return 'begun';
  const [row] = await store.transfers({ account: clearingAccount(channel, 'CNY').id, limit: 1 });
  return row && waitFor(channel, dayOf(await earliest(context, row)), 0);
}

/** When a payment can have been made at the earliest: it may be on a day before we heard of it. */
async function earliest(context: Context, row: TransferRow): Promise<Instant> {
  const id = orderOfPayment(bookedAs(row.id) ?? '');
  const order = id === undefined ? undefined : await findOrder(context, id);
  return order?.timeline[0]?.at ?? bookedAt(row);
}

function waitFor(channel: string, day: string, after: number): Statement {
  const none = money('CNY', 0n);
  const fees = { fees: none, feesBooked: none, feeBookings: 0 };
  const sums = { lines: 0, payments: none, refunds: none, ...fees, breaks: [] };
  return { channel, day, state: 'waiting', nextAt: drawnUpAt(day), after, ...sums };
}

/**
 * A statement, with what the provider owed us by our books when the day began and when it ended, before its fees:
 * those are booked once the statement says them, on a later day.
 */
export interface StatementInBooks {
  readonly statement: Statement;
  readonly opening: Money;
  readonly closing: Money;
}

/** All statements, the latest day first. */
export async function listStatements(context: Context): Promise<readonly StatementInBooks[]> {
  const found = await allDocuments(context.store, { kind: STATEMENT_KIND });
  const statements = found.map(({ body }) => decodeStatement(body)).sort((a, b) => (a.day < b.day ? 1 : -1));
  return Promise.all(statements.map((statement) => inBooks(context, statement)));
}

export async function findStatement(context: Context, id: string): Promise<Result<StatementInBooks>> {
  const document = await context.store.document(STATEMENT_KIND, id);
  if (!document) return { ok: false, code: 'statement_not_found' };
  return { ok: true, value: await inBooks(context, decodeStatement(document.body)) };
}

async function inBooks({ store }: Context, statement: Statement): Promise<StatementInBooks> {
  const { channel, day } = statement;
  const accounts = [clearingAccount(channel, 'CNY'), providerFeeAccount(channel, 'CNY')];
  const owedAt = async (midnight: string) => {
    const balances = await Promise.all(accounts.map(({ id }) => store.balances(id, startOf(midnight) - 1)));
    const owed = balances.reduce((total, each) => (each ? total - creditBalance(each) : total), 0n);
    return money('CNY', owed);
  };
  const [opening, closing] = await Promise.all([owedAt(day), owedAt(dayAfter(day))]);
  return { statement, opening, closing };
}

/** Asks the provider now, and holds what it says against the books as they are by now. */
export async function pullStatement(context: Context, id: string): Promise<Result<StatementInBooks>> {
  const found = await findStatement(context, id);
  if (!found.ok) return found;
  return { ok: true, value: await inBooks(context, await pull(context, found.value.statement)) };
}

/**
 * A day that our books have nothing of is asked for once, when the answer is final: there may be money on it all
 * the same, but most likely there will never be anything to wait for.
 */
async function pullOrPutOff(context: Context, statement: Statement): Promise<Statement> {
  const final = finalAt(statement.day);
  if (context.now() >= final) return pull(context, statement);
  const { breaks: unseen } = await lookForRows(context, statement, dayAfter(statement.day));
  return unseen.length > 0 ? pull(context, statement) : keep(context, { ...statement, nextAt: final });
}

async function pull(context: Context, statement: Statement): Promise<Statement> {
  const { nextAt: _asked, reason: _earlier, ...rest } = statement;
  const outcome = await context.channels.get(statement.channel)?.statement?.(statement.day, context.now());
  switch (outcome?.kind) {
    case 'succeeded':
      return compare(context, rest, outcome.value);
    case 'failed':
      return keep(context, { ...rest, state: 'failed', reason: inItsWords(outcome) }, rest.after);
    case 'pending':
      return keep(context, { ...rest, state: 'waiting', nextAt: context.now() + NOT_DRAWN_UP_MS });
    default:
      return keep(context, { ...rest, state: 'waiting', nextAt: context.now() + NOT_ANSWERED_MS });
  }
}

/** Every line once against the books, and then what of the books has not been a line by now. */
async function compare(
  context: Context,
  statement: Statement,
  lines: readonly StatementLine[],
): Promise<Statement> {
  const breaks: Break[] = [];
  const ours: StatementLine[] = [];
  const seen = new Set<string>();
  for (const line of lines) {
    const found = await findBreak(context, statement, line, seen);
    if (found) breaks.push(found);
    if (!found || found.kind === 'amount_differs') ours.push(line);
  }
  await keepLines(context, statement, [...seen]);
  const rest = await lookForRows(context, statement, statement.day);
  const sumOf = (kind: StatementLine['kind']) =>
    sum(
      lines.filter((line) => line.kind === kind),
      'amount',
    );
  const compared: Statement = {
    ...statement,
    state: 'compared',
    lines: lines.length,
    payments: sumOf('payment'),
    refunds: sumOf('refund'),
    fees: sum(lines, 'fee'),
    breaks: [...breaks, ...rest.breaks],
  };
  return keep(context, compared, rest.to, sum(ours, 'fee'));
}

function sum(lines: readonly StatementLine[], field: 'amount' | 'fee'): Money {
  return money(
    'CNY',
    lines.reduce((total, line) => total + line[field].value, 0n),
  );
}

function aboutOf({ payment, refund }: StatementLine): string {
  return refund ?? payment;
}

async function findBreak(
  context: Context,
  statement: Statement,
  line: StatementLine,
  seen: Set<string>,
): Promise<Break | undefined> {
  const about = aboutOf(line);
  const theirs = line.amount;
  const listed = await context.store.document(LINE_KIND, `${statement.channel}/${about}`);
  const isListedTwice = seen.has(about) || (listed !== undefined && listed.body !== statement.day);
  seen.add(about);
  if (isListedTwice) return { about, kind: 'listed_twice', theirs };
  const ours = await findBooked(context, statement.channel, line);
  if (!ours) return { about, kind: 'not_in_our_books', theirs };
  const agrees = ours.currency === theirs.currency && ours.value === theirs.value;
  return agrees ? undefined : { about, kind: 'amount_differs', ours, theirs };
}

/** How many lines are written down in one commit. */
const CHUNK = 500;

/** Writes down on which day's statement each stands: the first on which it did. */
async function keepLines({ store, now }: Context, { channel, day }: Statement, abouts: readonly string[]) {
  for (let from = 0; from < abouts.length; from += CHUNK) {
    const ids = abouts.slice(from, from + CHUNK).map((about) => `${channel}/${about}`);
    await store.commit({
      reads: ids.map((id) => ({ kind: LINE_KIND, id })),
      now: now(),
      decide: (loaded) => ({
        documents: ids
          .filter((id) => !loaded.get(LINE_KIND, id))
          .map((id) => ({ kind: LINE_KIND, id, body: day })),
        done: undefined,
      }),
    });
  }
}

const ROWS = 1000;

/**
 * Looks for the rows of the days before one that have been on no statement: what a provider did just before
 * midnight, and we heard of after it, stands in the books a day later than in the statement, but never earlier.
 */
async function lookForRows(
  { store }: Context,
  { channel, after }: Statement,
  day: string,
): Promise<{ readonly breaks: readonly Break[]; readonly to: number }> {
  const breaks: Break[] = [];
  const account = clearingAccount(channel, 'CNY').id;
  let to = after;
  for (;;) {
    const page = await store.transfers({ account, after: to, limit: ROWS });
    for (const row of page) {
      if (bookedAt(row) >= startOf(day)) return { breaks, to };
      to = row.sequence;
      const about = bookedAs(row.id);
      if (about === undefined || (await store.document(LINE_KIND, `${channel}/${about}`))) continue;
      breaks.push({ about, kind: 'not_in_the_statement', ours: money(row.ledger, row.amount) });
    }
    if (page.length < ROWS) return { breaks, to };
  }
}

/**
 * Keeps a statement, with what was explained of it before.
 *
 * @param to up to which row of the books they have been looked for; then the next day's is waited for
 * @param fees what the provider has kept of what is ours
 */
function keep(context: Context, statement: Statement, to?: number, fees?: Money): Promise<Statement> {
  const now = context.now();
  const id = statementId(statement);
  const next = waitFor(statement.channel, dayAfter(statement.day), to ?? 0);
  return context.store.commit({
    reads: [
      { kind: STATEMENT_KIND, id },
      { kind: STATEMENT_KIND, id: statementId(next) },
    ],
    now,
    decide(loaded) {
      const before = loaded.get(STATEMENT_KIND, id);
      const known = before ? decodeStatement(before.body) : statement;
      const booking = bookFees(known, fees);
      const kept = { ...withExplanations(statement, known), ...booking.news };
      const isNextKept = to === undefined || loaded.get(STATEMENT_KIND, statementId(next)) !== undefined;
      const documents = [kept, ...(isNextKept ? [] : [next])].flatMap((each) =>
        statementDocuments(each, now),
      );
      return { ...booking.posting, documents, done: kept };
    },
  });
}

/** What the books have of the day's fees stands in the statement as it is kept, whoever has looked at it meanwhile. */
function bookFees({ channel, day, feesBooked, feeBookings }: Statement, fees = feesBooked) {
  const posting = bookProviderFees({
    channel,
    day,
    fees,
    booked: feesBooked.value,
    bookings: feeBookings,
  });
  const isNews = posting.transfers.length > 0;
  return { posting, news: { feesBooked: fees, feeBookings: feeBookings + (isNews ? 1 : 0) } };
}

function withExplanations(statement: Statement, before: Statement): Statement {
  const breaks = statement.breaks.map((found) => {
    const known = before.breaks.find(({ about, kind }) => about === found.about && kind === found.kind);
    return known?.explanation === undefined ? found : { ...found, explanation: known.explanation };
  });
  return { ...statement, breaks };
}

/** A person has found out why something does not agree. */
export async function explainBreak(
  context: Context,
  id: string,
  about: string,
  explanation: string,
): Promise<Result<StatementInBooks>> {
  const now = context.now();
  const done = await context.store.commit<Result<Statement>>({
    reads: [{ kind: STATEMENT_KIND, id }],
    now,
    decide(loaded) {
      const document = loaded.get(STATEMENT_KIND, id);
      if (!document) return { done: { ok: false, code: 'statement_not_found' } };
      const before = decodeStatement(document.body);
      if (!before.breaks.some((found) => found.about === about)) {
        return { done: { ok: false, code: 'nothing_to_explain' } };
      }
      const breaks = before.breaks.map((found) =>
        found.about === about ? { ...found, explanation } : found,
      );
      const explained = { ...before, breaks };
      return { documents: statementDocuments(explained, now), done: { ok: true, value: explained } };
    },
  });
  return done.ok ? { ok: true, value: await inBooks(context, done.value) } : done;
}

function bookedAt({ atMicros }: TransferRow): Instant {
  return Math.floor(atMicros / 1000);
}
