/** Returns a terminal's width in columns, or `undefined` if the stream isn't a terminal. */
export function terminalColumns({ isTTY, columns }: NodeJS.WriteStream): number | undefined {
  if (!isTTY) return undefined;
  // A terminal with an unknown width reports 0.
  return columns || Number(process.env['COLUMNS']) || 80;
}
