#!/usr/bin/env node
import { enableCompileCache } from 'node:module';

// What `counterfoil` and `npm start` run. Compiling the program takes most of a start; from the second one
// on, Node has kept what it compiled.
enableCompileCache();
await import('./cli.ts');
