import { expectedOf } from '../spelling/index.ts';
import type { ScenarioFile } from './parse.ts';
import { actionsOf } from './steps/index.ts';
import type { Vocabulary } from './views.ts';

/** What a scenario is about, for who looks for one. */
export interface Entry {
  readonly file: string;
  readonly title: string;
  readonly catches: string;
  readonly faults: readonly string[];
  readonly channels: readonly string[];
}

export function entryOf({ file, scenario }: ScenarioFile): Entry {
  const { title, catches, steps } = scenario;
  const actions = steps.flatMap(actionsOf);
  const faults = actions.flatMap((action) => ('fault' in action ? action.fault.name : []));
  const channels = actions.flatMap((action) =>
    'start_payment' in action ? action.start_payment.channel : [],
  );
  return { file, title, catches, faults: [...new Set(faults)], channels: [...new Set(channels)] };
}

export interface Search {
  /** Each has to occur somewhere, in whatever case. */
  readonly words: readonly string[];
  readonly fault?: string | undefined;
  readonly channel?: string | undefined;
}

export function isFound(entry: Entry, { words, fault, channel }: Search): boolean {
  const { file, title, catches, faults, channels } = entry;
  const text = [file, title, catches, ...faults, ...channels].join(' ').toLowerCase();
  return (
    words.every((word) => text.includes(word.toLowerCase())) &&
    (fault === undefined || faults.includes(fault)) &&
    (channel === undefined || channels.includes(channel))
  );
}

export function tellEntry({ file, title, catches, faults, channels }: Entry): string {
  const about = [...channels, ...faults].join(', ');
  return [`${file}  ${title}`, `  catches: ${catches.trim()}`, ...(about === '' ? [] : [`  ${about}`])].join(
    '\n',
  );
}

/** What is said of a fault or a channel that there is not. */
export function unknownWords(
  { fault, channel }: Search,
  { faults, providers }: Vocabulary,
): readonly string[] {
  const complain = (what: string, word: string | undefined, known: readonly string[]) =>
    word === undefined || known.includes(word)
      ? []
      : [`unknown ${what} "${word}": ${expectedOf(word, known)}`];
  return [
    ...complain(
      'fault',
      fault,
      faults.map(({ name }) => name),
    ),
    ...complain(
      'channel',
      channel,
      providers.map(({ name }) => name),
    ),
  ];
}
