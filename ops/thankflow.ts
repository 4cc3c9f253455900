import { exitOnSignals } from './cli/progress.ts';

exitOnSignals();
const { main } = await import('./main.ts');
await main();
