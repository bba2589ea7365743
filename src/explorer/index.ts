export type { Coverage } from './coverage.ts';
export { type Exploration, type ExploreOptions, explore, type Finding, type Progress } from './explore.ts';
