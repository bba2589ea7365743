import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Journal, type JournalFilter, SandboxStore } from '../../src/sandbox/index.ts';
import type { NewExchange } from '../../src/sandbox/journal.ts';
import { newFolder } from './folder.ts';

function exchange(about: Partial<NewExchange> = {}): NewExchange {
  return {
    at: Date.UTC(2026, 10, 22),
    provider: 'alipay',
    direction: 'in',
    httpMethod: 'POST',
    url: 'http://alipay.test/gateway.do',
    request: { headers: { 'content-type': 'text/plain' }, body: '寄卖' },
    faults: [],
    ...about,
  };
}

function open(): Journal {
  return new Journal(new SandboxStore(':memory:'));
}

function numbers(journal: Journal, filter: Partial<JournalFilter> = {}): number[] {
  return journal.list({ limit: 1000, ...filter }).map(({ seq }) => seq);
}

describe('Journal', () => {
  it('numbers exchanges from 1, and keeps all that was said of them', () => {
    const journal = open();
    const full = exchange({
      method: 'alipay.trade.query',
      order: '寄-"1"\\',
      answer: { status: 200, headers: {}, body: '{"code":"10000"}' },
      requestSignature: {
        verdict: 'invalid',
        canonical: 'a=1',
        reason: 'signed without b',
        theirs: 'a=2',
        firstDifference: { byte: 2, ours: '1', theirs: '2' },
      },
      answerSignature: { verdict: 'valid', canonical: '{}' },
      faults: ['answer_lost_after_effect'],
      note: 'not simulated',
    });
    journal.append(exchange());
    journal.append(full);
    expect(journal.list({ limit: 10 })).toEqual([
      { seq: 1, ...exchange() },
      { seq: 2, ...full },
    ]);
  });

  it('gives an exchange by its number, and none where there is none', () => {
    const journal = open();
    journal.append(exchange({ order: 'A' }));
    expect(journal.get(1)).toEqual({ seq: 1, ...exchange({ order: 'A' }) });
    expect(journal.get(2)).toBeUndefined();
  });

  it('numbers on where it stopped when its file is opened again', () => {
    const path = join(newFolder(), 'sandbox.db');
    for (const order of ['A', 'B']) {
      const store = new SandboxStore(path);
      new Journal(store).append(exchange({ order }));
      store.close();
    }
    const store = new SandboxStore(path);
    expect(new Journal(store).list({ limit: 10 })).toMatchObject([
      { seq: 1, order: 'A' },
      { seq: 2, order: 'B' },
    ]);
    store.close();
  });
});

describe('what the journal lists', () => {
  function filled(): Journal {
    const journal = open();
    journal.append(exchange({ order: 'A' }));
    journal.append(exchange({ order: 'B' }));
    journal.append(exchange({ order: 'A', provider: 'wechatpay' }));
    journal.append(exchange());
    journal.append(exchange({ order: 'A', direction: 'out' }));
    return journal;
  }

  it.each<[string, Partial<JournalFilter>, number[]]>([
    ['everything, oldest first', {}, [1, 2, 3, 4, 5]],
    ['the exchanges of one provider', { provider: 'wechatpay' }, [3]],
    ['the exchanges about one order, whichever the provider and direction', { order: 'A' }, [1, 3, 5]],
    ['what comes after a number', { after: 3 }, [4, 5]],
    ['the latest, oldest first', { limit: 2 }, [4, 5]],
    ['what fits all that is asked for', { provider: 'alipay', order: 'A', after: 1, limit: 1 }, [5]],
    ['nothing after the last', { after: 5 }, []],
    ['nothing of an order that is only part of another’s number', { order: '' }, []],
    ['nothing of a provider that nobody called', { provider: 'ALIPAY' }, []],
  ])('%s', (_what, filter, expected) => {
    expect(numbers(filled(), filter)).toEqual(expected);
  });

  it('the exchanges about an order whose number JSON has to escape', () => {
    const journal = open();
    const orders = ['"', '\\', '\\"', '寄', "'; --", '\u0000', '1', '01', '😀'];
    for (const order of orders) journal.append(exchange({ order }));
    expect(orders.map((order) => numbers(journal, { order }))).toEqual(orders.map((_, i) => [i + 1]));
  });
});

it('the journal keeps the latest ten thousand exchanges, and sweeps the others out now and then', () => {
  const store = new SandboxStore(':memory:');
  const journal = new Journal(store);
  store.transaction(() => {
    for (let n = 1; n < 11_000; n += 1) journal.append(exchange());
  });
  expect(numbers(journal, { limit: 20_000 })).toHaveLength(10_999);
  journal.append(exchange());
  const kept = numbers(journal, { limit: 20_000 });
  expect(kept).toHaveLength(10_000);
  expect([kept.at(0), kept.at(-1)]).toEqual([1001, 11_000]);
  expect(journal.get(1000)).toBeUndefined();
});
