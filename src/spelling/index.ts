export { expectedOf, hint } from './nearest.ts';
