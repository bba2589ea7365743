import { defineFault } from './fault.ts';

export const riskRefused = defineFault({
  name: 'risk_refused',
  group: 'business',
  summary: 'The provider’s risk control refuses the payment.',
  effects: () => ({ wallet: { outcome: 'risk_refused' } }),
});
