import type { Context } from 'hono';
import type { Command, Order } from '../platform/index.ts';

/** Performs a command on the order that the path names, and answers with what it has become. */
export type Act = (
  c: Context,
  command: Command,
  /** The order itself, when left out. */
  view?: (order: Order) => unknown,
  /** 200, when left out. */
  status?: 200 | 201,
) => Promise<Response>;
