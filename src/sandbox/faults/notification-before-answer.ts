import { defineFault } from './fault.ts';

export const notificationBeforeAnswer = defineFault({
  name: 'notification_before_answer',
  group: 'notification',
  summary: 'The notification that a request gives rise to arrives before the answer to the request.',
  effects: () => ({ cause: 'before_answer' }),
});
