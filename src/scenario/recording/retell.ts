import type { Deed } from '../deed.ts';
import { flawsOf } from '../flaws.ts';
import { isInDoubt } from '../http.ts';
import type { Sale } from '../sale.ts';
import type { Stage } from '../stage.ts';
import type { Modifiers, StepKind } from '../step-kind.ts';
import { type Action, kindFor } from '../steps/index.ts';
import type { Echo } from './echo.ts';

/** A deed as a step. */
export interface Retold {
  readonly action: Action;
  /** It speaks of moments or days. */
  readonly isDated: boolean;
  /** What of it is not as it was. */
  readonly remark: string | undefined;
}

/** Why no step does what was done. */
export interface Untold {
  readonly why: string;
}

/**
 * The step that does what was done. It is tried on the stage, which then knows of it, and has to ask for the same.
 *
 * @param isAtOnce whether something else was done at the same time
 * @param key where it matters
 */
export async function retell(
  deed: Deed,
  stage: Stage,
  echo: Echo,
  { isAtOnce, key }: { readonly isAtOnce: boolean; readonly key: string | undefined },
): Promise<Retold | Untold> {
  const { call, about, status } = deed;
  const kind = call && kindFor(call);
  if (!call || !kind) return { why: 'no step does that' };
  if (isInDoubt(status)) return { why: 'nobody knows whether it was done' };
  const named = stage.saleOf(about.order);
  if (about.order !== undefined && !named) return { why: `${about.order} was not opened in this session` };
  const recalled = kind.recall[call]?.(deed, stage);
  if (!recalled) return { why: 'no step says what was asked for' };
  // As it will stand in the file: without what is undefined.
  const details: unknown = JSON.parse(JSON.stringify(recalled.details));
  const [flaw] = flawsOf(kind.schema, details);
  if (flaw) return { why: flaw.message };
  const modifiers: Modifiers = {
    ...ofSale(recalled.sale ?? named, stage, isAtOnce),
    ...(status < 300 ? {} : { refused: codeOf(deed) }),
    ...(key === undefined ? {} : { key }),
  };
  const tried = await tryOut(kind, details, modifiers, { deed, stage, echo });
  if ('why' in tried) return tried;
  const unsaid = tried.unsaid.length > 0 ? `no step says its ${tried.unsaid.join(' and ')}` : undefined;
  // Its details are as the schema of its kind has them.
  const action = { [kind.name]: details, ...modifiers } as Action;
  return { action, isDated: recalled.isDated ?? false, remark: recalled.remark ?? unsaid };
}

/** The latest sale need not be named, where no other may come first. */
function ofSale(sale: Sale | undefined, { sales }: Stage, isAtOnce: boolean): Pick<Modifiers, 'of'> {
  return sale && (isAtOnce || sale !== sales.at(-1)) ? { of: sale.name } : {};
}

async function tryOut(
  kind: StepKind,
  details: unknown,
  modifiers: Modifiers,
  { deed, stage, echo }: { readonly deed: Deed; readonly stage: Stage; readonly echo: Echo },
): Promise<{ readonly unsaid: readonly string[] } | Untold> {
  // Whoever ends a fault asks first which are waiting, and it waits no more.
  if (deed.call === 'remove_fault') return { unsaid: [] };
  echo.begin(deed);
  try {
    await kind.run(details, stage, modifiers);
  } catch (error) {
    return { why: error instanceof Error ? error.message : String(error) };
  }
  return echo.isSame() ? { unsaid: echo.unsaid() } : { why: 'no step asks for just that' };
}

function codeOf({ answer, status }: Deed): string {
  if (typeof answer === 'object' && answer !== null && 'code' in answer) return String(answer.code);
  return `http_${status}`;
}
