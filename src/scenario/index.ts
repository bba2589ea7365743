export { entryOf, isFound, type Search, tellEntry, unknownWords } from './catalogue.ts';
export { type ParseContext, problemsOf } from './check.ts';
export { tellSale } from './demo.ts';
export { formatScenario } from './format.ts';
export type { Send } from './http.ts';
export { inOrder } from './in-order.ts';
export { INVARIANTS, type Invariant } from './invariants.ts';
export { scenarioSchema } from './json-schema.ts';
export { missingFor } from './mapping/coverage.ts';
export { mappingJsonSchema } from './mapping/json-schema.ts';
export type { Mapping } from './mapping/mapping.ts';
export { parseMapping } from './mapping/parse-mapping.ts';
export { platformTarget } from './mapping/platform.ts';
export { fillText } from './mapping/template.ts';
export { applicationTheatre } from './mapping/theatre.ts';
export { parseScenario, type ScenarioFile } from './parse.ts';
export { NothingToRecord, type Recorded, type Recording, recordSession } from './recording/index.ts';
export {
  REPORTS,
  type Skipped,
  type Told,
  tellFailure,
  tellOutcome,
  tellSkipped,
} from './reports/index.ts';
export {
  type Failure,
  ownTheatre,
  Player,
  type Run,
  runScenario,
  type StepReport,
  type Theatre,
} from './run.ts';
export type { Sale } from './sale.ts';
export { SandboxClient } from './sandbox.ts';
export { type Scenario, startOf } from './scenario.ts';
export { type Action, isWellFormed, type Step } from './steps/index.ts';
export { CALLS, type Target } from './target.ts';
export { transcriptOf } from './transcript.ts';
export type { Vocabulary } from './views.ts';
export type { Flaw } from './yaml-file.ts';
