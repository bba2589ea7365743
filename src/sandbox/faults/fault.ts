import { z } from 'zod';

export type FaultGroup = 'wire' | 'notification' | 'business' | 'processing' | 'statement';

/** What a fault can do, by the point at which it does it. */
export interface FaultEffects {
  /** On the provider's answer, after its effect: `lost` breaks the connection instead of answering. */
  readonly answer: 'lost';
  /** On a notification that is due. */
  readonly notification: NotificationEffect;
}

export type FaultPoint = keyof FaultEffects;

export interface NotificationEffect {
  /** How often it reaches the merchant's server this time. */
  readonly deliveries?: number;
  /** A copy with a false signature comes first. */
  readonly isProbed?: true;
}

/** A kind of failure that can be provoked: data, and a pure function from its parameters to what it does. */
export interface FaultKind {
  /** `answer_lost_after_effect` */
  readonly name: string;
  readonly group: FaultGroup;
  /** One line for the person who chooses it. */
  readonly summary: string;
  /** Its own parameters. */
  readonly parameters: z.ZodObject;
  /** @param given what {@link FaultKind.parameters} has accepted */
  effects(given: unknown): Partial<FaultEffects>;
}

interface Definition<Shape extends z.ZodRawShape> {
  readonly name: string;
  readonly group: FaultGroup;
  readonly summary: string;
  readonly parameters?: Shape;
  effects(parameters: z.output<z.ZodObject<Shape>>): Partial<FaultEffects>;
}

export function defineFault<Shape extends z.ZodRawShape = Record<never, never>>(
  definition: Definition<Shape>,
): FaultKind {
  const { name, group, summary } = definition;
  const parameters = z.strictObject(definition.parameters ?? ({} as Shape));
  return {
    name,
    group,
    summary,
    parameters,
    effects: (given) => definition.effects(parameters.parse(given)),
  };
}
