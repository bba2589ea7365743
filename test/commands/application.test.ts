import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { replay } from '../../src/commands/replay.ts';
import type { ReplayOptions, SandboxOptions, ScenarioContext } from '../../src/commands/scenario-context.ts';
import { CLI, killProgram } from '../program.ts';
import { openTestWorld, START } from '../world.ts';
import { contextFor } from './context.ts';

const SCENARIO = `title: A bag is offered
catches: Forgetting it
steps:
  - sell: { title: A bag, amount: "100.00" }
  - expect: { order: created, captured: "0.00" }
`;

/** Of a shop that has nothing but orders. */
const MAPPING = `name: The kiosk
origin: http://127.0.0.1:{port}
amounts: yuan
channels: {}
calls:
  open_order: { request: POST /orders, answer: { id: /id } }
  start_payment: { request: "POST /orders/{order}/payments" }
  read_order:
    request: GET /orders/{order}
    answer: { state: /state, captured: /paid, refunded: /refunded }
`;

let folder: string;
let printed: string[];
let warned: string[];
let sandboxes: SandboxOptions[];
let context: ScenarioContext;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'counterfoil-application-'));
  sandboxes = [];
  ({ context, printed, warned } = contextFor(folder, {
    openSandbox: (options) => {
      sandboxes.push(options);
      return openTestWorld({ channels: {}, place: { kind: 'sockets', host: '127.0.0.1', port: 0 } });
    },
  }));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

function run(mapping: string, options: Partial<ReplayOptions> = {}): Promise<number> {
  const app = write('mapping.yml', mapping);
  return replay([write('bag.yaml', SCENARIO)], { seed: 1, app, ...options }, context);
}

/** A mapping that runs a program, with what it is to print first. */
function startedBy(program: string): string {
  const start = `start:
  command: [${process.execPath}, kiosk.mjs]
  env: { PORT: "{port}", ID: "{alipay.appId}" }
  ready: GET /health
`;
  write('kiosk.mjs', program);
  return MAPPING + start;
}

const KIOSK = `import { createServer } from 'node:http';
console.log('selling as', process.env.ID);
createServer((request, response) => {
  const order = { id: 'K1', state: 'created', paid: '0.00', refunded: '0.00' };
  if (request.url === process.env.BREAKS_AT) {
    console.error('out of bags');
    process.exit(3);
  }
  response.end(JSON.stringify(order));
}).listen(Number(process.env.PORT), '127.0.0.1');
`;

describe('an application that is started', () => {
  it('is told where the providers are, and plays', async () => {
    expect(await run(startedBy(KIOSK))).toBe(0);
    expect(printed.join('\n')).toContain('✓ the order: created');
    expect(sandboxes).toEqual([{ seed: 1, port: 0 }]);
  });

  it('fails the scenario in which it ends, which then shows what it printed', async () => {
    const breaks = startedBy(KIOSK).replace('env: {', 'env: { BREAKS_AT: /orders/K1,');
    expect(await run(breaks, { report: 'junit' })).toBe(1);
    const text = warned.join('\n');
    expect(text).toMatch(/bag\.yaml:4: The kiosk does not answer GET http\S+\/orders\/<order>: /);
    expect(text).toMatch(/what the application printed:\n +selling as \d+\n +out of bags/);
    expect(printed.join('\n')).toContain('out of bags');
  });

  it.each([
    [
      'ends at once',
      "console.log('no database'); process.exit(3);",
      /kiosk\.mjs: it ended with 3\nno database/,
    ],
    ['cannot be read', 'this is no program', /kiosk\.mjs: it ended with 1\n.*SyntaxError/s],
  ])('and %s lets nothing be played', async (_what, program, message) => {
    expect(await run(startedBy(program))).toBe(2);
    expect(printed).toEqual([]);
    expect(warned.join('\n')).toMatch(message);
  });

  it('and does not exist lets nothing be played', async () => {
    expect(await run(startedBy(KIOSK).replace(process.execPath, 'no-such-program'))).toBe(2);
    expect(warned.join('\n')).toMatch(/no-such-program kiosk\.mjs: .*ENOENT/);
  });
});

describe('a mapping', () => {
  it('that is none lets nothing be played, and says where it is wrong', async () => {
    expect(await run(MAPPING.replace('amounts', 'amount'))).toBe(2);
    expect(printed).toEqual([]);
    expect(warned.join('\n')).toMatch(/mapping\.yml:3:1: unknown key "amount": .*Did you mean "amounts"\?/);
  });

  it('that is nowhere lets nothing be played', async () => {
    expect(await run(MAPPING, { app: join(folder, 'nowhere.yaml') })).toBe(2);
    expect(warned.join('\n')).toMatch(/nowhere\.yaml: .*ENOENT/);
  });
});

describe('a scenario that is not for the application', () => {
  it.each(['junit', 'json', 'html'] as const)('is counted and named in a report: %s', async (report) => {
    write('sent.yaml', `${SCENARIO}  - order: ship\n`);
    const app = write('mapping.yml', startedBy(KIOSK));
    const paths = [write('bag.yaml', SCENARIO), join(folder, 'sent.yaml')];
    expect(await replay(paths, { seed: 1, app, report }, context)).toBe(0);
    expect(warned.at(-1)).toBe('All 1 passed. 1 is not for this application.');
    expect(printed[0]).toMatch(
      {
        junit:
          /tests="2" failures="0" errors="0" skipped="1".*<skipped message="not for this application: ship"/s,
        json: /"passed": 1,\s+"failed": 0,\s+"skipped": \[\s+\{\s+"file": ".*sent.yaml"/,
        html: /sent\.yaml: not for this application, which lacks ship/,
      }[report],
    );
  });

  it('has not passed where it is all there is', async () => {
    const app = write('mapping.yml', startedBy(KIOSK));
    expect(
      await replay([write('sent.yaml', `${SCENARIO}  - order: ship\n`)], { seed: 1, app }, context),
    ).toBe(1);
    expect(printed.at(-1)).toBe('Nothing was played. 1 is not for this application.');
  });
});

describe('an application that runs already', () => {
  /** Answers as MAPPING says; is told of each order that is made. */
  async function openKiosk(onOrder: () => Promise<void>): Promise<string> {
    const server = createServer(async (request, response) => {
      if (request.method === 'POST') await onOrder();
      response.end(JSON.stringify({ id: 'K1', state: 'created', paid: '0.00', refunded: '0.00' }));
    });
    await new Promise<void>((listening) => {
      server.listen(0, '127.0.0.1', listening);
    });
    onTestFinished(() => {
      server.close();
      server.closeAllConnections();
    });
    return String((server.address() as AddressInfo).port);
  }

  it('meets numbers that it has not met before', async () => {
    const port = await openKiosk(async () => {});
    expect(await run(MAPPING.replace('{port}', port))).toBe(0);
    expect(sandboxes).toEqual([{ seed: START, port: 0 }]);
  });

  it('finds the providers where it was told that they are, with the keys that it was given', async () => {
    const at = 20_000 + (process.pid % 10_000);
    const data = join(folder, 'data');
    const credentials = async () => (await fetch(`http://127.0.0.1:${at}/sandbox/credentials`)).json();
    const child = spawn(process.execPath, [CLI, 'start', '--port', String(at), '--data', data]);
    for await (const chunk of child.stdout) if (String(chunk).includes('Ctrl-C')) break;
    const given = await credentials();
    await killProgram(child);

    const found: unknown[] = [];
    const port = await openKiosk(async () => void found.push(await credentials()));
    const mapping = `${MAPPING.replace('{port}', port)}sandbox: { port: ${at}, data: data }\n`;
    const app = write('mapping.yml', mapping);
    const played = spawn(process.execPath, [CLI, 'replay', '--app', app, write('bag.yaml', SCENARIO)]);
    expect((await once(played, 'exit'))[0]).toBe(0);
    expect(found).toEqual([given]);
  });
});
