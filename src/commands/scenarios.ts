import { type Command, Option } from 'commander';
import { wholeNumber } from './options.ts';
import type { FindOptions, ReplayOptions, ScenarioContext } from './scenario-context.ts';

/** `counterfoil replay …` and `counterfoil scenarios …`. What they do is loaded when it is wanted: a start has no use for it. */
export function scenarioCommands(program: Command, context: ScenarioContext): void {
  program
    .command('replay [files...]')
    .description(
      'play scenarios (files, or folders of them; all that come with the program, when none is named)',
    )
    .option('--seed <n>', 'what ids are drawn from', wholeNumber, 1)
    .addOption(new Option('--report <form>', 'a report as well').choices(['junit', 'json', 'html']))
    .option('--output <file>', 'where the report goes, instead of being printed')
    .option('--story', 'tell every story, and not only of what failed')
    .option('--watch', 'play again whenever a file changes')
    .addHelpText(
      'after',
      '\nEnds with 0 when all passed, 1 when one failed, and 2 when a file is no scenario; then nothing was played.',
    )
    .action(async (files: string[], options: ReplayOptions) => {
      const { replay } = await import('./replay.ts');
      context.exit(await replay(files, options, context));
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
}
