import type { z } from 'zod';
import type { Recalls } from './deed.ts';
import type { Answer, Refused } from './http.ts';
import type { Review } from './review.ts';
import type { Stage } from './stage.ts';
import type { Call } from './target.ts';

/** What may stand beside any step. */
export interface Modifiers {
  /** The sale that it is about; the latest, when left out. */
  readonly of?: string | undefined;
  /** It must be refused, with this code. */
  readonly refused?: string | undefined;
  /** The Idempotency-Key of the request that it makes. */
  readonly key?: string | undefined;
}

/** Something that not every system has which a scenario may be played against. */
export type Need =
  /** A call; and that it does as this says: `coupons`. */
  | { readonly call: Call; readonly with?: string }
  /** It tells this of an order: `held`; and knows a word: the state `shipped`. */
  | { readonly fact: string; readonly word?: string }
  | { readonly channel: string; readonly method?: string | undefined }
  /** It refuses something for this reason. */
  | { readonly refusal: string }
  /** What is so in our own world alone. */
  | { readonly ours: string };

/** One comparison of an expectation. */
export interface Check {
  /** `held: 10000.00` */
  readonly says: string;
  readonly holds: boolean;
}

/** What came of a step. */
export type Done =
  | { readonly kind: 'done' }
  | { readonly kind: 'refused'; readonly refusal: Refused }
  | { readonly kind: 'checked'; readonly checks: readonly Check[] };

/**
 * A kind of step: what it takes, how it reads as a sentence, how it is done, and how it is known again from what
 * was done. Its details are plain data, as they stand in the YAML.
 */
export interface StepKind<Name extends string = string, Details = unknown> {
  readonly name: Name;
  /** One line for the person who writes a scenario. */
  readonly summary: string;
  readonly schema: z.ZodType<Details>;
  /** It does nothing to any sale, which stand as they stood: it looks, or says what is to go wrong from now on. */
  readonly isAside?: true;
  tell(details: Details): string;
  run(details: Details, stage: Stage, modifiers: Modifiers): Promise<Done>;
  /** The other way round: from what somebody did to what the step takes. Empty where it does nothing of its own. */
  readonly recall: Recalls<NoInfer<Details>>;
  /** What it takes a system to be for this to be played against it; no more than that it sells, when left out. */
  needs?(details: Details): readonly Need[];
  /** Finds what the schema cannot: names that nobody bears, times that have passed. */
  review?(details: Details, review: Review): void;
}

/** Lets the name and the details be inferred. */
export function defineStep<const Name extends string, Details>(
  kind: StepKind<Name, Details>,
): StepKind<Name, Details> {
  return kind;
}

/** What a step that asks for one thing came to. */
export function outcomeOf(answer: Answer): Done {
  return answer.ok ? { kind: 'done' } : { kind: 'refused', refusal: answer };
}
