import type { Channel } from '../gateway/index.ts';
import type { Context } from './context.ts';

/** A channel that pays nobody but us lets us share as we like. */
const ALL_BPS = 10_000;

/** The most of a payment that may go to others than the seller, in basis points. */
export function outwardCapOf(channel: Channel | undefined): number {
  return channel?.splitting?.outwardCapBps ?? ALL_BPS;
}

/** Of the channel that lets out the most: a plan that needs more could be paid by none. */
export function widestOutwardCap({ channels }: Context): number {
  return channels.size === 0 ? ALL_BPS : Math.max(...[...channels.values()].map(outwardCapOf));
}
