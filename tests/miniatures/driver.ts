// A driver for the miniatures: `driver.js NAME` reads once, `driver.js NAME --persistent` once for every line.
import { createInterface } from 'node:readline';
import { type Given, good, neverRetrying, read } from './good-client.js';
import { wrongClients } from './wrong-clients.js';

const [, , name = '', mode] = process.argv;
const habits =
  name === 'good'
    ? good
    : name === 'never-retrying'
      ? neverRetrying
      : wrongClients.find((wrong) => wrong.name === name)?.habits;
if (!habits) throw new Error(`no miniature "${name}"`);

function givenIn(values: Readonly<Record<string, string | undefined>>): Given {
  return {
    baseUrl: values['PARTNER_CENTER_BASE_URL'] ?? '',
    token: values['PARTNER_CENTER_ACCESS_TOKEN'] ?? '',
    customerId: values['PARTNER_CENTER_CUSTOMER_ID'] ?? '',
  };
}

if (mode === '--persistent') {
  for await (const line of createInterface({ input: process.stdin }))
    process.stdout.write(`${JSON.stringify(await read(givenIn(JSON.parse(line)), habits))}\n`);
} else process.stdout.write(`${JSON.stringify(await read(givenIn(process.env), habits))}\n`);
