/**
 * `npm run fuzz -- wechatpay [--requests 1000000] [--seed 1]`: mutated requests by the million. It ends with a
 * finding for an answer of 500 or above, no answer at all, a change by a request that was not verified, or
 * memory that grows; the seed finds it again.
 */

import { parseArgs } from 'node:util';
import { type FuzzReport, fuzzWechatpay } from './wechatpay.ts';

const FUZZERS: Readonly<Record<string, typeof fuzzWechatpay>> = { wechatpay: fuzzWechatpay };
const MOST_HEAP_GROWTH_BYTES = 32 * 1024 * 1024;
const REPORT_EVERY = 10_000;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { requests: { type: 'string', default: '1000000' }, seed: { type: 'string', default: '1' } },
});
const [name = 'wechatpay'] = positionals;
const fuzz = FUZZERS[name];
if (!fuzz)
  throw new RangeError(`there is nothing to fuzz ${name}; there is: ${Object.keys(FUZZERS).join(', ')}`);

const requests = Number(values.requests);
const start = performance.now();
const report = await fuzz(requests, Number(values.seed), (sent) => {
  if (sent % REPORT_EVERY === 0) sayProgress(sent);
});
print(report);

function sayProgress(sent: number): void {
  const rate = Math.round((sent / (performance.now() - start)) * 1000);
  const minutesLeft = Math.ceil((requests - sent) / rate / 60);
  const percent = Math.floor((sent / requests) * 100);
  process.stderr.write(`${name}: ${sent} (${percent} %), ${rate} a second, ${minutesLeft} min left\n`);
}

function print({ requests, statuses, heapBytes: [early, late] }: FuzzReport): void {
  const counts = [...statuses].sort(([a], [b]) => a - b).map(([status, count]) => `${status}: ${count}`);
  const mebibytes = (bytes: number) => `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
  process.stdout.write(
    `${requests} requests\n${counts.join('\n')}\nheap ${mebibytes(early)}, then ${mebibytes(late)}\n`,
  );
  if (late - early > MOST_HEAP_GROWTH_BYTES) {
    process.stderr.write('memory grows\n');
    process.exitCode = 1;
  }
}
