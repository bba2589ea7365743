import { type Command, InvalidArgumentError, Option } from 'commander';
import { wholeNumber } from './options.ts';
import type {
  ExploreOptions,
  FindOptions,
  RecordOptions,
  ReplayOptions,
  ScenarioContext,
} from './scenario-context.ts';

/** `counterfoil replay …`, `record`, `scenarios …` and `explore …`. What they do is loaded when it is wanted: a start has no use for it. */
export function scenarioCommands(program: Command, context: ScenarioContext): void {
  program
    .command('replay [files...]')
    .description(
      'play scenarios (files, or folders of them; all that come with the program, when none is named)',
    )
    .option('--app <mapping>', 'against an application of your own, which this file tells how to call')
    .option('--seed <n>', 'what ids are drawn from', wholeNumber, 1)
    .addOption(new Option('--report <form>', 'a report as well').choices(['junit', 'json', 'html']))
    .option('--output <file>', 'where the report goes, instead of being printed')
    .option('--story', 'tell every story, and not only of what failed')
    .option('--watch', 'play again whenever a file changes')
    .addHelpText(
      'after',
      '\nEnds with 0 when all passed, 1 when one failed, and 2 when a file is no scenario or an application does not start.',
    )
    .action(async (files: string[], options: ReplayOptions) => {
      const { replay } = await import('./replay.ts');
      context.exit(await replay(files, options, context));
    });
  program
    .command('record')
    .description(
      'tell what was done in a running sandbox since its last reset, as a scenario that does the same',
    )
    .option('--url <url>', 'where the platform is', oneOrigin, 'http://127.0.0.1:4100')
    .option('--out <file>', 'where the scenario goes, instead of being printed')
    .option('--title <text>', 'what happens, in one sentence', oneSentence)
    .addOption(new Option('--key <key>', 'of the platform’s API, once it has some').env('COUNTERFOIL_KEY'))
    .addHelpText(
      'after',
      '\nEnds with 0 when the recording, played in a world of its own, ends where the sandbox is; with 1 when it does not; and with 2 when there is nothing to record. What cannot be told is said, and stands in the file as a comment.',
    )
    .action(async (options: RecordOptions) => {
      const { record } = await import('./record.ts');
      context.exit(await record(options, context));
    });
  program
    .command('scenarios [words...]')
    .description(
      'list scenarios, and what bug each would catch; those with all of the words, when there are any',
    )
    .option('--fault <name>', 'only those in which this goes wrong')
    .option('--channel <name>', 'only those that pay by it')
    .option('--in <folder>', 'where to look, instead of what comes with the program')
    .action(async (words: string[], options: FindOptions) => {
      const { findScenarios } = await import('./find-scenarios.ts');
      context.exit(await findScenarios(words, options, context));
    });
  program
    .command('explore')
    .description('tell random stories, in which things go wrong, until one breaks what must always be true')
    .option('--runs <n>', 'how many stories', wholeNumber, 200)
    .option('--seed <n>', 'what they are drawn from; the same seed draws the same stories', wholeNumber, 1)
    .option('--output <folder>', 'where a failure is written, as a scenario that replays it', '.')
    .addHelpText('after', '\nEnds with 0 when nothing was found, and 1 when something was.')
    .action(async (options: ExploreOptions) => {
      const { exploreAndTell } = await import('./explore.ts');
      context.exit(await exploreAndTell(options, context));
    });
}

function oneSentence(text: string): string {
  if (text.trim() === '' || text.length > 200) {
    throw new InvalidArgumentError('It must be a sentence of at most 200 characters.');
  }
  return text;
}

function oneOrigin(text: string): string {
  const url = URL.parse(text);
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new InvalidArgumentError('It must be a URL, such as http://127.0.0.1:4100.');
  }
  return url.origin;
}
