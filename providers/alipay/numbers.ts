import type { Kit, RandomStream } from '../../src/sandbox/index.ts';
import { formatBeijing, type Instant } from '../../src/time/index.ts';

/** The numbers that Alipay gives out. Each kind draws from a stream of its own, and looks like the real ones. */
export class Numbers {
  readonly #stream: (purpose: string) => RandomStream;
  readonly #streams = new Map<string, RandomStream>();

  constructor(kit: Pick<Kit, 'random'>) {
    this.#stream = (purpose) => kit.random.stream(`alipay.${purpose}`);
  }

  /** 28 digits that begin with the date in Beijing. */
  tradeNo(now: Instant): string {
    return `${beijingDate(now)}22001${this.#draw('trade').digits(15)}`;
  }

  /** 32 digits that begin with the date in Beijing. */
  settleNo(now: Instant): string {
    return `${beijingDate(now)}002530${this.#draw('settle').digits(18)}`;
  }

  /** 34 digits, with the date and the time in Beijing. */
  notifyId(now: Instant): string {
    const [date, time] = [beijingDate(now), formatBeijing(now).slice(11).replaceAll(':', '')];
    return `${date}00222${time}${this.#draw('notification').digits(15)}`;
  }

  /** 28 digits: under it a refund goes that the merchant makes by hand. */
  refundNo(now: Instant): string {
    return `${beijingDate(now)}33001${this.#draw('refund').digits(15)}`;
  }

  /** In the address of a bill: 32 digits of hex. */
  billToken(): string {
    return this.#draw('bill').hex(32);
  }

  qrCode(): string {
    return `https://qr.alipay.com/bax${this.#draw('qr').alphanumeric(21)}`;
  }

  /** Cannot be guessed: whoever has it may act as the buyer. */
  cashierToken(): string {
    return this.#draw('cashier').hex(32);
  }

  traceId(): string {
    return this.#draw('trace').hex(32);
  }

  #draw(purpose: string): RandomStream {
    const stream = this.#streams.get(purpose) ?? this.#stream(purpose);
    this.#streams.set(purpose, stream);
    return stream;
  }
}

function beijingDate(now: Instant): string {
  return formatBeijing(now).slice(0, 10).replaceAll('-', '');
}
