/** Where in a scenario, as keys and indices. */
export type Path = readonly (string | number)[];

/** Something that is wrong with a scenario. */
export interface Problem {
  readonly path: Path;
  /** Whether it is about the key at the end of the path, and not about what stands there. */
  readonly atKey?: boolean;
  /** What was wrong, what was expected, and the nearest right word. */
  readonly message: string;
}
