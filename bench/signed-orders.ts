import { type KeyObject, sign } from 'node:crypto';
import { promisify } from 'node:util';
import type { Contest } from './benchmark.ts';
import { type Answer, Connection } from './connection.ts';
import type { Counterfoil } from './counterfoil.ts';

/** Requests that are under way at once; signatures too, when the ceiling is measured. */
const CONNECTIONS = 64;
const REQUESTS = 3000;

/** A merchant who places orders with a simulated provider, signed as its protocol wants it. */
export interface Shop {
  /** Where requests go. */
  readonly origin: URL;
  /** A key like the one that the provider signs its answers with. */
  readonly key: KeyObject;
  /** A whole request, head and body, for a new order. */
  request(orderNo: string): Promise<Buffer>;
  /** @throws Error when one is no success, or is not signed by the provider */
  check(answers: readonly Answer[]): void | Promise<void>;
}

/**
 * Places orders by the thousand, all signed before the clock starts. Server and client are two processes, and
 * share the machine's processors.
 */
export class Load {
  readonly #shop: Shop;
  readonly #rounds: Buffer[][];
  readonly #connections: readonly Connection[];

  private constructor(shop: Shop, rounds: Buffer[][], connections: readonly Connection[]) {
    this.#shop = shop;
    this.#rounds = rounds;
    this.#connections = connections;
  }

  /** @param rounds how often {@link Load.ordersPerSecond} will be asked */
  static async prepare(shop: Shop, rounds: number): Promise<Load> {
    const numbers = Array.from({ length: rounds * REQUESTS }, (_, n) => `BENCH${n}`);
    const requests = await eachOf(numbers, Array(CONNECTIONS).fill(0), (number) => shop.request(number));
    const connections = await Promise.all(
      Array.from({ length: CONNECTIONS }, () => Connection.open(shop.origin)),
    );
    const byRound = Array.from({ length: rounds }, (_, n) =>
      requests.slice(n * REQUESTS, (n + 1) * REQUESTS),
    );
    return new Load(shop, byRound, connections);
  }

  async ordersPerSecond(): Promise<number> {
    const requests = this.#rounds.pop();
    if (!requests) throw new RangeError('every request was sent');
    const start = performance.now();
    const answers = await eachOf(requests, this.#connections, (request, to) => to.exchange(request));
    const seconds = (performance.now() - start) / 1000;
    await this.#shop.check(answers);
    return answers.length / seconds;
  }

  close(): void {
    for (const connection of this.#connections) connection.close();
  }
}

/** A shop's orders against the machine's RSA-2048 signatures. */
export async function againstSignatures(
  counterfoil: Counterfoil,
  shop: Shop,
  rounds: number,
): Promise<Contest> {
  const load = await Load.prepare(shop, rounds + 1);
  return {
    measure: () => load.ordersPerSecond(),
    measureCeiling: () => signaturesPerSecond(shop.key),
    async close() {
      load.close();
      await counterfoil.stop();
    },
  };
}

const signOffThread = promisify(sign);

/** Of all processors together: the signatures are made by the thread pool. */
async function signaturesPerSecond(key: KeyObject): Promise<number> {
  const texts = Array.from({ length: REQUESTS }, (_, n) => Buffer.from(`{"code":"SUCCESS","n":"${n}"}`));
  const start = performance.now();
  await eachOf(texts, Array(CONNECTIONS).fill(0), (text) => signOffThread('sha256', text, key));
  return REQUESTS / ((performance.now() - start) / 1000);
}

/** The answers to all items, in the order in which they came; every worker has one item in hand at a time. */
async function eachOf<Item, Worker, Result>(
  items: readonly Item[],
  workers: readonly Worker[],
  answer: (item: Item, worker: Worker) => Promise<Result>,
): Promise<Result[]> {
  const answers: Result[] = [];
  const waiting = items.values();
  await Promise.all(
    workers.map(async (worker) => {
      for (const item of waiting) answers.push(await answer(item, worker));
    }),
  );
  return answers;
}
