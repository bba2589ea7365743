export { tellSale } from './demo.ts';
export { runScenario } from './run.ts';
export { parseScenario } from './scenario.ts';
