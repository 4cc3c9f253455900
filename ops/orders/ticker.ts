/** Says on a terminal how far work has come whose end nobody knows. */
export function ticker(what: string): { at(count: number): void; stop(): void } {
  const { stderr } = process;
  if (!stderr.isTTY) return { at: () => undefined, stop: () => undefined };
  return {
    at: (count) => void stderr.write(`\r${count} ${what}`),
    stop: () => void stderr.write('\r\u001b[K'),
  };
}
