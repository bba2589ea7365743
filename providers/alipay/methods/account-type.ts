import { z } from 'zod';

/** How an account of a receiver is written: its number, its login, or its id with this app. */
export const ACCOUNT_TYPES = ['userId', 'loginName', 'openId'] as const;

export const accountType = z.enum(ACCOUNT_TYPES).default('userId');
