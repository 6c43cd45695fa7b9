// A driver for the miniatures: `driver.js NAME` reads once, `driver.js NAME --persistent` once for every line.
import { createInterface } from 'node:readline';
import { type Given, type Habits, read } from './good-client.js';
import { goodFor, neverRetryingFor } from './good-operations.js';
import { wrongClients } from './wrong-clients.js';

const [, , name = '', mode] = process.argv;

function habitsFor({ operation }: Given): Habits {
  if (name === 'good') return goodFor(operation);
  if (name === 'never-retrying') return neverRetryingFor(operation);
  const wrong = wrongClients.find((one) => one.name === name);
  if (!wrong) throw new Error(`no miniature "${name}"`);
  return wrong.habits;
}

function givenIn(values: Readonly<Record<string, string | undefined>>): Given {
  return {
    baseUrl: values['PARTNER_CENTER_BASE_URL'] ?? '',
    token: values['PARTNER_CENTER_ACCESS_TOKEN'] ?? '',
    customerId: values['PARTNER_CENTER_CUSTOMER_ID'] ?? '',
    operation: values['PARTNER_CENTER_OPERATION'] ?? '',
    qualification: values['PARTNER_CENTER_QUALIFICATION'] ?? '',
    code: values['PARTNER_CENTER_VALIDATION_CODE'] ?? '',
    segment: values['PARTNER_CENTER_EDUCATION_SEGMENT'] ?? '',
  };
}

async function answer(given: Given): Promise<void> {
  process.stdout.write(`${JSON.stringify(await read(given, habitsFor(given)))}\n`);
}

if (mode === '--persistent') {
  for await (const line of createInterface({ input: process.stdin })) await answer(givenIn(JSON.parse(line)));
} else await answer(givenIn(process.env));
