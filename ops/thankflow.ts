import { exitOnSignals } from './cli/interrupt.ts';

exitOnSignals();
const { main } = await import('./main.ts');
await main();
