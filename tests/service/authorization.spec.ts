import { errorCodeOf } from '../../src/checks/error-body.js';
import { finding, holds, violated } from '../../src/checks/outcome.js';
import { answersAs, answersWith, isSuccess, refuses } from '../../src/checks/status.js';
import { shorten } from '../../src/contract/schema.js';
import { contentOf, jsonContentOf, textOf } from '../../src/http/content.js';
import type { Answer } from '../../src/http/exchange.js';
import { requirementTest } from '../../src/playwright/service-test.js';
import {
  joinedByComma,
  oneCharacterChanged,
  otherLetterCase,
  signedByAnother,
} from '../../src/service/changed-tokens.js';
import {
  cutAndExtended,
  garbageTokens,
  otherSchemes,
  tampered,
  tellsSameTenant,
  unsigned,
} from '../../src/service/tokens.js';
import { refusedVariables } from '../../src/target/refused-tokens.js';

const refusedToken = { 401: 'unauthorized', 400: 'bad-request' } as const;

requirementTest('AUT-001', async ({ service, judge }) => {
  const exchange = await service.probe({
    headers: { Authorization: undefined },
    note: 'without Authorization',
  });
  judge(exchange, (answer) => answersWith(answer, 401), 'without Authorization');
});

requirementTest('AUT-002', async ({ service, judge }) => {
  await service.each(
    ['', 'Bearer', 'Bearer ', 'Bearer    '],
    (value) => service.probe({ headers: { Authorization: value }, note: `Authorization: "${value}"` }),
    (exchange, value) =>
      judge(exchange, (answer) => answersAs(answer, refusedToken), `Authorization: "${value}"`),
  );
});

requirementTest('AUT-003', async ({ service, judge }) => {
  await service.each(
    otherSchemes(service.token),
    ([note, value]) => service.probe({ headers: { Authorization: value }, note }),
    (exchange, [note]) => judge(exchange, (answer) => answersAs(answer, refusedToken), note),
  );
});

requirementTest('AUT-004', async ({ service, judge }) => {
  await service.each(
    garbageTokens(service.faker('garbage tokens')),
    ([note, token]) => service.probe({ headers: { Authorization: `Bearer ${token}` }, note }),
    (exchange, [note]) => judge(exchange, (answer) => answersAs(answer, refusedToken), note),
  );
});

requirementTest('AUT-005', async ({ service, judge }) => {
  await service.value();
  await service.each(
    cutAndExtended(service.token),
    ([note, token]) => service.probe({ headers: { Authorization: `Bearer ${token}` }, note }),
    (exchange, [note]) => judge(exchange, (answer) => answersAs(answer, refusedToken), note),
  );
});

for (const [id, variants] of [
  ['AUT-006', tampered],
  ['AUT-007', unsigned],
] as const) {
  requirementTest(id, async ({ service, judge }) => {
    const tokens = variants(service.token);
    service.skipIf(tokens.length === 0, 'the token is not a JWT, so there is no signature to change');
    await service.each(
      tokens,
      ([note, token]) => service.probe({ headers: { Authorization: `Bearer ${token}` }, note }),
      (exchange, [note]) => judge(exchange, (answer) => answersAs(answer, refusedToken), note),
    );
  });
}

requirementTest('AUT-008', async ({ service, judge }) => {
  service.skipIf(
    !service.subject.loopback,
    'a token in a URL ends up in logs, so it is sent to loopback addresses alone',
  );
  const query = `?access_token=${encodeURIComponent(service.token)}`;
  const exchange = await service.probe({
    headers: { Authorization: undefined },
    query,
    // Servers in front of a service refuse what a token makes long.
    hostile: true,
    note: 'the token in the query string',
  });
  judge(
    exchange,
    (answer) => (answer.status in refusedToken ? answersAs(answer, refusedToken) : refuses(answer)),
    'the token in the query string',
  );
});

requirementTest('AUT-009', async ({ service, judge }) => {
  const missing = (['app', 'user'] as const).filter((flow) => !service.flows.includes(flow));
  service.skipIf(missing.length > 0, `there is no ${missing.join(' and no ')} token`);
  for (const flow of service.flows) {
    const exchange = await service.probe({ flow, note: `the ${flow} token` });
    judge(
      exchange,
      (answer) => {
        if (isSuccess(answer)) return holds();
        const proof =
          errorCodeOf(answer) === '900329' ||
          service.accepts(flow) ||
          tellsSameTenant(service.tokenOf('app'), service.tokenOf('user'));
        if (!proof)
          service.cannotTell(
            `the ${flow} token is refused with ${answer.status} and may be the wrong one; give one of the same tenant that has not expired`,
          );
        return violated(finding('status', `success for the ${flow} token`, String(answer.status)));
      },
      `the ${flow} token`,
    );
  }
});

requirementTest('AUT-010', async ({ service, judge }) => {
  service.skipIf(service.flows.length < 2, 'there is only one token');
  const other = service.flows.find((flow) => !service.accepts(flow));
  if (other === undefined) return;
  const note = `the ${other} token`;
  await service.forEach(
    service.customers,
    async (customer) => {
      const value = await service.value(customer);
      return { value, exchange: await service.probe({ flow: other, segment: customer.id, note }) };
    },
    ({ value, exchange }) => {
      const refused = exchange.ending.kind === 'answered' && !isSuccess(exchange.ending.answer);
      service.skipIf(refused, `the ${other} token is refused, which is for AUT-009 to judge`);
      judge(exchange, (answer) => value.isToldBy(answer), note);
    },
  );
});

/** What an answer says of a customer: status, and the documented members or the text, without ids, numbers and times. */
function gist(answer: Answer): string {
  const value = jsonContentOf(answer)?.value;
  const content = contentOf(answer);
  const said =
    typeof value === 'object' && value !== null
      ? ['code', 'description', 'source'].map(
          (name) => `${name} ${shorten((value as { readonly [key: string]: unknown })[name])}`,
        )
      : ['bytes' in content ? (textOf(content.bytes) ?? '') : content.problem];
  const bare = said.join(', ').replaceAll(/[0-9a-f]{8}(-?[0-9a-f]{4}){3}-?[0-9a-f]{12}/gi, 'ID');
  return `${answer.status} ${bare.replaceAll(/\d{2,}[\d:.TZ+-]*/g, 'N')}`;
}

requirementTest('AUT-011', async ({ service, judge }) => {
  const [[, garbage] = ['', 'x']] = garbageTokens(service.faker('garbage tokens'));
  for (const [note, value] of [
    ['without a token', undefined],
    ['with a garbage token', `Bearer ${garbage}`],
  ] as const) {
    const headers = { Authorization: value };
    const unknown = await service.probe({
      headers,
      segment: service.unknownCustomer(),
      note: `an unknown customer ${note}`,
    });
    const known = await service.probe({ headers, note: `a known customer ${note}` });
    judge(
      known,
      (answer) => {
        if (unknown.ending.kind !== 'answered') return undefined;
        if (isSuccess(answer)) return violated(finding('status', '401', String(answer.status)));
        const [a, b] = [gist(unknown.ending.answer), gist(answer)];
        return a === b
          ? holds()
          : violated(finding('answer', `the same as for an unknown customer, ${a}`, b));
      },
      note,
    );
  }
});

requirementTest('AUT-012', async ({ service }) => {
  await service.probe({ segment: service.unknownCustomer(), note: 'a customer nobody has' });
  await service.probe({ headers: { Authorization: undefined }, note: 'without Authorization' });
  await service.probe({ headers: { Accept: 'image/png' }, note: 'Accept: image/png' });
});

requirementTest('AUT-013', async ({ service, occasional }) => {
  occasional('the tokens are too short to be told from other text');
  await service.read();
  await service.probe({ segment: 'not-a-guid', note: 'a malformed id' });
  await service.probe({ segment: service.unknownCustomer(), note: 'a customer nobody has' });
});

requirementTest('AUT-014', async ({ service, occasional }) => {
  occasional('no answer was a 401');
  await service.probe({ headers: { Authorization: undefined }, note: 'without Authorization' });
});

for (const [id, kind, note] of [
  ['AUT-015', 'expired', 'a token that has expired'],
  ['AUT-016', 'otherAudience', 'a token for another audience'],
  ['AUT-017', 'otherTenant', 'a token of another tenant'],
  ['AUT-018', 'otherIssuer', 'a token of another issuer'],
] as const) {
  requirementTest(id, async ({ service, judge }) => {
    const token = service.subject.refused[kind] ?? '';
    service.skipIf(token === '', `the test needs ${note}; set ${refusedVariables[kind]} to one`);
    await service.value();
    const exchange = await service.probe({ headers: { Authorization: `Bearer ${token}` }, note });
    judge(exchange, (answer) => answersAs(answer, refusedToken), note);
  });
}

requirementTest('AUT-019', async ({ service, judge }) => {
  const tokens = otherLetterCase(service.token);
  service.skipIf(tokens.length === 0, 'the token has hexadecimal digits alone, which have no letter case');
  await service.each(
    tokens,
    ([note, token]) => service.probe({ headers: { Authorization: `Bearer ${token}` }, note }),
    (exchange, [note]) => judge(exchange, (answer) => answersAs(answer, refusedToken), note),
  );
});

requirementTest('AUT-020', async ({ service, judge }) => {
  const other = service.flows.find((flow) => service.tokenOf(flow) !== service.token);
  await service.each(
    [
      ...oneCharacterChanged(service.token),
      ...signedByAnother(service.token, other && service.tokenOf(other)),
    ],
    ([note, token]) => service.probe({ headers: { Authorization: `Bearer ${token}` }, note }),
    (exchange, [note]) => judge(exchange, (answer) => answersAs(answer, refusedToken), note),
  );
});

requirementTest('AUT-021', async ({ service, judge }) => {
  const value = await service.value();
  const good = `Bearer ${service.token}`;
  const bad = 'Bearer garbage';
  const taken: string[] = [];
  for (const [note, first, second, reading] of [
    ['a good token, and a bad one in a field of its own', good, bad, 'first'],
    ['a bad token, and a good one in a field of its own', bad, good, 'last'],
    ['two bad tokens in two fields', bad, bad, undefined],
  ] as const) {
    const exchange = await service.probe({
      headers: { Authorization: first },
      fields: [['Authorization', second]],
      note,
    });
    judge(
      exchange,
      (answer) => {
        if (!isSuccess(answer) || reading === undefined) return answersAs(answer, refusedToken);
        taken.push(reading);
        if (taken.length === 1) return { ...value.isToldBy(answer), reading };
        return violated(
          finding('status', '401 or 400, as the first field alone counts', String(answer.status)),
        );
      },
      note,
    );
  }
});

requirementTest('AUT-022', async ({ service, judge }) => {
  await service.each(
    joinedByComma(service.token),
    ([note, value]) => service.probe({ headers: { Authorization: value }, note }),
    (exchange, [note]) => judge(exchange, (answer) => answersAs(answer, refusedToken), note),
  );
});

requirementTest('AUT-023', async ({ service, judge }) => {
  for (const [note, value] of [
    ['HEAD without Authorization', undefined],
    ['HEAD with a word for a token', 'Bearer garbage'],
  ] as const) {
    const exchange = await service.probe({ method: 'HEAD', headers: { Authorization: value }, note });
    judge(
      exchange,
      (answer) => {
        if (answer.status === 401) return holds('unauthorized');
        return answer.status === 501 ? holds('not-offered') : { ...refuses(answer), reading: 'not-offered' };
      },
      note,
    );
  }
});
