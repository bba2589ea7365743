import type { Kit, RandomStream } from '../../src/sandbox/index.ts';
import { formatBeijing, type Instant } from '../../src/time/index.ts';

/** The numbers that WeChat Pay gives out. Each kind draws from a stream of its own, and looks like the real ones. */
export class Numbers {
  readonly #stream: (purpose: string) => RandomStream;
  readonly #streams = new Map<string, RandomStream>();

  constructor(kit: Pick<Kit, 'random'>) {
    this.#stream = (purpose) => kit.random.stream(`wechatpay.${purpose}`);
  }

  /** 28 digits: `4200`, the date in Beijing, and a rest. */
  transactionId(now: Instant): string {
    return `420000${this.#draw('transaction').digits(4)}${beijingDate(now)}${this.#draw('transaction').digits(10)}`;
  }

  /** `wx`, the time in Beijing, and a rest: 36 characters. */
  prepayId(now: Instant): string {
    return `wx${beijingTime(now)}${this.#draw('prepay').hex(18)}00`;
  }

  codeUrl(): string {
    return `weixin://wxpay/bizpayurl?pr=${this.#draw('code').alphanumeric(7)}z${this.#draw('code').digits(2)}`;
  }

  /** Stands beside the prepay id in an `h5_url`, and cannot be guessed. */
  h5Package(): string {
    return this.#draw('h5').digits(20);
  }

  /** 29 digits that begin with `503`. */
  refundId(now: Instant): string {
    return `503${this.#draw('refund').digits(8)}${beijingDate(now)}${this.#draw('refund').digits(10)}`;
  }

  /** 29 digits that begin with `300`: of a sharing order. */
  sharingId(now: Instant): string {
    return `300${this.#draw('sharing').digits(8)}${beijingDate(now)}${this.#draw('sharing').digits(10)}`;
  }

  /** 30 digits that begin with `360`: of one receiver's part. */
  sharingDetailId(now: Instant): string {
    return `360${this.#draw('detail').digits(9)}${beijingDate(now)}${this.#draw('detail').digits(10)}`;
  }

  sharingReturnId(now: Instant): string {
    return `310${this.#draw('return').digits(9)}${beijingDate(now)}${this.#draw('return').digits(10)}`;
  }

  /** 32 digits that begin with `10`: withdrawals, transfers, subsidies and the like. */
  fundId(now: Instant): string {
    return `10${this.#draw('fund').digits(12)}${beijingDate(now)}${this.#draw('fund').digits(10)}`;
  }

  /** A UUID, as the ids of notifications are. */
  notificationId(): string {
    const hex = this.#draw('notification').hex(32);
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
  }

  /** 32 characters, for an answer's signature. */
  nonce(): string {
    return this.#draw('nonce').hex(32);
  }

  /** 12 characters, which are the bytes of a GCM nonce. */
  aeadNonce(): string {
    return this.#draw('aead').alphanumeric(12);
  }

  /** What a bill is sealed with: 32 characters, and 16 for a nonce. */
  billSeal(): { key: string; nonce: string } {
    return { key: this.#draw('bill').hex(32), nonce: this.#draw('bill').hex(16) };
  }

  /** Cannot be guessed: whoever has it may act as the buyer, or have the bill. */
  token(): string {
    return this.#draw('token').hex(40);
  }

  /** `Request-ID` without the error's number behind it. */
  requestId(): string {
    return `08${this.#draw('request').hex(40).toUpperCase()}`;
  }

  #draw(purpose: string): RandomStream {
    const stream = this.#streams.get(purpose) ?? this.#stream(purpose);
    this.#streams.set(purpose, stream);
    return stream;
  }
}

function beijingTime(now: Instant): string {
  return formatBeijing(now).replace(/[- :]/g, '');
}

function beijingDate(now: Instant): string {
  return beijingTime(now).slice(0, 8);
}
