import type { ScenarioFile } from '../parse.ts';
import { transcriptOf } from '../transcript.ts';
import { tellFailure } from './text.ts';
import type { Skipped, Told } from './told.ts';

/** JUnit's XML, as CI servers read it: one test case a scenario. */
export function junitReport(told: readonly Told[], skipped: readonly Skipped[]): string {
  const errors = told.filter(({ run }) => run.failure?.kind === 'error').length;
  const failures = told.filter(({ run }) => run.failure).length - errors;
  const seconds = told.reduce((total, one) => total + one.seconds, 0).toFixed(3);
  const counts = attributes({
    tests: told.length + skipped.length,
    failures,
    errors,
    skipped: skipped.length,
    time: seconds,
  });
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="counterfoil"${counts}>`,
    `  <testsuite name="scenarios"${counts}>`,
    ...told.map(testCase),
    ...skipped.map(skippedCase),
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

function testCase(told: Told): string {
  const { source, run, seconds } = told;
  const { failure } = run;
  const named = nameOf(source, failure?.step ?? 0) + attributes({ time: seconds.toFixed(3) });
  const element = failure?.kind === 'error' ? 'error' : 'failure';
  const why = failure
    ? [
        `      <${element}${attributes({ type: failure.kind, message: failure.message })}>${escaped(tellFailure(told))}</${element}>`,
      ]
    : [];
  return [
    `    <testcase${named}>`,
    ...why,
    `      <system-out>${escaped(transcriptOf(run))}</system-out>`,
    '    </testcase>',
  ].join('\n');
}

function skippedCase({ source, missing }: Skipped): string {
  const message = `not for this application: ${missing.join(', ')}`;
  return `    <testcase${nameOf(source, 0)}><skipped${attributes({ message })}/></testcase>`;
}

function nameOf({ file, lines, scenario }: ScenarioFile, step: number): string {
  const classname = file.replace(/\.ya?ml$/, '').replaceAll(/[\\/]/g, '.');
  return attributes({ name: scenario.title, classname, file, line: lines[step] ?? 1 });
}

function attributes(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${escaped(String(value)).replaceAll('\n', '&#10;')}"`)
    .join('');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};

/** XML 1.0 cannot carry most control characters, nor halves of surrogate pairs, in any form. */
function escaped(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/[\p{Cc}\uFFFE\uFFFF]/gu, (character) => (/[\t\n\r]/.test(character) ? character : '\uFFFD'))
    .replaceAll(/[&<>"]/g, (character) => ENTITIES[character] ?? character);
}
