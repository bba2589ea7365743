import fc from 'fast-check';
import { expect, it } from 'vitest';
import { stories } from '../../src/explorer/draw.ts';
import { tryOut } from '../../src/explorer/trial.ts';
import { expectSameEnd, inWorldOf, moneyIn, recordWorld } from '../scenario/record.ts';
import { ownVocabulary } from '../scenario/schema-file.ts';
import { parameters } from './parameters.ts';

/** What was refused and speaks of what is not there cannot be said; and addresses are not kept. */
const FORESEEN = [/"refused":"/, /and nothing changed/, /the address may hold secrets/];

it('whatever is done in a sandbox, its recording comes to the same end and leaves nothing out that was done', async () => {
  const vocabulary = await ownVocabulary();
  const property = fc.asyncProperty(stories(vocabulary), async (story) => {
    const { recorded, money } = await inWorldOf({}, async (world, theatre) => {
      await tryOut(story, theatre);
      return { recorded: await recordWorld(world, vocabulary), money: await moneyIn(world) };
    });
    const lost = recorded.remarks.filter((remark) => !FORESEEN.some((foreseen) => foreseen.test(remark)));
    expect(lost).toEqual([]);
    await expectSameEnd(recorded, money, vocabulary);
  });
  await fc.assert(property, parameters(10));
});
