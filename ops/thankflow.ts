#!/usr/bin/env node
import { enableCompileCache } from 'node:module';
import { exitOnSignals } from './interrupt.ts';

exitOnSignals();
// Halves the time until the first word. Only what is imported after it gains, so the program is.
enableCompileCache();
const { main } = await import('./main.ts');
await main();
