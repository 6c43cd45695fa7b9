// A driver around a client whose types openapi-typescript made from the contract, for `client --persistent`.
import { randomUUID } from 'node:crypto';
import { createInterface } from 'node:readline';
import createClient from 'openapi-fetch';
import type { components, paths } from './schema.js';

type Failure = components['schemas']['Error'] | components['schemas']['ThrottlingError'];

interface Outcome {
  qualification?: string;
  error?: { status?: number; code?: unknown; message: string };
}

async function read(call: Record<string, string>): Promise<Outcome> {
  const client = createClient<paths>({
    baseUrl: call['PARTNER_CENTER_BASE_URL'],
    headers: { Authorization: `Bearer ${call['PARTNER_CENTER_ACCESS_TOKEN']}` },
  });
  const { data, error, response } = await client.GET('/v1/customers/{customer-tenant-id}/qualification', {
    params: {
      path: { 'customer-tenant-id': call['PARTNER_CENTER_CUSTOMER_ID'] ?? '' },
      header: {
        Accept: 'application/json',
        'MS-RequestId': randomUUID(),
        'MS-CorrelationId': randomUUID(),
      },
    },
  });
  return data === undefined ? failed(response.status, error) : { qualification: data };
}

function failed(status: number, fault: Failure | undefined): Outcome {
  const told: Failure | undefined = typeof fault === 'object' ? fault : undefined;
  if (told && 'code' in told)
    return { error: { status, code: told.code, message: told.description ?? `HTTP ${status}` } };
  return { error: { status, message: told?.message ?? `HTTP ${status}` } };
}

for await (const line of createInterface({ input: process.stdin })) {
  const outcome = await read(JSON.parse(line)).catch((thrown) => ({ error: { message: String(thrown) } }));
  console.log(JSON.stringify(outcome));
}
