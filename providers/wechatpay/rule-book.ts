import { z } from 'zod';
import type { Collection, SandboxStore } from '../../src/sandbox/index.ts';
import { parseDuration } from '../../src/time/index.ts';
import { RULES, type Rules } from './rules.ts';

/** Rules that have a command of their own: they say which keys are in use. */
const COMMANDED = ['platformCertificates', 'firstCertificateEnds', 'publicKeyRampStarts'] as const;

/** By name; `null` is what it was at first. */
type Changes = Readonly<Record<string, number | bigint | null | undefined>>;

const duration = z.string().transform((text, context) => {
  const ms = parseDuration(text);
  if (ms === undefined) context.addIssue('must be a duration such as P7D');
  return ms ?? z.NEVER;
});

/** What a rule may be changed to: a whole number, or for a time also an ISO 8601 duration. */
function settingOf(name: string, documented: unknown): z.ZodType<Changes[string]> {
  const whole = z.int().min(0);
  const value =
    typeof documented === 'bigint'
      ? whole.transform(BigInt)
      : name.endsWith('Ms')
        ? z.union([whole, duration])
        : whole;
  return value.nullish().meta({ description: `${documented}, as documented; null is that again` });
}

export const SETTABLE_RULES = Object.keys(RULES).filter(
  (name) => !(COMMANDED as readonly string[]).includes(name),
);

export const ruleChanges: z.ZodType<Changes> = z.strictObject(
  Object.fromEntries(SETTABLE_RULES.map((name) => [name, settingOf(name, Reflect.get(RULES, name))])),
);

/** There is one book. */
const ONLY = 'rules';

/** The rules in force: those that the sandbox began with, and what was said since. They outlive a restart. */
export class RuleBook {
  /** Always those of now. */
  readonly rules: Rules;
  readonly #first: Rules;
  readonly #changes: Collection<Changes>;

  constructor(first: Rules, store: SandboxStore) {
    this.#first = first;
    this.#changes = store.collection<Changes>('wechatpay.rules');
    this.rules = { ...first };
    this.#apply(this.#said());
  }

  /** What was done before stays as it was done; what is left out stays. */
  change(changes: Changes): void {
    this.#changes.put(ONLY, { ...this.#said(), ...changes });
    this.#apply(changes);
  }

  #said(): Changes {
    return this.#changes.get(ONLY) ?? {};
  }

  #apply(changes: Changes): void {
    for (const [name, value] of Object.entries(changes)) {
      if (value !== undefined) Reflect.set(this.rules, name, value ?? Reflect.get(this.#first, name));
    }
  }
}
