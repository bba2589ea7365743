import {
  type Order,
  type PayeeBalance,
  type SellerBalance,
  type Whereabouts,
  whereBuyersMoneyIs,
  wherePayeesBalanceIs,
  whereSellersBalanceIs,
  whereSellersMoneyIs,
} from '../escrow/index.ts';
import { type Currency, formatMoney } from '../money/index.ts';
import { formatBeijing, formatInstant, type Instant } from '../time/index.ts';
import { EVENTS, type Language, PLACES, WAITS } from './words.ts';

/** Where the money of an order is, for both sides, and what happened, in words. */
export function orderMoneyView(order: Order, now: Instant, language: Language) {
  return {
    money: {
      buyer: whereBuyersMoneyIs(order, now).map((row) => whereaboutsView(row, language)),
      seller: sellerMoneyView(order, now, language),
    },
    timeline: order.timeline.map(({ at, event, detail }) => ({
      at: formatInstant(at),
      event,
      says: EVENTS[event]?.[language] ?? event,
      detail,
    })),
  };
}

/** Where a seller's share of an order is. */
export function sellerMoneyView(order: Order, now: Instant, language: Language) {
  return whereSellersMoneyIs(order, now).map((row) => whereaboutsView(row, language));
}

/** Where what sales have brought a seller is. */
export function sellerBalanceView(balance: SellerBalance, currency: Currency, language: Language) {
  return whereSellersBalanceIs(balance, currency).map((row) => whereaboutsView(row, language));
}

/** Where what a payee has earned is. */
export function payeeBalanceView(balance: PayeeBalance, currency: Currency, language: Language) {
  return wherePayeesBalanceIs(balance, currency).map((row) => whereaboutsView(row, language));
}

function whereaboutsView(row: Whereabouts, language: Language) {
  const { amount, place, waitsFor, earliest, latest } = row;
  return {
    amount,
    place,
    waits_for: waitsFor,
    /** Null: nothing moves it by itself. */
    earliest: earliest === undefined ? null : formatInstant(earliest),
    /** Null: it depends on a carrier, a provider or a person. */
    latest: latest === undefined ? null : formatInstant(latest),
    says: language === 'zh' ? inChinese(row) : inEnglish(row),
  };
}

function inEnglish({ amount, place, waitsFor, earliest, latest }: Whereabouts): string {
  const sentence = `${formatMoney(amount)} ${PLACES[place].en} ${WAITS[waitsFor].en}`.trim();
  const from = earliest === undefined ? [] : [`${formatInstant(earliest)} at the earliest`];
  const to = latest === undefined ? [] : [`${formatInstant(latest)} at the latest`];
  const moments = [...from, ...to].join(' and ');
  return moments === '' ? `${sentence}.` : `${sentence}: ${moments}.`;
}

/** In the time of Beijing. */
function inChinese({ amount, place, waitsFor, earliest, latest }: Whereabouts): string {
  const parts = [
    `${formatMoney(amount)} ${PLACES[place].zh}`,
    WAITS[waitsFor].zh,
    earliest === undefined ? '' : `最早 ${formatBeijing(earliest)}`,
    latest === undefined ? '' : `最晚 ${formatBeijing(latest)}`,
  ];
  return `${parts.filter((part) => part !== '').join('，')}。`;
}
