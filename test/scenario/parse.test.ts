import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { parseScenario, type Vocabulary } from '../../src/scenario/index.ts';
import { parameters } from '../properties/parameters.ts';
import { START } from '../world.ts';
import { ownVocabulary } from './schema-file.ts';

let vocabulary: Vocabulary;
beforeAll(async () => {
  vocabulary = await ownVocabulary();
});

function flawsOf(text: string): string[] {
  const parsed = parseScenario(text, 'bag.yaml', { vocabulary, start: START });
  if (parsed.ok) return [];
  return parsed.flaws.map(({ file, line, column, message }) => `${file}:${line}:${column}: ${message}`);
}

const HEAD = 'title: A bag is sold\ncatches: Nothing\nsteps:\n';
const SELL = '  - sell: { as: bag, title: A bag, amount: "100.00" }\n';

describe('a file that is no scenario', () => {
  it.each([
    [
      'an unknown step',
      '  - buyer_pay: {}',
      '4:5',
      /unknown step "buyer_pay": .*Did you mean "buyer_pays"\?/,
    ],
    ['a step without a word', '  - sell', '4:5', /a step is a word and what it takes/],
    [
      'two steps in one',
      '  - time_passes: P1D\n    refund: all',
      '5:5',
      /begin another one with "- refund:"/,
    ],
    [
      'a fault that the provider never has',
      '  - fault: { name: refund_stuck, provider: alipay }',
      '4:20',
      /alipay never has refund_stuck: Alipay refunds at once/,
    ],
    [
      'an unknown fault',
      '  - fault: { name: notificaton_lost }',
      '4:20',
      /unknown fault .*Did you mean "notification_lost"\?/,
    ],
    [
      'an unknown provider',
      '  - fault: { name: notification_lost, provider: alipya }',
      '4:49',
      /Did you mean "alipay"\?/,
    ],
    [
      'an unknown channel',
      '  - start_payment: { channel: wechat-pay }',
      '4:31',
      /unknown channel .*Did you mean "wechatpay"\?/,
    ],
    [
      'an unknown key',
      '  - start_payment: { chanel: alipay, channel: alipay }',
      '4:22',
      /unknown key "chanel": .*Did you mean "channel"\?/,
    ],
    ['an unknown word', '  - order: shipp', '4:12', /unknown word "shipp": .*Did you mean "ship"\?/],
    ['a key that is missing', '  - start_payment: {}', '4:20', /"channel" is missing/],
    ['an amount that is a number', '  - refund: 100.00', '4:13', /an amount of yuan in quotes/],
    [
      'an amount within that is a number',
      '  - refund: { amount: 1 }',
      '4:23',
      /an amount of yuan in quotes.*found 1/,
    ],
    ['a negative time', '  - time_passes: -P1D', '4:18', /a duration of at most a hundred years/],
    [
      'a time beyond the calendar',
      '  - time_passes: P99999999D',
      '4:18',
      /a duration of at most a hundred years/,
    ],
    ['a day that no month has', '  - at: 2026-02-30T12:00:00+08:00', '4:9', /a moment of the calendar/],
    [
      'a time that has passed',
      '  - time_passes: P2D\n  - at: P1D',
      '5:9',
      /time moves on only: here it is 2026-11-24 12:00:00/,
    ],
    [
      'a fault that ended before it began',
      '  - time_passes: P2D\n  - fault: { name: notification_lost, until: P1D }',
      '5:46',
      /has passed already/,
    ],
    [
      'a sale that nobody made',
      `${SELL}  - refund: all\n    of: bga`,
      '6:9',
      /unknown sale "bga": .*Did you mean "bag"\?/,
    ],
    [
      'a seller whom nobody knows',
      `${SELL}  - payout: { seller: Lim }`,
      '5:23',
      /unknown seller .*Did you mean "Lin"\?/,
    ],
    [
      'an unknown command',
      '  - provider: { name: wechatpay, command: public_key_ram }',
      '4:43',
      /Did you mean "public_key_ramp"\?/,
    ],
    [
      'what a command does not take',
      '  - provider: { name: wechatpay, command: public_key_ramp, with: { dya: 2 } }',
      '4:68',
      /unknown key "dya": .*Did you mean "day"\?/,
    ],
  ])('names %s', (_what, steps, where, message) => {
    const [first = '', ...others] = flawsOf(`${HEAD}${steps}\n`);
    expect(first).toMatch(message);
    expect(first.startsWith(`bag.yaml:${where}: `), first).toBe(true);
    expect(others).toEqual([]);
  });

  it('counts from the moment at which it begins', () => {
    const steps = '  - at: 2026-02-28T12:00:00+08:00\n';
    expect(flawsOf(`starts: 2026-02-28T11:00:00+08:00\n${HEAD}${steps}`)).toEqual([]);
    expect(flawsOf(`starts: 2026-02-28T13:00:00+08:00\n${HEAD}${steps}`)).toEqual([
      expect.stringMatching(/time moves on only: here it is 2026-02-28 13:00:00 in Beijing already/),
    ]);
    expect(flawsOf(`starts: yesterday\n${HEAD}${SELL}`)).toEqual([
      expect.stringMatching(/^bag\.yaml:1:9: expected a moment of the years 2020 to 2048/),
    ]);
  });

  it('says what is not YAML', () => {
    expect(flawsOf(`${HEAD}  - sell: { title: "A bag }\n`)[0]).toMatch(/^bag\.yaml:\d+:\d+: not YAML: /);
  });

  it.each([
    ['an alias of nothing', 'title: *nothing\n'],
    [
      'an alias of far too much',
      `a: &a [${'1,'.repeat(99)}]\nb: &b [${'*a,'.repeat(99)}]\nc: [${'*b,'.repeat(99)}]\n`,
    ],
    ['a tag', 'title: !!binary aGVsbG8=\n'],
    ['two documents', `${HEAD}${SELL}---\n${HEAD}${SELL}`],
    ['one key twice', `title: A bag\n${HEAD}${SELL}`],
    ['brackets without end', '['.repeat(100_000)],
  ])('is not plain YAML: %s', (_what, text) => {
    expect(flawsOf(text)[0]).toMatch(/^bag\.yaml:\d+:\d+: not YAML: /);
  });

  it('names steps at once that are none, or within each other', () => {
    const steps =
      '  - together: [{ order: shipp }, { together: [{ order: ship }, { order: ship }] }]\n  - together: []\n';
    expect(flawsOf(HEAD + steps)).toEqual([
      expect.stringMatching(/^bag\.yaml:4:25: unknown word "shipp"/),
      expect.stringMatching(/^bag\.yaml:4:36: steps at once within steps at once/),
      expect.stringMatching(/^bag\.yaml:5:15: at least two steps/),
    ]);
  });

  it('never brings the reader down, whatever was done to it, and is told within its lines', () => {
    const whole = readFileSync(
      join(import.meta.dirname, '../../scenarios/splits/shares-and-coupons.yaml'),
      'utf8',
    );
    const scraps = fc.constantFrom(
      ...['', ' ', '\n', ':', '- ', '{', '}', '[', '"', '*', '&', '#', '\t', '\0'],
      ...['null', '-1', '9'.repeat(20), '__proto__'],
    );
    const edit = fc.tuple(fc.nat(whole.length), fc.nat(30), scraps);
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 6 }), (edits) => {
        let text = whole;
        for (const [at, length, scrap] of edits) text = text.slice(0, at) + scrap + text.slice(at + length);
        const parsed = parseScenario(text, 'bag.yaml', { vocabulary, start: START });
        const flaws = parsed.ok ? [] : parsed.flaws;
        expect(parsed.ok || flaws.length > 0).toBe(true);
        for (const { line, column, message } of flaws) {
          expect(line).toBeLessThanOrEqual(text.split('\n').length);
          expect(column).toBeGreaterThan(0);
          expect(message).not.toMatch(/undefined|\[object/);
        }
      }),
      parameters(300),
    );
  });

  it('lacks a title and steps', () => {
    expect(flawsOf('catches: Nothing\n')).toEqual([
      'bag.yaml:1:1: "title" is missing',
      'bag.yaml:1:1: "steps" is missing',
    ]);
  });

  it('is told of all that is wrong with it, in its order', () => {
    const steps = [
      '  - sel: {}',
      '  - refund: 5',
      '  - time_passes: tomorrow',
      '  - order: ship',
      '    of: hat',
    ];
    expect(flawsOf(HEAD + steps.join('\n')).map((flaw) => flaw.split(':')[1])).toEqual(['4', '5', '6', '8']);
  });

  it('is empty', () => {
    expect(flawsOf('')).toHaveLength(1);
  });
});
