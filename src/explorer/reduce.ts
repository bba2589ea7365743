import { type Action, isWellFormed } from '../scenario/index.ts';

type Fails = (story: readonly Action[]) => Promise<boolean>;

/**
 * Leaves out of a story that fails whatever it fails without: steps, many at once and then one by one, and
 * what steps say more than they must.
 *
 * @param fails whether what is left still does
 */
export async function reduce(story: readonly Action[], fails: Fails): Promise<readonly Action[]> {
  const fewer = await withoutSteps(story, fails);
  return withoutDetails(fewer, fails);
}

async function withoutSteps(story: readonly Action[], fails: Fails): Promise<readonly Action[]> {
  let left = story;
  for (let size = Math.ceil(story.length / 2); ; size = Math.ceil(size / 2)) {
    const before = left.length;
    for (let end = left.length; end > 0; end -= size) {
      const without = left.toSpliced(Math.max(0, end - size), Math.min(size, end));
      if (await fails(without)) left = without;
    }
    if (size === 1 && left.length === before) return left;
  }
}

async function withoutDetails(story: readonly Action[], fails: Fails): Promise<readonly Action[]> {
  let left = story;
  for (const [i, step] of story.entries()) {
    let plain = step;
    for (const detail of detailsOf(step)) {
      const plainer = omit(plain, detail);
      if (!isWellFormed(plainer)) continue;
      const without = left.with(i, plainer);
      if (await fails(without)) [plain, left] = [plainer, without];
    }
  }
  return left;
}

interface Detail {
  /** `sell` */
  readonly kind: string;
  /** `hold` */
  readonly name: string;
}

function detailsOf(step: Action): readonly Detail[] {
  return Object.entries(step).flatMap(([kind, given]) =>
    typeof given === 'object' && !Array.isArray(given)
      ? Object.keys(given).map((name) => ({ kind, name }))
      : [],
  );
}

/** It may be no step any more. */
function omit(step: Action, { kind, name }: Detail): Action {
  const fields = Object.entries(step).map(([key, given]) =>
    key === kind
      ? [key, Object.fromEntries(Object.entries(given).filter(([part]) => part !== name))]
      : [key, given],
  );
  return Object.fromEntries(fields);
}
