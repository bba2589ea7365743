import type { Context } from 'hono';
import { accepts } from 'hono/accepts';
import type { Language } from '../platform/index.ts';

/** The language that the caller understands best, of those we speak; English for all others. */
export function languageOf(c: Context): Language {
  const best = accepts(c, {
    header: 'Accept-Language',
    supports: ['en', 'zh'],
    default: 'en',
    match: (wanted) => {
      const byQuality = wanted.toSorted((a, b) => b.q - a.q);
      return byQuality.map(({ type }) => type.toLowerCase().split('-')[0] ?? '').find(isSpoken) ?? 'en';
    },
  });
  return best === 'zh' ? 'zh' : 'en';
}

function isSpoken(language: string): boolean {
  return language === 'en' || language === 'zh';
}
