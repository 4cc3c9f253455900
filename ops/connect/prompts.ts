import type { Readable, Writable } from 'node:stream';
import { whyNotSecret } from '../cli/ask.ts';
import { forTerminal } from '../cli/terminal.ts';
import type { CheckAnswer, Questions } from './questions.ts';

interface Terminal {
  input: Readable;
  /** Not stdout, which is for results. */
  output: Writable;
  /** The person pressed Ctrl-C or Escape. Doesn't return. */
  cancelled: () => never;
}

/** Asks the person at the terminal. The library is loaded here, because most commands ask nothing. */
export async function askingPerson({ input, output, cancelled }: Terminal): Promise<Questions> {
  const { confirm, password, text } = await import('@clack/prompts');
  const streams = { input, output };
  // Anything else is the library's symbol for a cancelled prompt.
  const typed = (given: string | symbol): string => (typeof given === 'string' ? given : cancelled());
  const chosen = (given: boolean | symbol): boolean => (typeof given === 'boolean' ? given : cancelled());
  return {
    isInteractive: true,
    async text({ message, initial, check }) {
      const validate = (entered = '') => checkTyped(entered, initial, check);
      const given = await text({
        ...streams,
        message: forTerminal(message),
        validate,
        ...(initial !== undefined && { placeholder: initial, defaultValue: initial }),
      });
      return typed(given).trim();
    },
    confirm: async ({ message, initial }) =>
      chosen(await confirm({ ...streams, message: forTerminal(message), initialValue: initial })),
    async secret({ message, check }) {
      // Without a mask, not even its length is shown.
      const given = await password({
        ...streams,
        message: forTerminal(`${message} (not shown; Enter to leave it for later)`),
        mask: '',
        validate: (entered = '') => (entered === '' ? undefined : (whyNotSecret(entered) ?? check?.(entered))),
      });
      return typed(given) || undefined;
    },
  };
}

function checkTyped(entered: string, initial: string | undefined, check: CheckAnswer | undefined): string | undefined {
  const value = entered.trim() === '' ? initial : entered.trim();
  return value === undefined ? 'please enter something' : check?.(value);
}
