/**
 * Who takes part. Fixed, and the same in every world, so that they can be written into a merchant's
 * configuration once: an application, the merchant it belongs to, and one buyer.
 */
export const APP_ID = '2021004100000001';

export const SELLER = { id: '2088041000000018', email: 'merchant@counterfoil.example' } as const;

/** The one buyer, logged in from the start. Accounts are shown masked, as Alipay shows them. */
export const BUYER = { id: '2088041000000026', logonId: 'buy***@counterfoil.example' } as const;

/** A user id that nobody has: it cannot be bound. */
export const NOBODY = '2088000000000404';

/** A receiver who is paid, and then closes the account: nothing can be taken back from it. */
export const CLOSED_RECEIVER = 'userId:2088000000000403';
