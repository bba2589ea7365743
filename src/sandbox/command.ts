import { z } from 'zod';

/** Something that a person, a test or a scenario can have a provider do, beside what its merchants ask of it. */
export interface Command {
  /** `platform_certificates` */
  readonly name: string;
  /** One line for the person who chooses it. */
  readonly summary: string;
  /** JSON Schema of what it takes. */
  readonly parameters: unknown;
  run(parameters: unknown): CommandResult;
}

export type CommandResult =
  /** How things stand now. */
  | { readonly ok: true; readonly state: Readonly<Record<string, unknown>> }
  | { readonly ok: false; readonly flaw: string };

interface Definition<Parameters> {
  readonly name: string;
  readonly summary: string;
  readonly parameters: z.ZodType<Parameters>;
  run(parameters: Parameters): Readonly<Record<string, unknown>>;
}

export function defineCommand<Parameters>(definition: Definition<Parameters>): Command {
  const { name, summary, parameters, run } = definition;
  return {
    name,
    summary,
    // Made when it is asked for, since it takes longer than all else in opening a provider.
    get parameters() {
      return z.toJSONSchema(parameters, { io: 'input' });
    },
    run: (given) => {
      const parsed = parameters.safeParse(given);
      return parsed.success
        ? { ok: true, state: run(parsed.data) }
        : { ok: false, flaw: z.prettifyError(parsed.error) };
    },
  };
}
