import { exitOnSignals } from './interrupt.ts';

exitOnSignals();
const { main } = await import('./main.ts');
await main();
