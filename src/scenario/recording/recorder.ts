import { formatDuration, type Instant, parseDuration } from '../../time/index.ts';
import type { Deed } from '../deed.ts';
import type { Send } from '../http.ts';
import { platformTarget } from '../mapping/platform.ts';
import { SandboxClient } from '../sandbox.ts';
import { type SetFault, Stage } from '../stage.ts';
import type { Action } from '../steps/index.ts';
import { Echo } from './echo.ts';
import { retell } from './retell.ts';
import type { Session } from './session.ts';

/** One step of what is recorded. */
export interface Line {
  /** More than one are done at once. */
  readonly actions: readonly Action[];
  /** It is time that passed while nothing happened: a reader can do without it. */
  readonly isIdle: boolean;
  /** What is to be said above it. */
  readonly notes: readonly string[];
}

/** So long somebody thinks, and waits for nothing. */
const IDLE_MS = 60_000;

/** Tells what people did as steps, and keeps the names that they are told by. */
export class Recorder {
  readonly stage: Stage;
  readonly lines: Line[] = [];
  /** What no step tells, or not all of it. */
  readonly remarks: string[] = [];
  /** It speaks of moments or days, so that no time may be left out. */
  isDated = false;
  readonly #session: Session;
  readonly #echo: Echo;
  /** Those that were used more than once. */
  readonly #keys: ReadonlySet<string>;
  /** Since the beginning, as the steps so far tell it. */
  #toldMs = 0;
  #notes: string[] = [];

  constructor(session: Session, origin: string, send: Send) {
    this.#session = session;
    this.#echo = new Echo(send);
    const { deeds, now } = session;
    const sandbox = new SandboxClient(origin, this.#echo.send);
    this.stage = new Stage(platformTarget(origin, this.#echo.send), sandbox, deeds[0]?.at ?? now);
    const keys = deeds.flatMap(({ key }) => key ?? []);
    this.#keys = new Set(keys.filter((key, i) => keys.indexOf(key) < i));
  }

  async record(): Promise<void> {
    const { deeds, now, wire } = this.#session;
    let endedAt = 0;
    for (const group of atOnce(deeds)) {
      const { at, begun } = group[0];
      const isQuiet = !wire.some(({ seq }) => seq > endedAt && seq <= begun.after);
      this.#letTimePass(at, isQuiet);
      await this.#tell(group);
      endedAt = Math.max(...group.map(({ seq }) => seq));
    }
    this.#letTimePass(now, !wire.some(({ seq }) => seq > endedAt));
    await this.#allowForMisses();
  }

  add(...actions: readonly Action[]): void {
    if (actions.length === 0) return;
    this.lines.push({ actions, isIdle: false, notes: this.#notes });
    this.#notes = [];
  }

  /** @param isQuiet whether nothing went over the wire meanwhile */
  #letTimePass(until: Instant, isQuiet: boolean): void {
    // In whole seconds, rounded up: what fell due in the meantime falls due in them, too.
    const byMs = Math.ceil((until - this.stage.start) / 1000) * 1000 - this.#toldMs;
    if (byMs <= 0) return;
    this.#toldMs += byMs;
    const actions = [{ time_passes: formatDuration(byMs) }];
    this.lines.push({ actions, isIdle: isQuiet && byMs < IDLE_MS, notes: [] });
  }

  async #tell(deeds: readonly Deed[]): Promise<void> {
    const actions: Action[] = [];
    // Faults that are set here are of this line.
    this.stage.nth = this.lines.length;
    for (const deed of deeds) {
      const key = deed.key !== undefined && this.#keys.has(deed.key) ? deed.key : undefined;
      const told = await retell(deed, this.stage, this.#echo, { isAtOnce: deeds.length > 1, key });
      const remark = 'why' in told ? `not told, ${told.why}` : told.remark;
      if (remark !== undefined) this.#remark(deed, remark);
      if ('why' in told) continue;
      actions.push(told.action);
      this.isDated ||= told.isDated;
      if ('time_passes' in told.action) this.#toldMs += parseDuration(told.action.time_passes) ?? 0;
    }
    this.add(...actions);
  }

  #remark({ seq, httpMethod, path, status }: Deed, what: string): void {
    const came = status < 300 ? '' : ` (answered ${status}, and nothing changed)`;
    const remark = `${httpMethod} ${path}${came}: ${what}; number ${seq} of the journal`;
    this.remarks.push(remark);
    this.#notes.push(remark);
  }

  /** A fault that has not struck was no mistake; nobody knows any more of one that was ended. */
  async #allowForMisses(): Promise<void> {
    const ended = this.#session.deeds.flatMap(({ call, about }) =>
      call === 'remove_fault' ? about.fault : [],
    );
    const idle = (await this.stage.sandbox.waitingFaults()).filter(({ struck }) => struck === 0);
    const missed = new Set([...ended, ...idle.map(({ id }) => id)]);
    for (const { id, name, step } of this.stage.faults) if (missed.has(id)) this.#mayMiss(name, step);
  }

  #mayMiss(name: string, nth: SetFault['step']): void {
    const line = this.lines[nth];
    if (!line) return;
    const actions = line.actions.map((action) =>
      'fault' in action && action.fault.name === name
        ? { ...action, fault: { ...action.fault, may_miss: true } }
        : action,
    );
    this.lines[nth] = { ...line, actions };
  }
}

type Group = [Deed, ...Deed[]];

/** Deeds in their order; those that overlapped, together. */
function atOnce(deeds: readonly Deed[]): readonly Group[] {
  const groups: Group[] = [];
  for (const deed of deeds) {
    const group = groups.at(-1);
    if (group?.some(({ seq }) => deed.begun.after < seq)) group.push(deed);
    else groups.push([deed]);
  }
  return groups.map((group) => group.sort((a, b) => a.begun.nth - b.begun.nth));
}
