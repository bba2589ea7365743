export { allocateSplit, isWithinOutwardCap, outwardOf, type Split } from './allocation.ts';
export type { SplitRefusal, SplitRefusalCode } from './flaw.ts';
export { netOf, netOfAll, type Return, returnFromLegs, undoReturn } from './returns.ts';
export { type Leg, SELLER, type SplitBasis, type SplitRule, type Tier } from './rule.ts';
