export { StepRefused } from './client.ts';
export { tellSale } from './demo.ts';
export { type Run, runScenario } from './run.ts';
export { InvalidScenario, parseScenario, type Scenario } from './scenario.ts';
