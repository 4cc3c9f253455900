import { vi } from 'vitest';

/** What is written while stdout and stderr are a terminal of this width. */
export function onTerminal(columns: number, write: () => void): string {
  const texts: string[] = [];
  const { exitCode } = process;
  for (const stream of [process.stdout, process.stderr]) {
    vi.spyOn(stream, 'write').mockImplementation((text) => texts.push(String(text)) > 0);
    for (const [property, value] of Object.entries({ isTTY: true, columns }))
      Object.defineProperty(stream, property, { value, configurable: true, writable: true });
  }
  try {
    write();
  } finally {
    vi.restoreAllMocks();
    for (const stream of [process.stdout, process.stderr]) {
      Object.defineProperty(stream, 'isTTY', { value: undefined, configurable: true, writable: true });
    }
    process.exitCode = exitCode;
  }
  return texts.join('');
}
