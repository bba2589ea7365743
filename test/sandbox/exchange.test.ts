import { describe, expect, it, onTestFinished } from 'vitest';
import { listen } from '../../src/http/listen.ts';
import type { Handle } from '../../src/sandbox/exchange-draft.ts';
import {
  FaultPlan,
  inProcessTransport,
  Journal,
  mishapsOf,
  onTheWire,
  SandboxClock,
  SandboxStore,
  socketTransport,
  type Transport,
} from '../../src/sandbox/index.ts';

const START = Date.UTC(2026, 10, 22, 4);
const MEBIBYTE = 1024 * 1024;

/** A provider named `till` on the wire, and what stands behind it. */
function open(handle: Handle) {
  const store = new SandboxStore(':memory:');
  const clock = new SandboxClock(() => START);
  const faults = new FaultPlan(store, clock);
  const context = {
    name: 'till',
    clock,
    journal: new Journal(store),
    mishaps: mishapsOf('till', faults, store),
    during: <T>(_: unknown, deal: () => Promise<T>) => deal(),
    wait: undefined,
  };
  return {
    ...context,
    faults,
    transport: onTheWire({ handle }, context),
    exchanges: () => context.journal.list({ limit: 100 }),
  };
}

/** The two ways to reach a provider: what happens must be the same. */
const PLACES: readonly [string, (transport: Transport) => Promise<{ origin: string; send: Transport }>][] = [
  [
    'in the process',
    async (transport) => ({
      origin: 'http://till.test',
      send: inProcessTransport(new Map([['http://till.test', transport]])),
    }),
  ],
  [
    'over a socket',
    async (transport) => {
      const listener = await listen(transport, '127.0.0.1', 0);
      onTestFinished(() => listener.close());
      return { origin: listener.origin, send: socketTransport };
    },
  ],
];

/** Answers with the length of what it was sent. */
const measure: Handle = (_request, { body }) =>
  new Response(body === 'too_large' ? body : `${Buffer.byteLength(body)}`);

/** The same body, its length declared, and not declared, since it is not known beforehand. */
function declaredAndNot(body: Buffer<ArrayBuffer>): RequestInit[] {
  return [
    { body, headers: { 'content-length': `${body.byteLength}` } },
    { body: new Blob([body]).stream(), duplex: 'half' },
  ];
}

describe.each(PLACES)('a provider reached %s', (_place, reach) => {
  it('answers, and the journal has both messages', async () => {
    const till = open((request, { body, exchange }) => {
      exchange.method = 'till.pay';
      exchange.order = 'A';
      exchange.note = 'as asked';
      exchange.requestSignature = { verdict: 'absent', canonical: '' };
      exchange.answerSignature = { verdict: 'valid', canonical: 'ok' };
      return new Response(`付了${body}${new URL(request.url).search}`, {
        status: 201,
        headers: { 'content-type': 'text/plain;charset=utf-8', trace_id: 't1', 'x-other': 'o' },
      });
    });
    const { origin, send } = await reach(till.transport);
    const answer = await send(
      new Request(`${origin}/pay?n=1`, {
        method: 'PUT',
        headers: { 'content-type': 'text/plain', authorization: 'secret' },
        body: '寄卖',
      }),
    );
    expect(answer.status).toBe(201);
    expect(answer.headers.get('x-other')).toBe('o');
    expect(await answer.text()).toBe('付了寄卖?n=1');

    const [exchange] = till.exchanges();
    expect(exchange).toMatchObject({
      seq: 1,
      at: START,
      provider: 'till',
      direction: 'in',
      httpMethod: 'PUT',
      url: `${origin}/pay?n=1`,
      method: 'till.pay',
      order: 'A',
      note: 'as asked',
      request: { headers: { 'content-type': 'text/plain' }, body: '寄卖' },
      answer: {
        status: 201,
        headers: { 'content-type': 'text/plain;charset=utf-8', trace_id: 't1' },
        body: '付了寄卖?n=1',
      },
      requestSignature: { verdict: 'absent', canonical: '' },
      answerSignature: { verdict: 'valid', canonical: 'ok' },
      faults: [],
    });
    expect(JSON.stringify(exchange)).not.toContain('secret');
  });

  it.each([200, 302, 400, 404, 500])('answers %i with a body', async (status) => {
    const till = open(() => new Response('sorry', { status, headers: { location: '/elsewhere' } }));
    const { origin, send } = await reach(till.transport);
    const answer = await send(new Request(origin));
    expect([answer.status, answer.headers.get('location')]).toEqual([status, '/elsewhere']);
    expect(await answer.text()).toBe('sorry');
    expect(till.exchanges()).toMatchObject([{ answer: { status, body: 'sorry' } }]);
  });

  it.each([204, 205, 304])('answers %i, which has no body', async (status) => {
    const till = open(() => new Response(null, { status }));
    const { origin, send } = await reach(till.transport);
    const answer = await send(new Request(origin));
    expect(answer.status).toBe(status);
    expect(await answer.text()).toBe('');
    expect(till.exchanges()).toMatchObject([{ answer: { status, body: '' } }]);
  });

  it('answers with bytes that are no UTF-8, and with a byte order mark, as they are', async () => {
    const bytes = Buffer.from([0xef, 0xbb, 0xbf, 0xbc, 0xc4, 0xc2, 0xf4, 0x00, 0xff]);
    const till = open(() => new Response(bytes, { headers: { 'content-type': 'text/plain;charset=GBK' } }));
    const { origin, send } = await reach(till.transport);
    const answer = await send(new Request(origin));
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(bytes);
  });

  it.each([
    ['in the charset that it names', 'text/html;charset=GBK', [0xbc, 0xc4, 0xc2, 0xf4], '寄卖'],
    ['as UTF-8 where it names none', 'application/json', [...Buffer.from('寄卖')], '寄卖'],
    [
      'by its length where it is no text',
      'application/gzip',
      [0x1f, 0x8b, 0x08],
      '(3 bytes that are no text)',
    ],
    [
      'by its length where nobody knows its charset',
      'text/plain;charset=klingon',
      [65],
      '(1 bytes that are no text)',
    ],
  ])('show in the journal %s', async (_how, type, bytes, body) => {
    const till = open(() => new Response(Buffer.from(bytes), { headers: { 'content-type': type } }));
    const { origin, send } = await reach(till.transport);
    await send(new Request(origin));
    expect(till.exchanges()).toMatchObject([{ answer: { body } }]);
  });

  it.each([
    ['of a mebibyte', MEBIBYTE, `${MEBIBYTE}`],
    ['over a mebibyte', MEBIBYTE + 1, 'too_large'],
    ['far over a mebibyte', 5 * MEBIBYTE, 'too_large'],
  ])('reads a body %s, its length declared or not, to the limit', async (_size, bytes, expected) => {
    const till = open(measure);
    const { origin, send } = await reach(till.transport);
    for (const body of declaredAndNot(Buffer.alloc(bytes, 97))) {
      const answer = await send(new Request(origin, { method: 'POST', ...body }));
      expect(await answer.text()).toBe(expected);
    }
    expect(till.exchanges().map(({ request }) => request.body === 'too_large')).toEqual(
      Array(2).fill(expected === 'too_large'),
    );
  });

  it('reads the same text, its length declared or not, even where it is no UTF-8', async () => {
    const till = open((_request, { body }) => new Response(body));
    const { origin, send } = await reach(till.transport);
    const texts: string[] = [];
    for (const body of declaredAndNot(Buffer.from([0xef, 0xbb, 0xbf, 0xe5, 0xaf, 0x84, 0xbc, 0x00]))) {
      const answer = await send(new Request(origin, { method: 'POST', ...body }));
      texts.push(await answer.text());
    }
    expect(texts).toEqual(['寄\ufffd\u0000', '寄\ufffd\u0000']);
  });

  it('counts bytes, not characters', async () => {
    const { origin, send } = await reach(open(measure).transport);
    for (const body of declaredAndNot(Buffer.from('寄'.repeat(MEBIBYTE / 2)))) {
      const answer = await send(new Request(origin, { method: 'POST', ...body }));
      expect(await answer.text()).toBe('too_large');
    }
  });

  it('breaks the connection where the simulator itself failed, and the journal says why', async () => {
    const till = open(() => {
      throw new Error('a drawer is stuck');
    });
    const { origin, send } = await reach(till.transport);
    await expect(send(new Request(origin))).rejects.toThrow(TypeError);
    expect(till.exchanges()).toMatchObject([{ note: expect.stringContaining('a drawer is stuck') }]);
    expect(till.exchanges()[0]?.answer).toBeUndefined();
  });

  it('is given up on when the caller’s time is up', async () => {
    const till = open(() => new Promise<Response>(() => {}));
    const { origin, send } = await reach(till.transport);
    const request = new Request(origin, { signal: AbortSignal.timeout(20) });
    await expect(send(request)).rejects.toMatchObject({ name: 'TimeoutError' });
  });

  it('breaks the connection after the effect, as asked, and only as often', async () => {
    const effects: string[] = [];
    const till = open((_request, { body, exchange }) => {
      exchange.order = String(body);
      effects.push(String(body));
      return new Response('paid');
    });
    const { origin, send } = await reach(till.transport);
    const pay = (order: string) => send(new Request(origin, { method: 'POST', body: order }));
    till.faults.add({ fault: 'answer_lost_after_effect', aim: { order: 'A' } });

    expect(await (await pay('B')).text()).toBe('paid');
    await expect(pay('A')).rejects.toThrow(TypeError);
    expect(await (await pay('A')).text()).toBe('paid');

    expect(effects).toEqual(['B', 'A', 'A']);
    expect(till.exchanges().map(({ answer, faults }) => [answer?.body, faults])).toEqual([
      ['paid', []],
      [undefined, ['answer_lost_after_effect']],
      ['paid', []],
    ]);
  });
});

it.each(['1', 'many', '-1'])(
  'a body whose length was declared falsely, as %s, is held to the limit',
  async (declared) => {
    const till = open(measure);
    const lying = new Request('http://till.test', {
      method: 'POST',
      headers: { 'content-length': declared },
      body: '寄'.repeat(MEBIBYTE / 2),
    });
    expect(await (await till.transport(lying)).text()).toBe('too_large');
  },
);
