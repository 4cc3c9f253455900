import { constants } from 'node:os';

/** The signals that end a command: Ctrl-C, a request to end, a closed terminal. */
export const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
export type Signal = (typeof signals)[number];

/** The shells' exit codes: 130 after Ctrl-C, 143 after SIGTERM, 129 after a closed terminal. */
export const exitCodeOf = (signal: Signal): number => 128 + constants.signals[signal];
