import { defineFault } from './fault.ts';

/** The first of them: it stands in a field that is signed, and what it stands in stays well-formed. */
function changeDigit(body: string): string {
  return body.replace(/\d/, (digit) => (digit === '9' ? '8' : '9'));
}

export const notificationTampered = defineFault({
  name: 'notification_tampered',
  group: 'notification',
  summary: 'A digit of a notification is changed after it was signed.',
  effects: () => ({ notification: { rewrite: changeDigit } }),
});
