import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { ConnectionLost } from '../store.ts';

const FIRST_PAUSE_MS = 5;
const LONGEST_PAUSE_MS = 500;

/**
 * What another try may mend: 40001 and 40P01, a conflict with another instance; 40003, an outcome that the
 * server itself does not know; 53300, no connection left; 55P03, a lock that was not to be had in time.
 */
const PASSING = new Set(['40001', '40P01', '40003', '53300', '55P03']);

/**
 * Tries again while the server is away or another instance is in the way, for as long as the patience lasts
 * from the first failure on.
 *
 * @throws what the last attempt threw
 */
export async function patiently<T>(patienceMs: number, attempt: () => Promise<T>): Promise<T> {
  let end: AbortSignal | undefined;
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
    try {
      return await attempt();
    } catch (error) {
      end ??= AbortSignal.timeout(patienceMs);
      if (!isPassing(error) || end.aborted) throw error;
      await sleep(pauseMs);
    }
  }
}

function isPassing(error: unknown): boolean {
  if (error instanceof ConnectionLost) return true;
  return error instanceof pg.DatabaseError && PASSING.has(error.code ?? '');
}
