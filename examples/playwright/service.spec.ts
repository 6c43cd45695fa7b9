import { expect, requirement, test } from 'qualification-kit';

// What PARTNER_CENTER_BASE_URL, PARTNER_CENTER_APP_TOKEN and PARTNER_CENTER_CUSTOMERS name; else the kit's own mock.

test('each customer has the qualification that it is known to have', async ({ service }) => {
  for (const customer of service.customers) {
    const exchange = await service.read(service.reads[0], customer);
    expect(exchange).toConform();
    if (customer.expected !== undefined) expect(exchange).toHaveQualification(customer.expected);
  }
});

test('an unknown customer is not found', async ({ service }) => {
  const exchange = await service.probe(service.reads[0], { segment: service.unknownCustomer() });
  expect(exchange).toHaveStatus(404);
});

// A test of a requirement of the catalogue: its verdict goes into the report.
test(...requirement('HDR-002'), async ({ service }) => {
  for (const read of service.reads) await service.read(read);
});
