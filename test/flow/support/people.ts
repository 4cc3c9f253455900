export interface Person {
  id: string;
  email: string;
  firstName: string;
  lastName: string;
}

const personal = new Set<string>();
let people = 0;

/** Remembers a text that must never reach a log line, nor a settled row. */
export function keepSecret<Text extends string>(text: Text): Text {
  personal.add(text);
  return text;
}

/** Everything personal that this test file has sent so far. */
export const personalTexts = (): string[] => [...personal];

/** A customer nobody else is: their names and address stand nowhere unless they were let out. */
export function person(differs: Partial<Person> = {}): Person {
  people += 1;
  const letters = people
    .toString(26)
    .replace(/./g, (digit) => 'abcdefghijklmnopqrstuvwxyz'.charAt(parseInt(digit, 26)));
  const somebody = {
    id: String(7_120_395_000 + people),
    email: `firmina.${letters}@mailbox-of-a-customer.example`,
    firstName: `Firmina-${letters}`,
    lastName: `Quendelbach-${letters}`,
    ...differs,
  };
  for (const text of [somebody.email, somebody.firstName, somebody.lastName]) keepSecret(text);
  return somebody;
}
