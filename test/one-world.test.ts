import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { playSales } from './one-world.ts';
import { openTestWorld } from './world.ts';

const run = promisify(execFile);

/** Lines are compared, so that what differs can be read. */
function lines(text: string): string[] {
  return text.split('\n');
}

describe('the same seed, clock and commands give the same bytes', () => {
  let first: string;

  beforeAll(async () => {
    first = await playSales();
  });

  it('and much has gone wrong on the way', () => {
    const struck = new Set(Array.from(first.matchAll(/"(\w+)"(?=,?\n *[\]"])/g), ([, name]) => name));
    expect([...struck]).toEqual(
      expect.arrayContaining([
        'answer_lost_after_effect',
        'answer_slow',
        'wrong_signature',
        'old_key',
        'stale_timestamp',
        'notification_twice',
        'notification_tampered',
        'notification_out_of_order',
        'refund_stuck',
      ]),
    );
  });

  it('played again', async () => {
    expect(lines(await playSales())).toEqual(lines(first));
  });

  it('played beside another world, which has another seed', async () => {
    const other = await openTestWorld({ seed: 2 });
    const [again, third] = await Promise.all([playSales(), playSales(3)]);
    await other.close();
    expect(lines(again)).toEqual(lines(first));
    expect(third).not.toBe(first);
  });

  it.each(['America/New_York', 'Asia/Kathmandu'])('played by another process, in %s', async (zone) => {
    const program = join(import.meta.dirname, 'one-world.ts');
    const env = { ...process.env, TZ: zone, NODE_OPTIONS: '' };
    const { stdout } = await run(process.execPath, [program], { env, maxBuffer: 64 * 1024 * 1024 });
    expect(lines(stdout)).toEqual(lines(first));
  });
});
