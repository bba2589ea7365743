import { z } from 'zod';
import { type Command, defineCommand } from '../../src/sandbox/index.ts';
import type { Office } from './office.ts';
import { ruleChanges, SETTABLE_RULES } from './rule-book.ts';
import { notifyUrl } from './wire.ts';

const DAY_MS = 86_400_000;

/** What else WeChat Pay, or a merchant in its own merchant platform, can do. */
export function wechatpayCommands(office: Office): readonly Command[] {
  return [
    platformCertificates(office),
    publicKeyRamp(office),
    changeApiV3Key(office),
    receiverNotifyUrl(office),
    changeRules(office),
  ];
}

const STAGES = ['first', 'announced', 'switched', 'second', 'none'] as const;

/** The clock goes on from there: what was announced takes over five days later. */
function platformCertificates({ clock, platformKeys, rules }: Office): Command {
  const endsIn: Record<Exclude<(typeof STAGES)[number], 'first' | 'none'>, number> = {
    announced: rules.secondCertificateListedMs,
    switched: rules.secondCertificateUsedMs,
    second: 0,
  };
  return defineCommand({
    name: 'platform_certificates',
    summary:
      'Which platform certificates there are: the first alone; two, while the first still signs (announced) or the second already does (switched); the second alone; or none, as for a new merchant, which has the public key.',
    parameters: z.strictObject({ stage: z.enum(STAGES) }),
    run: ({ stage }) => {
      if (stage === 'none') platformKeys.reschedule({ platformCertificates: 'none' });
      else {
        const firstCertificateEnds =
          stage === 'first' ? rules.firstCertificateEnds : clock.now() + endsIn[stage];
        platformKeys.reschedule({ platformCertificates: 'issued', firstCertificateEnds });
      }
      const listed = platformKeys.listed().map(({ serial }) => serial);
      return { listed, signing: platformKeys.current().serial };
    },
  });
}

function publicKeyRamp({ clock, platformKeys }: Office): Command {
  return defineCommand({
    name: 'public_key_ramp',
    summary:
      'On which day the switch of notifications to the public key is: 0.1, 1, 5, 10, 20, 50 and 100 % of them on days 1 to 7; 0 is back at the certificate. The clock goes on from there.',
    parameters: z.strictObject({ day: z.int().min(0).max(7).default(1) }),
    run: ({ day }) => {
      const publicKeyRampStarts = day === 0 ? null : clock.now() - (day - 1) * DAY_MS;
      platformKeys.reschedule({ publicKeyRampStarts });
      return { day, permille: platformKeys.publicKeyPermille() };
    },
  });
}

function changeApiV3Key({ apiV3Key }: Office): Command {
  return defineCommand({
    name: 'api_v3_key',
    summary:
      'Somebody sets another APIv3 key in the merchant platform, which the merchant’s server does not know (changed), or the one before again. Notifications and certificates are sealed under it from then on.',
    parameters: z.strictObject({ changed: z.boolean().default(true) }),
    run: ({ changed }) => {
      apiV3Key.change(changed);
      return { changed };
    },
  });
}

function receiverNotifyUrl({ addresses }: Office): Command {
  return defineCommand({
    name: 'receiver_notify_url',
    summary:
      'Where a merchant hears of what is shared to it; what it is told is sealed under the one APIv3 key that there is.',
    parameters: z.strictObject({ mchid: z.string().regex(/^\d{8,10}$/), url: notifyUrl }),
    run: ({ mchid, url }) => {
      addresses.set(mchid, url);
      return { mchid, url };
    },
  });
}

function changeRules({ ruleBook }: Office): Command {
  return defineCommand({
    name: 'rules',
    summary:
      'Changes rules with numbers in them, for what happens from now on: how much, how many, how long, how often a second. Times are milliseconds, or such as "P7D". Answers with all that are in force.',
    parameters: ruleChanges,
    run: (changes) => {
      ruleBook.change(changes);
      return Object.fromEntries(
        SETTABLE_RULES.map((name) => [name, Number(Reflect.get(ruleBook.rules, name))]),
      );
    },
  });
}
