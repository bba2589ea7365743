import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rawMembers } from '../../../src/gateway/adapters/alipay/raw-members.ts';
import { parameters } from '../../properties/parameters.ts';

describe('the raw members of a JSON object', () => {
  it.each([
    ['escapes stay as they are', '{"a":{"url":"https:\\/\\/x"},"sign":"s"}', '{"url":"https:\\/\\/x"}'],
    ['a brace in a string ends nothing', '{"a":{"b":"}","c":1},"sign":"s"}', '{"b":"}","c":1}'],
    ['an escaped quote ends no string', '{"a":{"b":"\\"}"},"sign":"s"}', '{"b":"\\"}"}'],
    ['a backslash before the closing quote', '{"a":{"b":"\\\\"},"sign":"s"}', '{"b":"\\\\"}'],
    ['a "sign" inside is only a field', '{"a":{"sign":"x"},"sign":"s"}', '{"sign":"x"}'],
    [
      'a "sign" inside a string is only text',
      '{"a":{"b":"\\"sign\\":\\"x\\""}}',
      '{"b":"\\"sign\\":\\"x\\""}',
    ],
    ['white space around belongs to nobody', '{ "a" :\n\t{ "b" : 1 } ,\r\n"sign":"s"}', '{ "b" : 1 }'],
    ['numbers and words end without a bracket', '{"b":null,"a":-1.5e3 }', '-1.5e3'],
    ['an escape in the name', '{"\\u0061":[1,[2]]}', '[1,[2]]'],
  ])('%s', (_why, text, raw) => {
    expect(rawMembers(text)?.get('a')).toBe(raw);
  });

  it.each([
    ['nothing', ''],
    ['a list', '[]'],
    ['a string', '"{}"'],
    ['null', 'null'],
    ['half an object', '{"a":{"b":1}'],
    ['two objects', '{}{}'],
    ['HTML', '<html></html>'],
    ['a name twice', '{"a":1,"a":2}'],
    ['a name twice, once in disguise', '{"a":1,"\\u0061":2}'],
  ])('there are none in %s', (_what, text) => {
    expect(rawMembers(text)).toBeUndefined();
  });

  it('are the very characters of each value, whatever it holds', () => {
    const object = fc.dictionary(fc.string(), fc.jsonValue());
    fc.assert(
      fc.property(object, (values) => {
        const members = rawMembers(JSON.stringify(values));
        const written = Object.entries(values).map(([name, value]) => [name, JSON.stringify(value)]);
        expect([...(members ?? [])]).toEqual(written);
      }),
      parameters(500),
    );
  });
});
