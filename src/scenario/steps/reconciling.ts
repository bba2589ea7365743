import { z } from 'zod';
import { defineStep, outcomeOf } from '../step-kind.ts';
import { text, word } from '../values.ts';

/** A day of the provider's calendar, and whose statement of it. */
export const statementOf = {
  channel: word,
  day: z.iso.date({ error: 'expected a day, such as 2026-11-22' }),
};

export const pullStatement = defineStep({
  name: 'pull_statement',
  summary: 'A day’s statement is asked for now, and held against the books as they are by now.',
  schema: z.strictObject(statementOf),
  tell: ({ channel, day }) => `The statement of ${channel} of ${day} is asked for`,
  review({ channel }, { oneOf, vocabulary }) {
    const channels = vocabulary.providers.map(({ name }) => name);
    oneOf(['channel'], 'channel', channel, channels);
  },
  needs: () => [{ call: 'pull_statement' }],
  async run(about, { target }) {
    return outcomeOf(await target.ask('pull_statement', { about }));
  },
  recall: {
    pull_statement: ({ about }) => ({ details: dayOf(about), isDated: true }),
  },
});

const explained = z.object({ about: z.string(), explanation: z.string() });

function dayOf({ channel = '', day = '' }: Readonly<Record<string, string>>) {
  return { channel, day };
}

export const explainBreak = defineStep({
  name: 'explain_break',
  summary: 'A person says why something on a statement does not agree with the books.',
  schema: z.strictObject({
    ...statementOf,
    about: text.describe('The payment or the refund: <order>-p1'),
    explanation: text,
  }),
  tell: ({ channel, day, about, explanation }) =>
    `A person explains ${about} on the statement of ${channel} of ${day}: ${explanation}`,
  needs: () => [{ call: 'explain_break' }],
  async run({ channel, day, about, explanation }, stage, { of }) {
    const body = { about: stage.named(about, of), explanation };
    return outcomeOf(await stage.target.ask('explain_break', { about: { channel, day }, body }));
  },
  recall: {
    explain_break(deed, stage) {
      const { data: body } = explained.safeParse(deed.body);
      if (!body) return undefined;
      const { about, explanation } = body;
      return { details: { ...dayOf(deed.about), about: stage.readable(about), explanation }, isDated: true };
    },
  },
});
