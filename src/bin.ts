#!/usr/bin/env node
import { enableCompileCache } from 'node:module';
import { availableParallelism } from 'node:os';

// What `counterfoil` and `npm start` run. Compiling the program takes most of a start; from the second one
// on, Node has kept what it compiled.
enableCompileCache();
// Node signs on its thread pool, which has four threads wherever it runs: on fewer processors they are in the
// way of the thread that gives them work, and more processors would stand idle. Names are looked up there, too,
// by half of them at most: signatures never wait for a name where there are two. It counts until its first use.
process.env.UV_THREADPOOL_SIZE ??= String(Math.max(2, availableParallelism()));
await import('./cli.ts');
