import { createHash } from 'node:crypto';
import type { Clock, Collection, SandboxStore } from '../../src/sandbox/index.ts';
import type { Instant } from '../../src/time/index.ts';
import type { Keys, PlatformCertificate, PlatformKey } from './credentials.ts';
import { PUBLIC_KEY_RAMP_PERMILLE, type Rules } from './rules.ts';

const DAY_MS = 86_400_000;
/** There is one schedule. */
const ONLY = 'schedule';

/** A platform certificate, and when it is good. */
export interface ListedCertificate extends PlatformCertificate {
  readonly from: Instant;
  readonly until: Instant;
}

/** What was said by command, in place of the rules. The ramp is `null` where there is none. */
export interface KeySchedule {
  readonly platformCertificates?: Rules['platformCertificates'];
  readonly firstCertificateEnds?: Instant;
  readonly publicKeyRampStarts?: Instant | null;
}

/** Which of WeChat Pay's keys is in use when: certificates take over from one another, and the public key from both. */
export class PlatformKeys {
  readonly #keys: Keys;
  readonly #rules: Rules;
  readonly #clock: Clock;
  readonly #schedules: Collection<KeySchedule>;
  #schedule: KeySchedule;

  constructor(keys: Keys, rules: Rules, clock: Clock, store: SandboxStore) {
    this.#keys = keys;
    this.#rules = rules;
    this.#clock = clock;
    this.#schedules = store.collection<KeySchedule>('wechatpay.key-schedule');
    this.#schedule = this.#schedules.get(ONLY) ?? {};
  }

  /** Says otherwise than the rules; what is left out stays. */
  reschedule(change: KeySchedule): void {
    this.#schedule = { ...this.#schedule, ...change };
    this.#schedules.put(ONLY, this.#schedule);
  }

  /** What `/v3/certificates` shows: one, or while the next takes over, two. */
  listed(): ListedCertificate[] {
    const { platformCertificates, firstCertificateEnds, secondCertificateListedMs } = this.#inForce();
    if (platformCertificates === 'none') return [];
    const now = this.#clock.now();
    const [first, second] = this.#keys.certificates;
    const secondFrom = firstCertificateEnds - secondCertificateListedMs;
    const all: ListedCertificate[] = [
      { ...first, from: Date.UTC(2025, 0, 1), until: firstCertificateEnds },
      { ...second, from: secondFrom, until: Date.UTC(2049, 11, 31) },
    ];
    return all.filter(({ from, until }) => from <= now && now < until);
  }

  /** Signs answers to requests that name no key. */
  current(): PlatformKey {
    const { firstCertificateEnds, secondCertificateUsedMs } = this.#inForce();
    const listed = this.listed();
    const usesSecond = this.#clock.now() >= firstCertificateEnds - secondCertificateUsedMs;
    return (usesSecond ? listed.at(-1) : listed[0]) ?? this.#keys.publicKey;
  }

  /** A key that no merchant should trust any more. */
  retired(): Promise<PlatformKey> {
    return this.#keys.retired();
  }

  /** The key that a request names in `Wechatpay-Serial`, if it is one of ours and alive. */
  find(serial: string): PlatformKey | undefined {
    return [this.#keys.publicKey, ...this.listed()].find((key) => key.serial === serial);
  }

  /** Signs a notification: day by day of the switch, more of them are signed with the public key. */
  ofNotification(id: string): PlatformKey {
    const permille = this.publicKeyPermille();
    // By its id, so that every attempt at one notification is signed alike.
    const draw = createHash('sha256').update(id).digest().readUInt32BE(0) % 1000;
    return draw < permille ? this.#keys.publicKey : this.current();
  }

  /** How many of a thousand notifications the public key signs. */
  publicKeyPermille(): number {
    const { publicKeyRampStarts } = this.#inForce();
    if (publicKeyRampStarts === null) return 0;
    const day = Math.floor((this.#clock.now() - publicKeyRampStarts) / DAY_MS);
    return day < 0 ? 0 : (PUBLIC_KEY_RAMP_PERMILLE[day] ?? 1000);
  }

  #inForce() {
    return { ...this.#rules, ...this.#schedule };
  }
}
