#!/usr/bin/env node
import { enableCompileCache } from 'node:module';
import { availableParallelism } from 'node:os';

// What `counterfoil` and `npm start` run. Compiling the program takes most of a start; from the second one
// on, Node has kept what it compiled.
enableCompileCache();
// Node signs on its thread pool, which has four threads wherever it runs: on fewer processors they are in the
// way of the thread that gives them work, and more processors would stand idle. It counts until its first use.
process.env.UV_THREADPOOL_SIZE ??= String(availableParallelism());
await import('./cli.ts');
