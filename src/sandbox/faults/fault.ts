/** A kind of failure that can be provoked. One file each in this folder, listed in `index.ts`. */
export interface FaultKind {
  /** `answer_lost_after_effect` */
  readonly name: string;
  /** One line for the person who chooses it. */
  readonly summary: string;
  /** On the provider's answer, after its effect: `lost` breaks the connection instead of answering. */
  readonly onAnswer?: 'lost';
  /** On a notification that is due: how often it reaches the merchant's server this time. */
  readonly onNotification?: {
    readonly deliveries: number;
    /** A copy with a false signature comes first. */
    readonly probed?: true;
  };
}
