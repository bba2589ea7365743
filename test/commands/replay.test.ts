import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findScenarios } from '../../src/commands/find-scenarios.ts';
import { replay } from '../../src/commands/replay.ts';
import type { ReplayOptions, ScenarioContext } from '../../src/commands/scenario-context.ts';
import { changesOf } from '../../src/commands/watching.ts';
import { CLI } from '../program.ts';
import { openTestWorld, START } from '../world.ts';
import { contextFor } from './context.ts';

const GOOD = `title: A bag is sold
catches: Forgetting what was paid
steps:
  - sell: { title: A bag, amount: "100.00" }
  - start_payment: { channel: alipay }
  - buyer_pays: {}
  - expect: { held: "100.00" }
`;
const FAILING = GOOD.replace('A bag is sold', 'A <bag> & "more" \u0007').replace(
  'held: "100.00"',
  'held: "1.00"',
);
const MISTAKEN = GOOD.replace('buyer_pays', 'buyer_pay').replace('alipay', 'alipya');

let folder: string;
let printed: string[];
let warned: string[];
let seeds: number[];
let context: ScenarioContext;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'counterfoil-scenarios-'));
  seeds = [];
  ({ context, printed, warned } = contextFor(folder, {
    openWorld: (seed, _onError, start = START) => {
      seeds.push(seed);
      return openTestWorld({ seed, time: { kind: 'virtual', start } });
    },
  }));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

const run = (paths: string[], options: Partial<ReplayOptions> = {}) =>
  replay(paths, { seed: 1, ...options }, context);

describe('replay', () => {
  it('tells the story of a file, and ends with 0', async () => {
    expect(await run([write('good.yaml', GOOD)])).toBe(0);
    expect(printed[0]).toContain('escrow:<order> 100.00\n    ✓ held: 100.00\n');
  });

  it('plays a folder and the folders in it, one line each, in the order of their names', async () => {
    mkdirSync(join(folder, 'b'));
    for (const name of ['c.yaml', 'b/x.yml', 'a.yaml']) write(name, GOOD);
    expect(await run([folder])).toBe(0);
    expect(printed.map((line) => /(\d\/\d ✓) .*?(\w)\.ya?ml/.exec(line)?.slice(1).join(' '))).toEqual([
      '1/3 ✓ a',
      '2/3 ✓ x',
      '3/3 ✓ c',
      undefined,
    ]);
    expect(printed.at(-1)).toBe('All 3 passed.');
  });

  it('tells many, which several processes play, in the order of their names', async () => {
    const names = Array.from({ length: 24 }, (_, i) => `${String.fromCodePoint(97 + i)}.yaml`);
    // The first takes longest, and what plays elsewhere fails as it does here.
    const long = GOOD.replace('  - expect', '  - time_passes: P2D\n  - expect');
    for (const [i, name] of names.entries()) write(name, i % 8 === 5 ? FAILING : i % 8 === 0 ? long : GOOD);
    let processes = 0;
    const { openProcess } = context;
    context = {
      ...context,
      openProcess: () => {
        processes += 1;
        return openProcess();
      },
    };
    expect(await run([folder])).toBe(1);
    expect(processes).toBe(Math.min(availableParallelism() - 1, 2));
    const told = printed.flatMap(
      (line) => /^\d+\/\d+ ([✓✗]) .*?(\w\.yaml)/.exec(line)?.slice(1).join(' ') ?? [],
    );
    expect(told).toEqual(names.map((name, i) => `${i % 8 === 5 ? '✗' : '✓'} ${name}`));
    expect(printed.at(-1)).toBe('3 of 24 failed.');
  });

  it.runIf(availableParallelism() > 1)('says so when one of the processes is ended by somebody', async () => {
    for (let i = 0; i < 10; i += 1) write(`${i}.yaml`, GOOD);
    const { openProcess } = context;
    context = {
      ...context,
      openProcess: () => {
        const child = openProcess();
        child.kill('SIGKILL');
        return child;
      },
    };
    await expect(run([folder])).rejects.toThrow('a process that plays has ended by itself: SIGKILL');
  });

  it('plays all that comes with the program when nothing is named', async () => {
    write('good.yaml', GOOD);
    expect(await run([])).toBe(0);
    expect(printed.join('\n')).toContain('A bag is sold');
  });

  it('says where a scenario failed, and what went over the wire, and ends with 1', async () => {
    const file = write('failing.yaml', FAILING);
    expect(await run([write('good.yaml', GOOD), file])).toBe(1);
    const text = printed.join('\n');
    expect(text).toContain(`${file}:7: held: expected 1.00, found 100.00`);
    expect(text).toMatch(/← alipay {2}trade_status_sync .* answered 200 {2}signature valid/);
    expect(printed.at(-1)).toBe('1 of 2 failed.');
  });

  it('names all that is wrong with all files, plays nothing, and ends with 2', async () => {
    const mistaken = write('mistaken.yaml', MISTAKEN);
    const nowhere = join(folder, 'nowhere.yaml');
    expect(await run([write('good.yaml', GOOD), mistaken, nowhere])).toBe(2);
    expect(printed).toEqual([]);
    expect(warned.join('\n').split('\n')).toEqual([
      expect.stringContaining(`${mistaken}:5:`),
      expect.stringContaining(`${mistaken}:6:5: unknown step "buyer_pay"`),
      `${nowhere}: there is no such file or folder`,
    ]);
    // One world, whose words files are read by.
    expect(seeds).toHaveLength(1);
  });

  it('draws from the seed that it is given, and tells the same story', async () => {
    const file = write('good.yaml', GOOD);
    await run([file]);
    const [story] = printed.splice(0);
    await run([file], { seed: 7 });
    expect(seeds.at(-1)).toBe(7);
    expect(printed[0]).toBe(story);
  });

  it('begins when the scenario says', async () => {
    const early = GOOD.replace('steps:', 'starts: 2026-02-28T23:59:00+08:00\nsteps:');
    expect(await run([write('good.yaml', early)])).toBe(0);
    expect(printed[0]).toContain('It is 2026-02-28 23:59:00 in Beijing.');
  });

  it.each(['junit', 'json', 'html'] as const)('prints a report alone: %s', async (report) => {
    expect(await run([write('good.yaml', GOOD), write('failing.yaml', FAILING)], { report })).toBe(1);
    expect(printed).toHaveLength(1);
    expect(warned.join('\n')).toContain('1 of 2 failed.');
  });

  it('writes a report into a file, and tells what it does as without one', async () => {
    const output = join(folder, 'report.json');
    await run([write('good.yaml', GOOD)], { report: 'json', output });
    expect(printed.join('\n')).toContain('A bag is sold');
    expect(JSON.parse(readFileSync(output, 'utf8'))).toMatchObject({
      passed: 1,
      failed: 0,
      scenarios: [{ title: 'A bag is sold', failure: null, steps: [{ line: 4 }, {}, {}, {}] }],
    });
  });

  it('counts in JUnit’s way, and writes what XML cannot carry as something else', async () => {
    await run([write('failing.yaml', FAILING), write('good.yaml', GOOD)], { report: 'junit' });
    const [xml = ''] = printed;
    expect(xml).toContain('<testsuite name="scenarios" tests="2" failures="1" errors="0" skipped="0"');
    expect(xml).toContain('name="A &lt;bag&gt; &amp; &quot;more&quot; \uFFFD"');
    expect(xml).toMatch(/<failure type="expectation" message="held: expected 1\.00, found 100\.00">/);
    expect(xml).not.toContain('\u0007');
  });

  it('shows in HTML what failed first and open, with nothing that runs or comes from elsewhere', async () => {
    write('a-good.yaml', GOOD);
    write('failing.yaml', FAILING.replace('A <bag>', 'A <script>alert(1)</script>'));
    await run([folder], { report: 'html' });
    const [page = ''] = printed;
    expect(page).toContain('1 of 2 scenarios failed');
    expect(page.indexOf('failing.yaml')).toBeLessThan(page.indexOf('a-good.yaml'));
    expect(page).not.toMatch(/<script|src=|href="http/);
  });
});

describe('the program', () => {
  it.each([
    [0, GOOD, /✓ held: 100\.00/, /^$/],
    [1, FAILING, /failing\.yaml:7: held: expected 1\.00/, /^$/],
    [2, MISTAKEN, /^$/, /failing\.yaml:6:5: unknown step "buyer_pay"/],
  ])('ends with %i', async (code, text, out, err) => {
    const child = spawn(process.execPath, [CLI, 'replay', write('failing.yaml', text)]);
    const ended = once(child, 'exit');
    const [stdout, stderr] = await Promise.all([child.stdout.toArray(), child.stderr.toArray()]);
    expect(stdout.join('')).toMatch(out);
    expect(stderr.join('')).toMatch(err);
    expect((await ended)[0]).toBe(code);
  });
});

describe('changes of scenarios', () => {
  it('are seen in a folder and in a file, each time', async () => {
    const file = write('good.yaml', GOOD);
    for (const path of [folder, file]) {
      const changes = changesOf([path]);
      const seen = changes.next();
      await new Promise((resolve) => setTimeout(resolve, 50));
      writeFileSync(file, `${GOOD}\n`);
      expect((await seen).value).toBe(file);
      await changes.return();
    }
  });
});

describe('scenarios', () => {
  const find = (...words: string[]) => findScenarios(words, {}, context);

  beforeEach(() => {
    write('bag.yaml', GOOD);
    const lost = '  - fault: { name: notification_lost, may_miss: true }\n';
    write('coat.yaml', GOOD.replace('A bag is sold', 'A coat is sold') + lost);
  });

  it('lists all, with the bug that each would catch', async () => {
    expect(await find()).toBe(0);
    expect(printed.join('\n')).toContain('catches: Forgetting what was paid');
    expect(printed.at(-1)).toBe('2 of 2 scenarios');
  });

  it('finds those with all of the words, in whatever case', async () => {
    await find('COAT', 'sold');
    expect(printed.at(-1)).toBe('1 of 2 scenarios');
  });

  it('finds those in which a fault strikes', async () => {
    await findScenarios([], { fault: 'notification_lost' }, context);
    expect(printed[0]).toContain('A coat is sold');
    expect(printed.at(-1)).toBe('1 of 2 scenarios');
  });

  it('knows the nearest fault to one that there is not', async () => {
    expect(await findScenarios([], { fault: 'notification_lots' }, context)).toBe(2);
    expect(warned[0]).toMatch(/unknown fault .* Did you mean "notification_lost"\?/);
  });
});
