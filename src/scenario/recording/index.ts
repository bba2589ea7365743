export { type Recorded, type Recording, recordSession } from './record.ts';
export { NothingToRecord } from './session.ts';
