export type { Coverage } from './coverage.ts';
export {
  type Exploration,
  type ExploreOptions,
  explore,
  type Finding,
  type Progress,
  type Tell,
} from './explore.ts';
export { type Trial, tryOut } from './trial.ts';
