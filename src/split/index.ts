export { allocateSplit, type Split, type SplitRefusal, type SplitRefusalCode } from './allocation.ts';
export { netOf, netOfAll, type Return, returnFromLegs, undoReturn } from './returns.ts';
export { type Leg, SELLER, type SplitBasis, type SplitRule } from './rule.ts';
