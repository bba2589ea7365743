import { z } from 'zod';
import { formatBeijing, type Instant } from '../../src/time/index.ts';
import type { Refusal } from './errors.ts';
import { fieldName } from './field-names.ts';

/** `2018-06-08T10:34:56+08:00`: every moment on the wire is told in Beijing time. */
export function formatMoment(instant: Instant): string {
  return `${formatBeijing(instant).replace(' ', 'T')}+08:00`;
}

export function parseMoment(text: string): Instant | undefined {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2})$/.test(text))
    return undefined;
  const instant = Date.parse(text);
  return Number.isNaN(instant) ? undefined : instant;
}

/** Where the parts of a request come from, in WeChat Pay's words. */
export interface Input {
  readonly path: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  /** Undefined for a GET. */
  readonly body: Readonly<Record<string, unknown>> | undefined;
}

/**
 * Reads a request's parameters, wherever they come from, by one schema. The path wins over the query, and
 * both over the body.
 */
export function readInput<T>(
  schema: z.ZodType<T>,
  input: Input,
): { readonly ok: true; readonly content: T } | Refusal<'parameter_wrong'> {
  const parsed = schema.safeParse({ ...input.body, ...input.query, ...input.path }, { reportInput: true });
  if (parsed.success) return { ok: true, content: parsed.data };
  const [issue] = parsed.error.issues;
  if (!issue) throw new Error('a schema refused without an issue');
  const location = locationOf(issue, input);
  const why = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
  const value = shownValue(issue.input);
  return {
    ok: false,
    reason: 'parameter_wrong',
    why,
    message: complaint(issue, `/${[location, ...issue.path].join('/')}`),
    detail: { location, ...(value === undefined ? {} : { value }) },
  };
}

/** Of a text how long it is; nothing of what has parts of its own. */
function shownValue(input: unknown): unknown {
  if (typeof input === 'string') return Buffer.byteLength(input);
  return typeof input === 'object' && input !== null ? undefined : input;
}

function locationOf({ path }: z.core.$ZodIssue, input: Input): 'uri_template' | 'query' | 'body' {
  const [first] = path;
  if (typeof first === 'string' && first in input.path) return 'uri_template';
  return input.body ? 'body' : 'query';
}

/** What WeChat Pay says of a parameter: the forms were seen in real answers, which many issues quote. */
function complaint(issue: z.core.$ZodIssue, source: string): string {
  const name = fieldName(issue.path);
  const field = `“${source}”映射到值字段“${name}”`;
  if (issue.input === undefined) return `输入源${field}必填性规则校验失败，此字段为必填项`;
  if (issue.code === 'invalid_type') {
    return `无法将 JSON 输入源“${source}”映射到目标字段“${name}”中，此字段需要一个${jsonType(issue.expected)}`;
  }
  if (issue.code === 'too_small' || issue.code === 'too_big') return outOfRange(issue, source, name);
  if (issue.code === 'invalid_format' && issue.pattern) {
    return `输入源${field}字符串规则校验失败，字符串必须匹配正则表达式“${issue.pattern.slice(1, -1)}”`;
  }
  if (issue.code === 'invalid_value') return `输入源${field}枚举规则校验失败，值不在枚举范围内`;
  return `输入源${field}规则校验失败`;
}

function outOfRange(issue: z.core.$ZodIssueTooSmall | z.core.$ZodIssueTooBig, source: string, name: string) {
  const isSmall = issue.code === 'too_small';
  const limit = isSmall ? `小于最小值 ${issue.minimum}` : `大于最大值 ${issue.maximum}`;
  if (typeof issue.input === 'string') {
    return `输入源“${source}”映射到值字段“${name}”字符串规则校验失败，字符数 ${issue.input.length}，${limit}`;
  }
  if (Array.isArray(issue.input)) {
    return `输入源“${source}”映射到值字段“${name}”数组规则校验失败，元素个数 ${issue.input.length}，${limit}`;
  }
  const bound = isSmall ? `低于最小值 ${issue.minimum}` : `高于最大值 ${issue.maximum}`;
  return `输入源“${source}”映射到数值字段“${name}”规则校验失败，值${bound}`;
}

/** A list with more members than a rule that can be changed allows. */
export function listTooLong(field: string, length: number, most: number): Refusal<'parameter_wrong'> {
  const [source, name] = [`/body/${field}`, fieldName([field])];
  return {
    ok: false,
    reason: 'parameter_wrong',
    message: `输入源“${source}”映射到值字段“${name}”数组规则校验失败，元素个数 ${length}，大于最大值 ${most}`,
    detail: { location: 'body' },
  };
}

function jsonType(expected: string): string {
  if (expected === 'int' || expected === 'number') return '合法的 64 位有符号整数';
  return ` ${expected} 类型的 Json 值`;
}

/** Text of 1 to `max` characters. */
export function text(max: number, min = 1) {
  return z.string().min(min).max(max);
}

/** A merchant's own number for something: letters, digits and `_-|*`. */
export function merchantNo(max: number, min = 1) {
  return text(max, min).regex(/^[0-9a-zA-Z_\-|*]+$/);
}

/** Whole fen, as a JSON number: a string or a fraction is refused. The most is 10 million yuan. */
export const amountFen = z.int().min(1).max(1_000_000_000).transform(BigInt);

/** A URL as WeChat Pay takes it. */
export const notifyUrl = text(256).regex(/^https?:\/\/[^\s/?#[\]@]+(?:\/[^\s?#[\]]*)?$/);

/** Only yuan. */
export const currency = z.literal('CNY').default('CNY');

export const mchid = text(32);
export const appid = text(32);

export function fen(amount: bigint): number {
  return Number(amount);
}
