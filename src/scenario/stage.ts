import type { Instant } from '../time/index.ts';
import type { Answer } from './http.ts';
import type { PresentedPayment, Sale } from './sale.ts';
import type { SandboxClient, WaitingFault } from './sandbox.ts';
import { type Snapshot, takeSnapshot } from './snapshot.ts';
import { NOT_MAPPED, type Target } from './target.ts';
import type { Exchange } from './views.ts';

/** A fault that was set, and has to strike. */
export interface SetFault {
  readonly id: string;
  readonly name: string;
  readonly provider?: string | undefined;
  readonly method?: string | undefined;
  readonly mayMiss: boolean;
  /** Which step set it, from 0. */
  readonly step: number;
}

/** Who and what a scenario has brought on so far, by the names that it gave. */
export class Stage {
  readonly target: Target;
  readonly sandbox: SandboxClient;
  /** Which step is being played, from 0. */
  nth = 0;
  /** When the scenario began. */
  readonly start: Instant;
  readonly sales: Sale[] = [];
  readonly faults: SetFault[] = [];
  /** The numbers of chargebacks and stray refunds that the scenario told of itself. */
  readonly chargebacks = new Set<string>();
  /** Faults that were ended before they struck. */
  readonly missed: WaitingFault[] = [];
  /** All that went over the wire since the beginning. */
  readonly exchanges: Exchange[] = [];
  readonly #sellers = new Map<string, string>();
  #snapshot: Snapshot | undefined;

  constructor(target: Target, sandbox: SandboxClient, start: Instant) {
    this.target = target;
    this.sandbox = sandbox;
    this.start = start;
  }

  /** The ids of sellers, by name. */
  get sellers(): ReadonlyMap<string, string> {
    return this.#sellers;
  }

  /** The latest sale, or the one of that name. */
  sale(name?: string): Sale {
    const sale = name === undefined ? this.sales.at(-1) : this.sales.find((known) => known.name === name);
    if (!sale) throw new Error(name === undefined ? 'nothing has been sold yet' : `there is no sale ${name}`);
    return sale;
  }

  /** The latest payment of a sale, or the nth. */
  payment({ payments }: Sale, nth = payments.length): PresentedPayment {
    const payment = payments[nth - 1];
    if (!payment) throw new Error(`the sale has no payment ${nth}`);
    return payment;
  }

  /** The sale of an order's id. */
  saleOf(order: string | undefined): Sale | undefined {
    return this.sales.find((sale) => sale.order === order);
  }

  /** By its number, or by what the buyer's phone was handed. */
  paymentBy(token: string | undefined): readonly [Sale, PresentedPayment] | undefined {
    for (const sale of this.sales) {
      const payment = sale.payments.findLast(({ id, token: known }) => id === token || known === token);
      if (payment) return [sale, payment];
    }
    return undefined;
  }

  /** Which of its sale's a payment is, from 1; undefined for the latest, which need not be named. */
  nthOf({ payments }: Sale, payment: PresentedPayment | undefined): number | undefined {
    const nth = payment === undefined ? payments.length : payments.indexOf(payment) + 1;
    return nth === payments.length ? undefined : nth;
  }

  /** The name of a seller's id. */
  sellerName(id: string | undefined): string | undefined {
    return [...this.#sellers].find(([, known]) => known === id)?.[0];
  }

  async openSeller(name: string, terms: object = {}): Promise<Answer> {
    const opened = await this.target.ask('open_seller', { body: { name, ...terms } });
    if (opened.ok) this.#sellers.set(name, idOf(opened.value));
    return opened;
  }

  /** The id of a seller; who is mentioned for the first time opens an account, where the system has such a thing. */
  async seller(name: string): Promise<string> {
    const known = this.#sellers.get(name);
    if (known !== undefined) return known;
    const opened = await this.openSeller(name);
    if (!opened.ok && opened.code === NOT_MAPPED) return name;
    if (!opened.ok) throw new Error(`${name} cannot become a seller: ${opened.detail}`);
    return idOf(opened.value);
  }

  /** How things stand. What has been read stays true until something is done. */
  async look(): Promise<Snapshot> {
    this.#snapshot ??= await takeSnapshot(this.target, this.sandbox, this.sales);
    return this.#snapshot;
  }

  /** Something was done: the next look is a new one. */
  async moveOn(): Promise<readonly Exchange[]> {
    this.#snapshot = undefined;
    const heard = await this.sandbox.exchanges(this.exchanges.at(-1)?.seq ?? 0);
    this.exchanges.push(...heard);
    return heard;
  }

  /**
   * Puts ids for names: `escrow:<bag>`, `<order>-p1` and `seller:Lin:available`. `<order>` and `<seller>` are
   * those of the sale that is spoken of.
   */
  named(text: string, saleName?: string): string {
    const sales = new Map(this.sales.map(({ name, order }) => [name, order]));
    const spokenOf = this.sales.length > 0 ? this.sale(saleName) : undefined;
    if (spokenOf) {
      sales.set('order', spokenOf.order);
      sales.set('seller', this.#sellers.get(spokenOf.seller) ?? '');
    }
    const withPayments = text.replaceAll(/<([^<>]+)>-p(\d+)/g, (whole, name: string, nth: string) => {
      const sale = name === 'order' ? spokenOf : this.sales.find((known) => known.name === name);
      return sale?.payments[Number(nth) - 1]?.id ?? whole;
    });
    const withSales = withPayments.replaceAll(
      /<([^<>]+)>/g,
      (whole, name: string) => sales.get(name) ?? whole,
    );
    return withSales.replace(/\bseller:([^:]+)/, (whole, name: string) => {
      const id = this.#sellers.get(name);
      return id === undefined ? whole : `seller:${id}`;
    });
  }

  /** Puts names for ids: a transcript is the same whatever ids were drawn. */
  readable(text: string): string {
    let readable = text;
    for (const [id, name] of this.names()) readable = readable.replaceAll(id, name);
    return readable;
  }

  /** Of sales and sellers, by id. */
  names(): ReadonlyMap<string, string> {
    const sales = this.sales.map(({ name, order }): [string, string] => [order, `<${name}>`]);
    return new Map([...sales, ...[...this.#sellers].map(([name, id]): [string, string] => [id, name])]);
  }
}

/** Of what was opened. A system that gives it no id has not opened it. */
export function idOf(opened: unknown): string {
  if (typeof opened === 'object' && opened !== null && 'id' in opened) return String(opened.id);
  throw new Error(`there is no id in ${JSON.stringify(opened)}`);
}
