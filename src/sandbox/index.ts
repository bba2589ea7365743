export { BODY_LIMIT_BYTES, drain } from './body.ts';
export { certify, type KeyHolder, sandboxName } from './certificates.ts';
export { type Clock, SandboxClock } from './clock.ts';
export { type Command, defineCommand } from './command.ts';
export { diagnose, JSON_SPACINGS, type KnownKey, type Mistake } from './diagnosis.ts';
export { onTheWire } from './exchange.ts';
export type { ExchangeDraft, WireEnv } from './exchange-draft.ts';
export { parseCount } from './fault-count.ts';
export {
  type Fault,
  type FaultAim,
  FaultPlan,
  type FaultTarget,
  type NewFault,
  type Strike,
} from './fault-plan.ts';
export { FAULT_KINDS, type Failure, type FaultKind, type RefundEffect } from './faults/index.ts';
export {
  type Difference,
  type Exchange,
  firstDifference,
  Journal,
  type JournalFilter,
  type Message,
  type Presented,
  type SignatureVerdict,
} from './journal.ts';
export { FixedKeyRing, FolderKeyRing, type KeyRing, type RsaKeyPair } from './key-ring.ts';
export { type Mishaps, mishapsOf, type Signing } from './mishaps.ts';
export type {
  NewNotification,
  NotificationProtocol,
  QueuedNotification,
  SignedMessage,
} from './notification.ts';
export { Notifier } from './notifier.ts';
export type {
  Identified,
  Kit,
  Offer,
  OrderView,
  Provider,
  ProviderDefinition,
  Wallet,
  WalletPayment,
  WalletRefusal,
  WalletResult,
} from './provider.ts';
export { Random, type RandomStream } from './random.ts';
export { type OpenProvider, openSandbox, type Sandbox, type WorldTime } from './sandbox.ts';
export { type DueSource, Scheduler } from './scheduler.ts';
export { type Collection, SandboxStore } from './store.ts';
export { ConnectionLost, inProcessTransport, socketTransport, type Transport } from './transport.ts';
export { wallClock } from './wall-clock.ts';
