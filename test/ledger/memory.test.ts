import { openMemoryStore } from '../../src/ledger/index.ts';
import { describeStore } from './store.conformance.ts';

describeStore('a store in memory', openMemoryStore);
