/** A sale, as the scenario goes on. */
export interface Sale {
  /** What the scenario calls it. */
  readonly name: string;
  /** By name. */
  readonly seller: string;
  /** Its id in the system under trial. */
  readonly order: string;
  readonly payments: PresentedPayment[];
}

export interface PresentedPayment {
  readonly id: string;
  readonly channel: string;
  /** What the buyer's phone is handed. */
  readonly token: string;
}

/** What a sale that was given no name is called. */
const UNNAMED = 'order';

/** `order`, then `order 2`, … */
export function nameForSale(taken: Iterable<string>): string {
  const unnamed = [...taken].filter((name) => name.startsWith(UNNAMED)).length;
  return unnamed === 0 ? UNNAMED : `${UNNAMED} ${unnamed + 1}`;
}
