import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import {
  type Action,
  applicationTheatre,
  type Mapping,
  missingFor,
  Player,
  parseMapping,
  platformTarget,
  SandboxClient,
  type Send,
  type Step,
  type Vocabulary,
} from '../../src/scenario/index.ts';
import { openTestWorld } from '../world.ts';
import { drawnMappingSchema, MAPPING_SCHEMA_FILE, ownVocabulary } from './schema-file.ts';

const EXAMPLE = join(import.meta.dirname, '../../examples/alipay-shop/mapping.yaml');

let vocabulary: Vocabulary;
beforeAll(async () => {
  vocabulary = await ownVocabulary();
});

const SHOP = `name: A shop
origin: http://shop.test
amounts: fen
channels: { alipay: { qr: scan } }
calls:
  open_order: { request: POST /orders, body: { title: "{title}", price: "{amount}" }, answer: { id: /order/no } }
  start_payment: { request: "POST /orders/{order}/pay", body: { by: "{method}" }, answer: { id: /no } }
  refund: { request: "POST /orders/{order}/refunds", body: { amount: "{amount}" }, headers: { once: "{key}" } }
  read_order:
    request: GET /orders/{order}
    answer:
      state: { at: /status, words: { new: paying, paid: held } }
      captured: /paid
      refunded: /back
      payments: { each: /payments, state: { at: /status, words: { open: awaiting, paid: succeeded } } }
refusals: { code: /why/code, words: { TOO_MUCH: refund_exceeds_remaining } }
tick: { request: POST /tick, body: { now: "{now}" } }
idle: { request: GET /idle }
`;

function flawsOf(text: string): string[] {
  const parsed = parseMapping(text, 'shop.yaml', vocabulary);
  if (parsed.ok) return [];
  return parsed.flaws.map(({ file, line, column, message }) => `${file}:${line}:${column}: ${message}`);
}

function shop(text = SHOP): Mapping {
  const parsed = parseMapping(text, 'shop.yaml', vocabulary);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.flaws));
  return parsed.value;
}

describe('a file that is no mapping', () => {
  it.each([
    [
      'a key that is unknown',
      'amounts: fen',
      'amonts: fen',
      '3:1',
      /unknown key "amonts": .*Did you mean "amounts"\?/,
    ],
    [
      'a call that is unknown',
      '  refund:',
      '  refunds:',
      '8:3',
      /unknown key "refunds": .*Did you mean "refund"\?/,
    ],
    ['a word that is unknown', 'amounts: fen', 'amounts: cent', '3:10', /unknown word "cent".*yuan, fen/],
    ['a call that is missing', / {2}open_order.*\n/, '', '6:3', /"open_order" is missing/],
    [
      'a channel that is unknown',
      '{ alipay:',
      '{ alipya:',
      '4:13',
      /unknown channel .*Did you mean "alipay"\?/,
    ],
    [
      'a name that is not given',
      '"{title}"',
      '"{titel}"',
      '6:55',
      /no \{titel\} here: .*Did you mean "title"\?/,
    ],
    ['one in a path', '{order}/pay', '{oder}/pay', '7:29', /no \{oder\} here: .*Did you mean "order"\?/],
    ['no request', 'POST /tick', '/tick', '17:18', /a method and a path/],
    ['no pointer', '/paid', 'paid', '13:17', /a JSON pointer/],
    ['an origin with a path', 'shop.test', 'shop.test/', '2:9', /an origin/],
    ['no YAML', 'name: A shop', 'name: "A shop', '1:', /not YAML/],
  ])('is told of %s', (_what, right, wrong, place, message) => {
    const flaws = flawsOf(SHOP.replace(right, wrong));
    const there = flaws.filter((flaw) => flaw.startsWith(`shop.yaml:${place}`));
    expect(there, flaws.join('\n')).toEqual([expect.stringMatching(message)]);
  });

  it('is told of credentials that there are not', () => {
    const start = 'start: { command: [node], env: { ID: "{alipay.appid}" }, ready: GET / }\n';
    expect(flawsOf(start + SHOP)).toEqual([expect.stringMatching(/:1:38: .*Did you mean "alipay\.appId"\?/)]);
  });

  it('is told that an application which is started here needs no other sandbox', () => {
    const both = 'start: { command: [node], ready: GET / }\nsandbox: { port: 4100, data: . }\n';
    expect(flawsOf(both + SHOP)).toEqual([expect.stringMatching(/:2:1: .*is told where the providers are/)]);
  });
});

describe('the schema of mappings', () => {
  it('is as `npm run docs:schema` draws it', async () => {
    expect(readFileSync(MAPPING_SCHEMA_FILE, 'utf8')).toBe(await drawnMappingSchema());
  });

  it('finds nothing wrong with the example', () => {
    const known = z.fromJSONSchema(JSON.parse(readFileSync(MAPPING_SCHEMA_FILE, 'utf8')));
    expect(known.safeParse(parse(readFileSync(EXAMPLE, 'utf8')))).toMatchObject({ success: true });
  });
});

const SALE: readonly Action[] = [
  { sell: { title: 'A bag', amount: '100.00', commission: '8%' } },
  { start_payment: { channel: 'alipay' } },
];

describe('a scenario is not for an application that lacks', () => {
  it.each<[string, Action]>([
    ['ship', { order: 'ship' }],
    ['wechatpay', { start_payment: { channel: 'wechatpay' } }],
    ['alipay by page', { start_payment: { channel: 'alipay', method: 'page' } }],
    ['start_payment with payer', { start_payment: { channel: 'alipay', payer: '2088' } }],
    [
      'open_order with coupons',
      { sell: { title: 'A', amount: '1', coupons: [{ sponsor: 'platform', amount: '1' }] } },
    ],
    ['refund with fault', { refund: { fault: 'seller' } }],
    ['a refusal as dispute_open', { refund: 'all', refused: 'dispute_open' }],
    ['open_order with key', { sell: { title: 'A', amount: '1' }, key: 'k' }],
    ['an order’s state shipped', { expect: { order: 'shipped' } }],
    ['an order’s payments closed', { expect: { payments: ['closed'] } }],
    ['an order’s refunds', { expect: { refunds: [] } }],
    ['an order’s released', { expect: { released: '0.00' } }],
    ['read_accounts', { expect: { accounts: {} } }],
    ['how often providers are called', { expect: { calls: { times: 1 } } }],
    ['a day of the calendar', { at: '2026-11-25T12:00:00+08:00' }],
  ])('%s', (missing, step) => {
    const steps: Step[] = [...SALE, { together: [step, ...SALE] }];
    expect(missingFor({ title: 'A bag', catches: 'Nothing', steps }, shop())).toEqual([missing]);
  });

  it('nothing', () => {
    const steps: Step[] = [
      ...SALE,
      { refund: '1.00', refused: 'refund_exceeds_remaining', key: 'k' },
      { buyer_pays: {}, refused: 'not_payable' },
      { expect: { order: 'held', held: '1.00', captured: '1.00', payments: ['succeeded'] } },
      { expect: { provider: { paid: '1.00' }, notifications: { sent: 1, answered: 1 } } },
    ];
    expect(missingFor({ title: 'A bag', catches: 'Nothing', steps }, shop())).toEqual([]);
  });
});

describe('an application that is mapped', () => {
  const asked: string[] = [];
  const ORDER = {
    status: 'paid',
    paid: 10_000,
    back: 2500,
    payments: [{ status: 'paid' }, { status: 'open' }],
  };

  /** Answers as SHOP says that it does, and keeps what it was asked. */
  function send(answers: Readonly<Record<string, unknown>>): Send {
    asked.length = 0;
    return async (request) => {
      const what = `${request.method} ${new URL(request.url).pathname}`;
      asked.push([what, request.headers.get('once'), await request.text()].filter((part) => part).join(' '));
      const answer = answers[what];
      return answer instanceof Response ? answer : Response.json(answer ?? {});
    };
  }

  function target(answers: Readonly<Record<string, unknown>>, text = SHOP) {
    const reach = { sandbox: new SandboxClient('http://sandbox.test', send({})), send: send(answers) };
    return applicationTheatre(shop(text), 'http://shop.test', reach).target;
  }

  it('is asked in its own words', async () => {
    const { ask } = target({ 'POST /orders': { order: { no: 7 } } });
    const amount = { currency: 'CNY', value: 10_000 };
    expect(await ask('open_order', { body: { title: 'A bag', amount, hold: 'P7D' } })).toEqual({
      ok: true,
      value: { id: '7' },
    });
    await ask('refund', { about: { order: '7/8' }, body: {}, key: 'k' });
    await ask('start_payment', { about: { order: '7' }, body: { channel: 'alipay' } }).catch(() => {});
    expect(asked).toEqual([
      'POST /orders {"title":"A bag","price":10000}',
      'POST /orders/7%2F8/refunds k {}',
      'POST /orders/7/pay {"by":"scan"}',
    ]);
  });

  it('tells of an order in our words, and holds what was paid and did not go back', async () => {
    const { ask } = target({ 'GET /orders/7': ORDER });
    expect(await ask('read_order', { about: { order: '7' } })).toMatchObject({
      ok: true,
      value: {
        state: 'held',
        payments: [{ state: 'succeeded' }, { state: 'awaiting' }],
        escrow: { captured: { value: 10_000 }, refunded: { value: 2500 }, held: { value: 7500 } },
      },
    });
  });

  it.each([
    [
      'a word that it has not',
      { ...ORDER, status: 'piad' },
      'no word for "piad" at /status: expected one of new, paid. Did you mean "paid"?',
    ],
    ['no amount', { ...ORDER, paid: '100.00' }, '100.00 at /paid is no amount of fen'],
    ['nothing', { ...ORDER, back: null }, 'there is nothing at /back of {"status":"paid"'],
    ['no list', { ...ORDER, payments: {} }, 'there is no list at /payments'],
    ['no JSON', new Response('<html>'), 'there is nothing at /paid of "<html>"'],
  ])('says %s where the mapping expects something', async (_what, order, message) => {
    const { ask } = target({ 'GET /orders/7': order });
    await expect(ask('read_order', { about: { order: '7' } })).rejects.toThrow(message);
  });

  it('refuses in our words where it has some for them', async () => {
    const why = (code: string) => Response.json({ why: { code } }, { status: 409 });
    const refund = async (code: string) =>
      target({ 'POST /orders/7/refunds': why(code) }).ask('refund', { about: { order: '7' }, body: {} });
    expect(await refund('TOO_MUCH')).toMatchObject({
      ok: false,
      code: 'refund_exceeds_remaining',
      status: 409,
    });
    expect(await refund('CLOSED')).toMatchObject({ ok: false, code: 'http_409' });
  });

  it('is said not to answer where it cannot be reached', async () => {
    const lost: Send = async () => {
      throw new TypeError('fetch failed', { cause: Object.assign(new Error(), { code: 'ECONNREFUSED' }) });
    };
    const sandbox = new SandboxClient('http://sandbox.test', lost);
    const { target } = applicationTheatre(shop(), 'http://shop.test', { sandbox, send: lost });
    await expect(target.ask('read_order', { about: { order: '7' } })).rejects.toThrow(
      'A shop does not answer GET http://shop.test/orders/7: ECONNREFUSED',
    );
  });

  it('is let come to rest after each step, and told when time has passed', async () => {
    const world = await openTestWorld({ channels: {} });
    const toShop = send({ 'POST /orders': { order: { no: 7 } }, 'GET /orders/7': ORDER });
    const reach: Send = (request) =>
      request.url.startsWith('http://shop.') ? toShop(request) : world.transport(request);
    const sandbox = new SandboxClient(world.origin, world.transport);
    const player = await Player.begin(
      applicationTheatre(shop(), 'http://shop.test', { sandbox, send: reach }),
    );
    await player.play({ sell: { title: 'A bag', amount: '100.00' } });
    const { failure } = await player.play({ time_passes: 'P1D' });
    await world.close();
    expect(asked.filter((what) => !what.startsWith('GET /orders'))).toEqual([
      'POST /orders {"title":"A bag","price":10000}',
      'GET /idle',
      'GET /idle',
      'POST /tick {"now":"2026-11-23T04:00:00.000Z"}',
      'GET /idle',
    ]);
    // It has said that it was paid, and nobody has paid.
    expect(failure?.message).toContain('credited_was_paid');
  });
});

it('our own platform is an application that has everything', async () => {
  const world = await openTestWorld();
  const { ask } = platformTarget(world.origin, world.transport);
  expect(await ask('open_seller', { body: { name: 'Lin' }, key: 'k' })).toMatchObject({ ok: true });
  expect(await ask('open_seller', { body: { name: 'Wei' }, key: 'k' })).toMatchObject({
    ok: false,
    code: 'idempotency_key_reused',
  });
  await world.close();
});
