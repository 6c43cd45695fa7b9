import { fileURLToPath } from 'node:url';
import { loadContract } from '../dist/src/contract/load-contract.js';
import { startMock } from '../dist/src/mock/server.js';

const contract = loadContract(fileURLToPath(new URL('../openapi/qualification.yaml', import.meta.url)));
const mock = await startMock({ contract, seed: 1 });
const headers = {
  Authorization: `Bearer ${await mock.authority.mint('app')}`,
  Accept: 'application/json',
  'MS-RequestId': '037db222-6d8e-4d7f-ba78-df3dca33fb68',
  'MS-CorrelationId': '7d2456fd-2d79-46d0-9f8e-5d7ecd5f8745',
  'MS-Contract-Version': 'v1',
};
process.on('message', () => process.send(process.memoryUsage.rss()));
process.on('disconnect', () => process.exit());
process.send({
  origin: mock.origin,
  request: { path: `/v1/customers/${mock.customers[0].id}/qualification`, headers },
});
