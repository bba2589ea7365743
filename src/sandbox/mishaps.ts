import type { DurationMs } from '../time/index.ts';
import type { FaultPlan } from './fault-plan.ts';
import type { FaultEffects, FaultPoint, SigningEffect } from './faults/index.ts';
import type { SignatureVerdict } from './journal.ts';
import { type StatementRows, Statements } from './statements.ts';
import type { SandboxStore } from './store.ts';

/** What something is about that may go wrong. The faults that strike are noted in it, where it is in the journal. */
export interface Occasion {
  method?: string | undefined;
  order?: string | undefined;
  faults?: string[];
}

/** How to sign. */
export interface Signing {
  readonly key: 'current' | 'old';
  /** By how much the signed date is behind. */
  readonly ageMs: DurationMs;
  /** What is sent for a signature. */
  signature(signed: string): string;
  /** What the journal says of it. */
  verdict(canonical: string): SignatureVerdict;
}

/** What a provider asks at the points where something may go wrong on purpose. */
export interface Mishaps {
  /** Whether anything waits for this point at all. */
  mayStrike(point: FaultPoint): boolean;
  /**
   * @param can what makes no sense here is passed by, and waits on
   * @returns what the faults do that strike here and now, in the order in which they were asked for
   */
  at<P extends FaultPoint>(
    point: P,
    occasion: Occasion,
    can?: (effect: FaultEffects[P]) => boolean,
  ): FaultEffects[P][];
  /** @param isDated whether the date is a part of what is signed */
  signing(occasion: Occasion, isDated: boolean): Signing;
  /** A statement's rows, as they are to be shown. */
  statement<Row>(rows: StatementRows<Row>): readonly Row[];
}

/** The plan of faults, as one provider sees it. */
export function mishapsOf(provider: string, plan: FaultPlan, store: SandboxStore): Mishaps {
  const statements = new Statements(provider, plan, store);
  const at: Mishaps['at'] = (point, occasion, can) => {
    const { method, order } = occasion;
    const struck = plan.strike(point, { provider, method, order }, can);
    if (struck.length > 0) occasion.faults = [...(occasion.faults ?? []), ...struck.map(({ name }) => name)];
    return struck.map(({ effect }) => effect);
  };
  return {
    mayStrike: (point) => plan.mayStrike(point),
    at,
    signing: (occasion, isDated) =>
      signingWith(at('signing', occasion, (effect) => isDated || !('ageMs' in effect))),
    statement: (rows) => statements.rows(rows),
  };
}

function signingWith(effects: readonly SigningEffect[]): Signing {
  const isFalse = effects.some((effect) => 'isFalse' in effect);
  return {
    key: effects.some((effect) => 'key' in effect) ? 'old' : 'current',
    ageMs: effects.reduce((sum, effect) => sum + ('ageMs' in effect ? effect.ageMs : 0), 0),
    signature: (signed) => (isFalse ? falsified(signed) : signed),
    verdict: (canonical) =>
      effects.length === 0
        ? { verdict: 'valid', canonical }
        : { verdict: 'invalid', canonical, reason: 'It is so on purpose: see faults.' },
  };
}

/** As long as it should be, and false. */
function falsified(signature: string): string {
  return `${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`;
}
