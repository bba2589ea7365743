import { answerLostAfterEffect } from './answer-lost-after-effect.ts';
import type { FaultKind } from './fault.ts';
import { notificationLost } from './notification-lost.ts';
import { notificationProbed } from './notification-probed.ts';
import { notificationTwice } from './notification-twice.ts';

export type { FaultEffects, FaultKind, FaultPoint } from './fault.ts';

/** Every failure that can be provoked. */
export const FAULT_KINDS: readonly FaultKind[] = [
  answerLostAfterEffect,
  notificationLost,
  notificationProbed,
  notificationTwice,
];
